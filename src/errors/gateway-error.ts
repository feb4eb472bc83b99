import type { ErrorCode } from './codes.js';

/** Marks a GatewayError across module copies, where `instanceof` would be false. */
const MARKER: unique symbol = Symbol.for('modelgate.GatewayError');

/** What a {@link GatewayError} carries besides its code and message. */
export interface GatewayErrorDetails {
  /** Configured name of the provider that the failure belongs to. */
  readonly provider?: string;
  /** Whether the same call may succeed later without any change. Default false. */
  readonly retryable?: boolean;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The failure behind this one. Logged, never sent to a client. */
  readonly cause?: unknown;
}

/**
 * The one error type that reaches clients. `message` is written for a client: it says what happened and what to do,
 * and holds no secret, no signed URL and no upstream body. Everything else that is thrown becomes INTERNAL.
 */
export class GatewayError extends Error {
  readonly [MARKER] = true;
  readonly code: ErrorCode;
  readonly provider: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: GatewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.provider = details.provider;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Recognises a GatewayError, also one made by another copy of this module. */
export function isGatewayError(value: unknown): value is GatewayError {
  return typeof value === 'object' && value !== null && MARKER in value;
}

/** The same failure, with the provider's name filled in where it was missing. */
export function withProvider(error: GatewayError, provider: string): GatewayError {
  if (error.provider !== undefined) return error;
  return new GatewayError(error.code, error.message, {
    provider,
    retryable: error.retryable,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    cause: error.cause,
  });
}
