import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What selections are read with. */
export interface Scope {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced; of these, only what stands in `@skip` and `@include` has an influence. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The fragments of a document by their names. */
export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
}

/**
 * The fields that selection sets ask of an object of `type`, by the names that they have in the answer and in their order.
 * CollectFields of the GraphQL specification (6.3.2).
 */
export function collectFields(
  scope: Scope,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (!isIncluded(scope, node)) continue;
      if (node.kind === Kind.FIELD) add(fields, node);
      else if (node.kind === Kind.INLINE_FRAGMENT) collectFragment(node);
      else if (!visited.has(node.name.value)) {
        visited.add(node.name.value);
        const fragment = scope.fragments[node.name.value];
        if (fragment !== undefined) collectFragment(fragment);
      }
    }
  };
  const collectFragment = (fragment: FragmentDefinitionNode | InlineFragmentNode): void => {
    if (fits(scope.schema, fragment, type)) collect(fragment.selectionSet);
  };
  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function add(fields: Map<string, FieldNode[]>, node: FieldNode): void {
  const name = node.alias?.value ?? node.name.value;
  const nodes = fields.get(name);
  if (nodes === undefined) fields.set(name, [node]);
  else nodes.push(node);
}

function isIncluded({ variables }: Scope, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function fits(
  schema: GraphQLSchema,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
