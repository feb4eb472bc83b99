import { readFile } from 'node:fs/promises';
import { GraphQLError } from 'graphql';
import * as z from 'zod';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';

/** Documents by their id, as the client's build has written them down. */
export interface PersistedDocuments {
  readonly texts: ReadonlyMap<string, string>;
  /** Whether other documents are run too. */
  readonly areOthersAllowed: boolean;
}

const CODE: ErrorCode = 'DOCUMENT_NOT_ALLOWED';

const manifestSchema = z.record(z.string().min(1), z.string().min(1));

/** Both forms in which clients name a document: that of the client preset, and that of Apollo's clients. */
const namedSchema = z.object({
  documentId: z.string().optional().catch(undefined),
  extensions: z
    .object({ persistedQuery: z.object({ sha256Hash: z.string() }).optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/** The client preset writes the kind of hash before it; clients of the other form send the hash alone. */
const KIND_OF_HASH = /^sha\d+:/u;

/** Reads a manifest: one JSON object of documents by their id. Throws CONFIGURATION when it cannot be used. */
export async function readManifest(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    const listed = Object.entries(manifestSchema.parse(JSON.parse(await readFile(path, 'utf8'))));
    return new Map([...listed, ...listed.map(([id, text]) => [id.replace(KIND_OF_HASH, ''), text] as const)]);
  } catch (error) {
    throw new GatewayError(
      'CONFIGURATION',
      `The manifest of documents ${path} cannot be used. It has to be a JSON object of documents by their id, such as ` +
        'the persisted-documents.json that the client preset of GraphQL Code Generator writes.',
      { cause: error },
    );
  }
}

/** The id by which a request names a document; null where it names none. */
export function documentIdOf(request: unknown): string | null {
  const { data } = namedSchema.safeParse(request);
  return data?.documentId ?? data?.extensions?.persistedQuery?.sha256Hash ?? null;
}

/** The text to run for an operation. Throws DOCUMENT_NOT_ALLOWED when it is not on the list and others are not allowed. */
export function textOf(request: { readonly query: string }, documents: PersistedDocuments | null): string {
  const id = request.query === '' ? documentIdOf(request) : null;
  if (documents === null || (id === null && documents.areOthersAllowed)) return request.query;
  const text = id === null ? undefined : documents.texts.get(id);
  if (text === undefined) throw notAllowed();
  return text;
}

/** What a client gets who sends another document, or the id of none. */
export function notAllowed(): GraphQLError {
  return new GraphQLError(
    'This gateway runs the documents of its list, and this is none of them. Send the id of one as documentId or as ' +
      'extensions.persistedQuery.sha256Hash, and no text.',
    { extensions: { code: CODE, retryable: false } },
  );
}
