import type { ExecutionResult, GraphQLError } from 'graphql';
import {
  isAsyncIterable,
  mapAsyncIterator,
  type AsyncIterableIteratorOrValue,
  type Plugin,
} from 'graphql-yoga';
import type { GatewayContext } from './context.js';
import { replaceError } from './replace-error.js';

/**
 * Masks the errors of an execution and puts the request's id into each, so that a user's report leads to the log. The
 * library's own errors about variables come without a code; they get one. Errors outside an execution are masked by
 * yoga with the same function.
 */
export function useErrorDetails(maskError: (error: unknown) => GraphQLError): Plugin<GatewayContext> {
  const completeAll = (
    result: AsyncIterableIteratorOrValue<ExecutionResult>,
    requestId: string,
  ): AsyncIterableIteratorOrValue<ExecutionResult> => {
    const complete = (single: ExecutionResult): ExecutionResult => withDetails(single, maskError, requestId);
    return isAsyncIterable(result) ? mapAsyncIterator(result, complete) : complete(result);
  };
  return {
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => setResult(completeAll(result, args.contextValue.requestId)),
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) =>
        setResult(completeAll(result, args.contextValue.requestId)),
    }),
  };
}

/** A result whose errors are masked and have the id of the request that it answers. */
export function withDetails(
  result: ExecutionResult,
  maskError: (error: unknown) => GraphQLError,
  requestId: string,
): ExecutionResult {
  const { errors } = result;
  if (errors === undefined) return result;
  return { ...result, errors: errors.map((error) => withRequestId(maskError(error), requestId)) };
}

/** The error with the id of the request that it answers. */
export function withRequestId(error: GraphQLError, requestId: string): GraphQLError {
  return replaceError(error, {
    message: error.message,
    extensions: { code: 'BAD_USER_INPUT', ...error.extensions, requestId },
  });
}
