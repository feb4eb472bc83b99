import { GatewayError, isGatewayError } from '../../errors/gateway-error.js';

/** No room: the volume, or what this user may have of it. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failed write means for the transfer: STORAGE_FULL or INTERNAL. A GatewayError stays as it is. */
export function storageFailure(error: unknown): GatewayError {
  if (isGatewayError(error)) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return FULL.has(code)
    ? new GatewayError(
        'STORAGE_FULL',
        'The volume of the artifact store is full. Free some space, then start the download again.',
        { retryable: true, cause: error },
      )
    : new GatewayError('INTERNAL', 'The gateway could not write the object. Its log has the details.', {
        cause: error,
      });
}

/** The owner ended the transfer. */
export function cancelledError(): GatewayError {
  return new GatewayError('CANCELLED', 'The transfer was cancelled.');
}

/** A connection ended before its bytes were there, and so did those after it. */
export function cutError(): GatewayError {
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    'The storage host cut the connection again and again. Start the download again later.',
    { retryable: true },
  );
}

/** More bytes came than status and headers had announced; none of the surplus was kept. */
export function surplusError(): GatewayError {
  return new GatewayError(
    'PROVIDER_PROTOCOL',
    'The storage host sends more bytes than it announced, again and again. Tell the provider.',
    { retryable: true },
  );
}

/** Starting over did not help. */
export function restlessError(reason: string): GatewayError {
  return new GatewayError(
    'SOURCE_CHANGED',
    `The transfer had to start over again and again. ${reason} Start the download again later.`,
    { retryable: true },
  );
}

/** No byte came over any connection. */
export function silenceError(silentMs: number): GatewayError {
  return new GatewayError(
    'PROVIDER_TIMEOUT',
    `The storage host sent nothing for ${silentMs} ms. Start the download again later.`,
    { retryable: true },
  );
}
