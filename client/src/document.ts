import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

/** The text of an operation that knows its types, as graphql-codegen makes it with `documentMode: 'string'`. */
export type GatewayDocument<Data, Variables> = DocumentTypeDecoration<Data, Variables> & {
  toString(): string;
};

/** What a document that needs no variables takes. */
type NoVariables = Record<string, never>;

/** Arguments behind the document: the variables can be left out where the document needs none. */
export type Arguments<Variables, Options> = NoVariables extends Variables
  ? [variables?: Variables, options?: Options]
  : [variables: Variables, options?: Options];

/** An operation as it goes over the wire. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}
