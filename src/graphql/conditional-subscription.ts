import { GraphQLError, Kind, OperationTypeNode, type DocumentNode } from 'graphql';

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

/** The error of a subscription whose field may be left out by a condition, as the specification has it; null: there is none. */
export function findConditionalSubscription(document: DocumentNode): GraphQLError | null {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const nodes = definition.selectionSet.selections.filter(({ directives }) =>
      directives?.some(({ name }) => CONDITIONS.has(name.value)),
    );
    if (nodes.length > 0) {
      return new GraphQLError('The field of a subscription cannot depend on @skip or @include.', { nodes });
    }
  }
  return null;
}
