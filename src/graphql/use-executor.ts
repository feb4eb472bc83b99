import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Executor } from './execution/execute.js';

/**
 * Has queries and mutations executed by plans. Subscriptions and what cannot be executed, which is for the executor that
 * yoga brings along to say, are left to that.
 */
export function useExecutor(executor: Executor): Plugin {
  return {
    onExecute: ({ args, setExecuteFn }) => {
      const { document, operationName, variableValues, rootValue } = args;
      // Put there by `useExecutionCancellation`; the library's type does not know it.
      const signal = 'signal' in args && args.signal instanceof AbortSignal ? args.signal : undefined;
      const operation = getOperationAST(document, operationName);
      if (operation == null || operation.operation === 'subscription') return;
      const variables = executor.coerce(operation, variableValues ?? {});
      if (variables === null) return;
      setExecuteFn(({ contextValue: context }) =>
        executor.execute({ document, operation, variables, context, rootValue, signal }),
      );
    },
  };
}
