import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { limitError } from './limit-error.js';

/** What an operation may cost with its variables. */
export interface CostLimits {
  readonly cost: number;
  readonly listItems: number;
}

/** One operation with what it is run with. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Things that live at providers: a field that leads to one may cost a call. */
const REMOTE_TYPES: ReadonlySet<string> = new Set(['Model', 'Run', 'Checkpoint', 'Inspection']);
/** Of a field that may cost a call; no object costs more by itself. */
export const UPSTREAM_COST = 10;

/** Selections that are looked at; a document with more is made of fragments that multiply each other. */
export const MAX_SELECTIONS = 10_000;

/**
 * The cost limit or limit of list sizes that an operation exceeds; null: none. Variables that do not fit are left to
 * execution, which says what is wrong with them.
 */
export function checkCost(asked: Asked, limits: CostLimits): GraphQLError | null {
  const { schema, document, operationName, variables } = asked;
  const estimator = createEstimator(schema, limits);
  try {
    const cost = getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      ...(operationName === null ? {} : { operationName }),
      estimators: [estimator],
      maxQueryNodes: MAX_SELECTIONS,
    });
    return cost > limits.cost ? limitError('cost', limits.cost, cost) : null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.extensions['code'] === 'LIMIT_EXCEEDED') return error;
    return /maximum allowed number of nodes/u.test(error.message)
      ? limitError('cost', limits.cost, null)
      : null;
  }
}

/** Counts 1 for an object, more for what may ask a provider, and what is below as often as there are items of it. */
function createEstimator(schema: GraphQLSchema, { listItems }: CostLimits): ComplexityEstimator {
  return ({ type, field, args, childComplexity }) => {
    const named = getNamedType(field.type);
    const longest = longestList(args);
    if (longest > listItems) throw limitError('listItems', listItems, longest);
    if (!isObjectType(named) && !isAbstractType(named)) return 0;
    // The members of a page have come with it.
    const own = isRemote(named, schema) && !/(?:Connection|Edge)$/u.test(type.name) ? UPSTREAM_COST : 1;
    const { first, ids } = args;
    if (typeof first === 'number') return own + Math.max(first, 0) * childComplexity;
    if (Array.isArray(ids)) return ids.length * (own + childComplexity);
    return own + childComplexity;
  };
}

function isRemote(type: GraphQLNamedType, schema: GraphQLSchema): boolean {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).some(({ name }) => REMOTE_TYPES.has(name));
  return REMOTE_TYPES.has(type.name.replace(/Connection$/u, ''));
}

/** Items of the longest list in a value. */
export function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce<number>(
    (longest, item) => Math.max(longest, longestList(item)),
    Array.isArray(value) ? items.length : 0,
  );
}
