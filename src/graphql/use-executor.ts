import { getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { coerceVariables } from './execution/coerce-variables.js';
import type { Executor } from './execution/execute.js';

/**
 * Has queries and mutations executed by plans. Subscriptions and what cannot be executed, which is for the executor that
 * yoga brings along to say, are left to that.
 */
export function useExecutor(executor: Executor): Plugin {
  return {
    onExecute: ({ args, setExecuteFn }) => {
      const { schema, document, operationName, variableValues, rootValue } = args;
      // Put there by `useExecutionCancellation`; the library's type does not know it.
      const signal = 'signal' in args && args.signal instanceof AbortSignal ? args.signal : undefined;
      const operation = getOperationAST(document, operationName);
      if (operation == null || operation.operation === OperationTypeNode.SUBSCRIPTION) return;
      const variables = coerceVariables(schema, operation, variableValues ?? {});
      if (variables === null) return;
      setExecuteFn(({ contextValue: context }) =>
        executor.execute({ document, operation, variables, context, rootValue, signal }),
      );
    },
  };
}
