import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  Kind,
  TypeInfo,
  ValidationContext,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { limitError } from './limit-error.js';

/** How large a document may be, whatever its variables. */
export interface DocumentLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
}

/** Counts of the largest operation of a document, fragments included where they are used. */
export type Measured = Record<keyof DocumentLimits, number>;

/** In the order in which what is too much is told. */
const LIMITED = ['directives', 'aliases', 'depth', 'rootFields'] as const;

/** The first limit that a document exceeds, before it is validated; null: none. */
export function checkDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: DocumentLimits,
): GraphQLError | null {
  const measured = measureDocument(schema, document);
  for (const name of LIMITED)
    if (measured[name] > limits[name]) return limitError(name, limits[name], measured[name]);
  return null;
}

/** Whether a document of this size exceeds no limit. */
export function isWithin(measured: Measured, limits: DocumentLimits): boolean {
  return LIMITED.every((name) => measured[name] <= limits[name]);
}

/** Measures a document. Introspection has a limit of depth of its own in the GraphQL library and is left out of it here. */
export function measureDocument(schema: GraphQLSchema, document: DocumentNode): Measured {
  // The rules go no further into a fragment that contains itself; validation refuses it afterwards.
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const countsOf = (rule: typeof maxDepthRule | typeof maxAliasesRule | typeof maxDirectivesRule): number => {
    let found = 0;
    const onAccept = [(_context: unknown, { n }: { n: number }) => (found = Math.max(found, n))];
    // `__typename` is on the list of exceptions by default; aliases of it cost as much as any other.
    const visitor = rule({ n: Infinity, flattenFragments: true, allowList: [], onAccept })(context);
    // Each counts by itself from its operations down; to visit the document for that takes longer than the counting.
    for (const operation of operations) visitor.onOperationDefinitionEnter(operation);
    return found;
  };
  return {
    depth: countsOf(maxDepthRule),
    aliases: countsOf(maxAliasesRule),
    directives: countsOf(maxDirectivesRule),
    rootFields: countRootFields(document),
  };
}

function countRootFields(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const counts = new Map<string, number>();
  const count = ({ selections }: SelectionSetNode): number => {
    let fields = 0;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) fields += 1;
      else if (node.kind === Kind.INLINE_FRAGMENT) fields += count(node.selectionSet);
      else fields += countFragment(node.name.value);
    }
    return fields;
  };
  const countFragment = (name: string): number => {
    const known = counts.get(name);
    if (known !== undefined) return known;
    // For the time of its own counting: it may contain itself.
    counts.set(name, 0);
    const fragment = fragments.get(name);
    const fields = fragment === undefined ? 0 : count(fragment.selectionSet);
    counts.set(name, fields);
    return fields;
  };
  return document.definitions.reduce(
    (most, node) =>
      node.kind === Kind.OPERATION_DEFINITION ? Math.max(most, count(node.selectionSet)) : most,
    0,
  );
}
