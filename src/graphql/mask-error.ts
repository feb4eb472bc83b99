import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { replaceError } from './replace-error.js';

/**
 * Turns whatever went wrong into what a client may see; the one place for HTTP, SSE and WebSocket.
 * A GatewayError keeps its message and code. A GraphQLError made by the GraphQL library (bad document, bad variable)
 * passes. Anything else, an INTERNAL GatewayError included, is a fault of ours: it becomes a fixed text with an id that
 * leads to the log.
 */
export function createMaskError(log: Logger): (error: unknown) => GraphQLError {
  return (error) => {
    const cause = rootCause(error);
    if (isGatewayError(cause) && cause.code !== 'INTERNAL') {
      return place(error, cause.message, gatewayExtensions(cause));
    }
    if (error instanceof GraphQLError && isOfLibrary(error)) return error;
    const errorId = randomUUID();
    log.error({ err: cause, errorId }, 'Unexpected error');
    const known = isGatewayError(cause) ? gatewayExtensions(cause) : { code: 'INTERNAL', retryable: false };
    return place(error, `The gateway failed to handle this. Quote error ${errorId} when you report it.`, {
      ...known,
      errorId,
    });
  };
}

/** What was thrown, below the wrappers that execution puts around it. */
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError !== undefined
    ? rootCause(error.originalError)
    : error;
}

/** Whether the library itself made the error: then nothing foreign is below it. */
function isOfLibrary(error: GraphQLError): boolean {
  const { originalError } = error;
  return originalError === undefined || (originalError instanceof GraphQLError && isOfLibrary(originalError));
}

function place(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  return error instanceof GraphQLError
    ? replaceError(error, { message, extensions })
    : new GraphQLError(message, { extensions });
}

function gatewayExtensions(error: GatewayError): Record<string, unknown> {
  return {
    code: error.code,
    retryable: error.retryable,
    ...(error.provider === undefined ? {} : { provider: error.provider }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterSeconds: error.retryAfterMs / 1000 }),
  };
}
