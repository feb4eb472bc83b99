import { GatewayError, isGatewayError } from '../../errors/gateway-error.js';
import { defaultFailure } from '../../http/failures.js';
import type { Failure, HttpAnswer } from '../../http/types.js';

/** The status that this interface uses where others say 404: no such model. */
export const GONE = 410;

/**
 * Judges an answer. Errors are one English sentence of plain text without a code, so only the status counts.
 * 410 is left to the caller.
 */
export function classifyAnswer(provider: string): (answer: HttpAnswer) => Failure | null {
  return (answer) => {
    switch (answer.status) {
      case GONE:
        return null;
      case 404:
        return {
          code: 'UNSUPPORTED',
          message: `The release of Pieces OS behind provider ${provider} does not know this call. Update Pieces OS.`,
          retryable: false,
        };
      case 500:
        // Told apart from PROVIDER_UNAVAILABLE: the runtime is there, and for a POST the id may simply be unknown.
        return {
          code: 'PROVIDER_REJECTED',
          message: `Pieces OS (provider ${provider}) failed on this call and gave no reason. Look at its own window or log.`,
          retryable: true,
        };
      default:
        return defaultFailure(answer, provider);
    }
  };
}

/** Whether the runtime answered 500, which for a POST means an unknown id or a failure. */
export function isServerFailure(error: unknown): error is GatewayError {
  return isGatewayError(error) && error.code === 'PROVIDER_REJECTED' && error.retryable;
}

/** Whether no connection came about or it broke: the runtime may have gone, or moved to another port. */
export function isConnectionLoss(error: unknown): error is GatewayError {
  return isGatewayError(error) && error.code === 'PROVIDER_UNAVAILABLE';
}

/** The usual state of a desktop program, not an exception: nobody listens. */
export function notRunningError(provider: string, cause?: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    `Pieces OS (provider ${provider}) is not running. Start it; if it runs, set the provider's baseUrl to its address.`,
    { provider, retryable: true, cause },
  );
}

/** A refused connection in words that help; any other failure as it is. */
export function explainLoss(provider: string, error: GatewayError): GatewayError {
  return isRefused(error.cause) ? notRunningError(provider, error) : error;
}

/** A name with several addresses fails with one error for each of them. */
function isRefused(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.some(isRefused);
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
