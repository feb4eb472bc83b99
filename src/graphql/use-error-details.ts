import type { ExecutionResult } from 'graphql';
import {
  isAsyncIterable,
  mapAsyncIterator,
  type AsyncIterableIteratorOrValue,
  type Plugin,
} from 'graphql-yoga';
import type { GatewayContext } from './context.js';
import { replaceError } from './replace-error.js';

/**
 * Puts the request's id into every error of an execution, so that a user's report leads to the log, and a code into
 * the library's own errors about variables, which come without one.
 */
export function useErrorDetails(): Plugin<GatewayContext> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => setResult(complete(result, args.contextValue.requestId)),
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => setResult(complete(result, args.contextValue.requestId)),
    }),
  };
}

type Result = AsyncIterableIteratorOrValue<ExecutionResult>;

function complete(result: Result, requestId: string): Result {
  if (isAsyncIterable(result)) {
    return mapAsyncIterator(result, (single) => withDetails(single, requestId));
  }
  return withDetails(result, requestId);
}

function withDetails(result: ExecutionResult, requestId: string): ExecutionResult {
  if (result.errors === undefined) return result;
  const errors = result.errors.map((error) =>
    replaceError(error, {
      message: error.message,
      extensions: { code: 'BAD_USER_INPUT', ...error.extensions, requestId },
    }),
  );
  return { ...result, errors };
}
