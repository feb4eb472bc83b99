import { errors } from 'undici';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Failure, HttpAnswer, HttpTimeouts } from './types.js';
import { parseRetryAfter } from './wait-headers.js';

/** Judges an answer by its status alone; what a provider's own table falls back on. */
export function defaultFailure(answer: HttpAnswer, provider: string): Failure {
  const { status } = answer;
  if (status === 401) {
    return failure(
      'PROVIDER_AUTH',
      `Provider ${provider} refused its credentials. Check them in the configuration.`,
    );
  }
  if (status === 403) {
    return failure(
      'PROVIDER_FORBIDDEN',
      `Provider ${provider} does not allow this with the configured credentials. Use a key with more rights.`,
    );
  }
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], Date.now());
    return {
      ...failure(
        'PROVIDER_RATE_LIMITED',
        `Provider ${provider} limits the rate of calls. Try again later.`,
        true,
      ),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    };
  }
  if (status === 408 || status >= 500) {
    return failure(
      'PROVIDER_UNAVAILABLE',
      `Provider ${provider} answered with status ${status}. Try again; other data may be unaffected.`,
      status !== 501,
    );
  }
  return failure('PROVIDER_REJECTED', `Provider ${provider} refused the call with status ${status}.`);
}

function failure(code: ErrorCode, message: string, retryable = false): Failure {
  return { code, message, retryable };
}

/** Who was called, as messages name it. */
export interface Peer {
  /** Begins a sentence: `Provider registry`. */
  readonly label: string;
  /** Configured name; absent for hosts that belong to no provider's configuration. */
  readonly provider?: string;
}

/** A configured provider. */
export function providerPeer(provider: string): Peer {
  return { label: `Provider ${provider}`, provider };
}

/** A host behind a URL that a provider handed out. */
export const DOWNLOAD_HOST: Peer = { label: 'The download host' };

/** The `provider` detail of an error, where there is one. */
export function belongsTo(peer: Peer): { readonly provider?: string } {
  return peer.provider === undefined ? {} : { provider: peer.provider };
}

/** The caller's signal ended the call. */
export function cancelledError(peer: Peer, reason: unknown): GatewayError {
  return new GatewayError('CANCELLED', 'The call was cancelled before the provider answered.', {
    ...belongsTo(peer),
    cause: reason,
  });
}

/** The total time of a call is over. */
export function timeoutError(peer: Peer, totalMs: number, cause?: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_TIMEOUT',
    `${peer.label} did not answer within ${seconds(totalMs)}. Try again; other data is unaffected.`,
    { ...belongsTo(peer), retryable: true, cause },
  );
}

/** A wait that the provider asks for, or that its rate limit needs, is longer than the time that is left. */
export function rateLimitedError(peer: Peer, retryAfterMs: number): GatewayError {
  return new GatewayError(
    'PROVIDER_RATE_LIMITED',
    `${peer.label} limits the rate of calls. Try again in ${seconds(retryAfterMs)}.`,
    { ...belongsTo(peer), retryable: true, retryAfterMs: Math.ceil(retryAfterMs) },
  );
}

/** The provider spoke, but not as agreed; trying again would give the same. */
export function protocolError(peer: Peer, what: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_PROTOCOL', `${peer.label} ${what}.`, { ...belongsTo(peer), cause });
}

/** Turns what the HTTP library threw into one of our failures. A GatewayError stays as it is. */
export function networkError(peer: Peer, timeouts: HttpTimeouts, cause: unknown): GatewayError {
  if (isGatewayError(cause)) return cause;
  if (cause instanceof errors.HTTPParserError) {
    // Not itself as the cause: it holds the bytes that came, and causes are logged.
    return protocolError(peer, 'sent a malformed HTTP answer', new Error(cause.message));
  }
  const code = errorCode(cause);
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT':
      return timeoutError(peer, timeouts.connectMs, cause);
    case 'UND_ERR_HEADERS_TIMEOUT':
      return timeoutError(peer, timeouts.headersMs, cause);
    case 'UND_ERR_BODY_TIMEOUT':
      return timeoutError(peer, timeouts.bodyIdleMs, cause);
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return cancelledError(peer, cause);
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return protocolError(peer, 'sent a malformed HTTP answer', cause);
    default:
      return unavailableError(peer, code, cause);
  }
}

/** TLS failures that stay until somebody changes a certificate or the configuration. */
const CERTIFICATE_CODES = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/u;

function unavailableError(peer: Peer, code: string, cause: unknown): GatewayError {
  const isCertificate = CERTIFICATE_CODES.test(code);
  const why = isCertificate
    ? 'has a TLS certificate that is not trusted. Check its base URL'
    : (REASONS[code] ?? 'cut the connection. Try again; other data is unaffected');
  return new GatewayError('PROVIDER_UNAVAILABLE', `${peer.label} ${why}.`, {
    ...belongsTo(peer),
    retryable: !isCertificate,
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'accepts no connections. Check that it is running and that its base URL is right',
  ENOTFOUND: 'has a host name that does not exist. Check its base URL',
  EAI_AGAIN: 'could not be found because name resolution failed. Try again',
  EHOSTUNREACH: 'cannot be reached over the network. Try again',
  ENETUNREACH: 'cannot be reached over the network. Try again',
};

/** The `code` of a Node or undici error, also of the first one inside an AggregateError; empty where there is none. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  return '';
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.ceil(ms)} ms` : `${Math.ceil(ms / 1_000)} s`;
}
