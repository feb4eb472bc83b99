import {
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type ArgumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { longestList, MAX_SELECTIONS, UPSTREAM_COST, type CostLimits } from './estimate-cost.js';

type Variables = Readonly<Record<string, unknown>>;

/** What a cost is bounded with. */
interface Bounds {
  readonly variables: Variables;
  readonly listItems: number;
  /** That were looked at. */
  selections: number;
}

/** A valid query or mutation and the type of its root. */
export interface Rooted {
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLCompositeType;
}

/**
 * Whether an operation surely exceeds neither limit with variables that fit: as if each object that it asks for came from a
 * provider by a call of its own, whatever is skipped. To estimate what it does cost takes twenty times as long. False is no
 * verdict; operations with fragments or with defaults of variables get none.
 */
export function isSurelyCheap(
  { operation, root }: Rooted,
  variables: Variables,
  { cost, listItems }: CostLimits,
): boolean {
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue !== undefined || longestList(variables[variable.name.value]) > listItems) return false;
  }
  return boundOf(operation.selectionSet, root, { variables, listItems, selections: 0 }) <= cost;
}

/** Infinity: unknown. */
function boundOf({ selections }: SelectionSetNode, parent: GraphQLCompositeType, bounds: Bounds): number {
  bounds.selections += selections.length;
  if (bounds.selections >= MAX_SELECTIONS) return Infinity;
  let sum = 0;
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) return Infinity;
    sum += boundOfField(node, parent, bounds);
  }
  return sum;
}

function boundOfField(node: FieldNode, parent: GraphQLCompositeType, bounds: Bounds): number {
  // `__typename` is no object; introspection is not looked into.
  const definition = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
  if (definition === undefined) return node.selectionSet === undefined ? 0 : Infinity;
  if (node.arguments?.some(({ value }) => hasLongList(value, bounds.listItems))) return Infinity;
  if (definition.args.some(({ defaultValue }) => longestList(defaultValue) > bounds.listItems))
    return Infinity;
  if (node.selectionSet === undefined) return 0;
  const type = getNamedType(definition.type);
  if (!isCompositeType(type)) return Infinity;
  return timesOf(definition, node, bounds) * (UPSTREAM_COST + boundOf(node.selectionSet, type, bounds));
}

/** How many of it there can be, at least 1. */
function timesOf(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
  { variables }: Bounds,
): number {
  let times = 1;
  for (const { name, defaultValue } of args) {
    if (name !== 'first' && name !== 'ids') continue;
    const argument = given.find((node) => node.name.value === name);
    const count = argument === undefined ? countIn(defaultValue ?? 0) : countGiven(argument, variables);
    times = Math.max(times, count);
  }
  return times;
}

function countGiven({ value }: ArgumentNode, variables: Variables): number {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.LIST) return value.values.length;
  return value.kind === Kind.VARIABLE ? countIn(variables[value.name.value]) : Infinity;
}

function countIn(value: unknown): number {
  if (typeof value === 'number') return value;
  return Array.isArray(value) ? value.length : Infinity;
}

function hasLongList(value: ValueNode, most: number): boolean {
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => hasLongList(field.value, most));
  if (value.kind !== Kind.LIST) return false;
  return value.values.length > most || value.values.some((item) => hasLongList(item, most));
}
