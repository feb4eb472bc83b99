import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';

/** The variables as an operation declares them; null: they do not fit. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | null {
  if (variableDefinitions === undefined || variableDefinitions.length === 0) return {};
  return getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).coerced ?? null;
}
