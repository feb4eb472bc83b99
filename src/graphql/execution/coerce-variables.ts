import {
  getVariableValues,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  Kind,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql';

/** The variables as an operation declares them; null: they do not fit. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | null {
  if (variableDefinitions === undefined || variableDefinitions.length === 0) return {};
  const plain: Record<string, unknown> = {};
  for (const { variable, type } of variableDefinitions) {
    const name = variable.name.value;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (!isPlain(type, value))
      return getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).coerced ?? null;
    plain[name] = value;
  }
  return plain;
}

/** Whether a value is of a type of the language's own, in the form in which it stays: no need to look the type up. */
function isPlain(type: TypeNode, value: unknown): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (named.kind !== Kind.NAMED_TYPE) return false;
  switch (named.name.value) {
    case GraphQLID.name:
    case GraphQLString.name:
      return typeof value === 'string';
    case GraphQLInt.name:
      return typeof value === 'number' && (value | 0) === value && !Object.is(value, -0);
    default:
      return false;
  }
}
