import * as z from 'zod';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { rawRequest } from './raw-http.js';

/** What the run store's own client sends with every call (contract datature-vi §1). */
export const RUN_STORE_CREDENTIALS: Readonly<Record<string, string>> = {
  authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
  'organization-id': SANDBOX_ORGANIZATION_ID,
};

const output = z.object({
  runOutputId: z.string(),
  spec: z.object({ epoch: z.number().nullish() }),
  status: z.object({
    contents: z.object({ downloadUrl: z.object({ url: z.string(), expiresAt: z.number() }) }).nullish(),
  }),
});
/** The fields that tests look at, of pages, runs and outputs alike. */
const bodySchema = z.object({
  items: z.array(z.object({ runId: z.string(), ...output.partial().shape })).optional(),
  nextPage: z.string().nullish(),
  prevPage: z.string().nullish(),
  runId: z.string().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  etag: z.string().optional(),
});

/** An answer of the run store. */
export interface RunStoreAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly trace: string | undefined;
  /** All of the JSON; undefined where the body was empty. */
  readonly body: unknown;
  /** The fields that tests look at. */
  readonly fields: z.infer<typeof bodySchema>;
}

/** Asks the run store at `origin` for a path inside the sandbox's organization. */
export async function askRunStore(
  origin: string,
  path: string,
  request: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RunStoreAnswer> {
  const { method = 'GET', headers = RUN_STORE_CREDENTIALS } = request;
  const target = `/workspaces/${SANDBOX_ORGANIZATION_ID}${path}`;
  const answer = await rawRequest(origin + target, { method, headers });
  const text = answer.bytes.toString();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return {
    method,
    path: target,
    status: answer.status,
    contentType: answer.headers['content-type'] ?? null,
    trace: answer.headers['x-cloud-trace-context']?.toString(),
    body,
    fields: bodySchema.parse(body ?? {}),
  };
}
