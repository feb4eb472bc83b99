import type { DownloadErrorRecord } from '../domain/download.js';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';

/** Failures after which what has been received is of no use. */
const WORTHLESS_AFTER: ReadonlySet<ErrorCode> = new Set([
  'INTEGRITY_MISMATCH',
  'ARCHIVE_INVALID',
  'NOT_FOUND',
  'SOURCE_CHANGED',
]);

/** Whether what has been received is of no use after this failure. */
export function isWorthlessAfter(code: ErrorCode): boolean {
  return WORTHLESS_AFTER.has(code);
}

/** What a download's record says of the failure that ended it; a defect of the gateway is told to its log only. */
export function errorRecordOf(error: unknown, log: Logger): DownloadErrorRecord {
  if (isGatewayError(error)) {
    log.warn({ code: error.code, err: error }, 'A download failed');
    const { code, message, retryable } = error;
    return { code, message, retryable };
  }
  log.error({ err: error }, 'A download failed for a reason inside the gateway');
  const message = 'The download failed for a reason inside the gateway. Its log has the details.';
  return { code: 'INTERNAL', message, retryable: false };
}

/** What those hear who come while the gateway goes. */
export function closingError(): GatewayError {
  return new GatewayError('CANCELLED', 'The gateway is shutting down. Start the download again afterwards.', {
    retryable: true,
  });
}
