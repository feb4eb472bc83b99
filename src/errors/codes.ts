/**
 * Every code that a client can meet in `extensions.code`, `unavailable[].code` or `Download.error.code`.
 * The meaning of each and what a client does about it stands in docs/errors.md; a test compares both lists.
 * Codes are stable: they are added, never renamed.
 */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'AUTH_UNAVAILABLE',
  'COORDINATION_UNAVAILABLE',
  'INVALID_ARGUMENT',
  'INVALID_ID',
  'INVALID_CURSOR',
  'NOT_FOUND',
  'FORBIDDEN',
  'NOT_READY',
  'UNSUPPORTED',
  'CONFLICT',
  'PROVIDER_AUTH',
  'PROVIDER_FORBIDDEN',
  'PROVIDER_RATE_LIMITED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_TIMEOUT',
  'PROVIDER_PROTOCOL',
  'PROVIDER_REJECTED',
  'TRUNCATED',
  'INTEGRITY_MISMATCH',
  'SOURCE_CHANGED',
  'URL_EXPIRED',
  'URL_FORBIDDEN',
  'ARCHIVE_INVALID',
  'FILE_INVALID',
  'STORAGE_FULL',
  'LIMIT_EXCEEDED',
  'BUDGET_EXCEEDED',
  'RATE_LIMITED',
  'DOCUMENT_NOT_ALLOWED',
  'DOWNLOAD_CANCELLED',
  'CANCELLED',
  'CONFIGURATION',
  'INTERNAL',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];
