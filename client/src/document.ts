import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/** The text of an operation that knows its types, as graphql-codegen makes it with `documentMode: 'string'`. */
export type GatewayDocument<Data, Variables> = DocumentTypeDecoration<Data, Variables> & {
  toString(): string;
  /** What code generation noted of it; `hash` is its id. */
  readonly __meta__?: Record<string, unknown> | undefined;
};

/** What a document that needs no variables takes. */
type NoVariables = Record<string, never>;

/** Arguments behind the document: the variables can be left out where the document needs none. */
export type Arguments<Variables, Options> = NoVariables extends Variables
  ? [variables?: Variables, options?: Options]
  : [variables: Variables, options?: Options];

/** An operation as it goes over the wire. */
export interface Operation {
  /** Empty where the document is named by its id. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions?: { readonly persistedQuery: { readonly version: 1; readonly sha256Hash: string } };
}

/** Puts an operation together; `persisted` names the document by the id that code generation gave it. */
export function operationOf(
  document: { toString(): string; readonly __meta__?: Record<string, unknown> | undefined },
  variables: unknown,
  persisted: boolean,
): Operation {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the document's type says what they are
  const given = (variables ?? {}) as Operation['variables'];
  // eslint-disable-next-line no-underscore-dangle -- the name is code generation's
  const hash = persisted ? document.__meta__?.['hash'] : undefined;
  if (typeof hash !== 'string') return { query: document.toString(), variables: given };
  const sha256Hash = hash.replace(/^sha256:/u, '');
  return { query: '', variables: given, extensions: { persistedQuery: { version: 1, sha256Hash } } };
}
