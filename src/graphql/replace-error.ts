import { GraphQLError } from 'graphql';

/** An error at the same place of the document and the answer, with another text and other extensions. */
export function replaceError(
  error: GraphQLError,
  { message, extensions }: { readonly message: string; readonly extensions: Record<string, unknown> },
): GraphQLError {
  const { nodes, source, positions, path } = error;
  return new GraphQLError(message, {
    extensions,
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
  });
}
