import {
  getEnterLeaveForKind,
  GraphQLError,
  Kind,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  type ASTVisitor,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValidationContext,
} from 'graphql';

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

/**
 * A subscription has one field, and no condition leaves it out (GraphQL specification, "Single Root Field"). Stands in the place
 * of graphql-js's rule, which throws where a variable decides, and lets pass what is always left out.
 */
export function subscriptionRule(context: ValidationContext): ASTVisitor {
  const { enter } = getEnterLeaveForKind(SingleFieldSubscriptionsRule(context), Kind.OPERATION_DEFINITION);
  return {
    OperationDefinition: (node, ...place) => {
      if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const nodes = rootSelections(node, context).filter(isConditional);
      if (nodes.length === 0) enter?.(node, ...place);
      else context.reportError(new GraphQLError(MESSAGE, { nodes }));
    },
  };
}

const MESSAGE = 'The field of a subscription cannot depend on @skip or @include.';

/** Everything that is selected of the root, through fragments, too. */
function rootSelections(
  { selectionSet }: OperationDefinitionNode,
  context: ValidationContext,
): readonly SelectionNode[] {
  const sets = new Set([selectionSet]);
  // What is added on the way is visited, too, and nothing twice: fragments may go round in circles.
  for (const { selections } of sets) {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) sets.add(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
      const fragment = context.getFragment(selection.name.value);
      if (fragment != null) sets.add(fragment.selectionSet);
    }
  }
  return [...sets].flatMap(({ selections }) => selections);
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => CONDITIONS.has(name.value));
}
