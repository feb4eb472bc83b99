import type { ErrorCode } from './codes.js';
import type { GatewayError } from './gateway-error.js';

/** A provider's failure as a client reads it beside data, instead of as an error. */
export interface ProviderProblemRecord {
  readonly provider: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** How long the provider asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
}

/** The problem that a failure of a provider is. */
export function toProblem(error: GatewayError, provider: string): ProviderProblemRecord {
  return { provider, code: error.code, message: error.message, retryAfterMs: error.retryAfterMs ?? null };
}
