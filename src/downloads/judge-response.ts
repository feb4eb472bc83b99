import { GatewayError } from '../errors/gateway-error.js';
import { parseContentRange } from '../http/byte-range.js';
import type { ResponseHeaders } from '../http/types.js';
import { parseRetryAfter } from '../http/wait-headers.js';

/** The part of an object that is on disk already. */
export interface PartialObject {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
  /** Strong, with its quotes; without one nothing can be continued. */
  readonly etag: string;
}

/** What a response of a storage host means for the transfer. */
export type Verdict =
  /** The object from its first byte. `changed`: under another ETag than the part on disk. */
  | { readonly kind: 'whole'; readonly totalBytes: number | null; readonly changed: boolean }
  /** Exactly the missing part of the very same object. */
  | { readonly kind: 'rest' }
  /** The part on disk cannot be continued; the object must be asked for from its first byte. */
  | { readonly kind: 'restart'; readonly reason: string }
  /** The URL does not work any more. */
  | { readonly kind: 'refused' }
  /** A passing trouble. */
  | { readonly kind: 'retry'; readonly error: GatewayError };

/**
 * Status codes by which storage hosts refuse a signed URL: 400 with `ExpiredToken` and 403 with a bad signature (Google),
 * 403 (S3), 401 and 410 (others). A fresh URL costs one call, so they are not told apart.
 */
const REFUSED = new Set([400, 401, 403, 410]);
const PASSING = new Set([408, 425, 429]);

/**
 * Judges status and headers before any byte is believed. `asked` is the part that the request wants to continue; null when
 * it asked for the whole object. Throws when nothing can help: NOT_FOUND, PROVIDER_REJECTED, PROVIDER_PROTOCOL.
 */
export function judgeResponse(
  status: number,
  headers: ResponseHeaders,
  asked: PartialObject | null,
  nowMs: number,
): Verdict {
  if (status === 200 || status === 206) refuseCompressed(headers);
  if (status === 200) return judgeWhole(headers, asked);
  if (status === 206 && asked !== null) return judgePart(headers, asked);
  if (status === 416 && asked !== null) {
    return { kind: 'restart', reason: 'The storage host has no such range: the object changed.' };
  }
  if (REFUSED.has(status)) return { kind: 'refused' };
  if (PASSING.has(status) || status >= 500) return { kind: 'retry', error: passing(status, headers, nowMs) };
  if (status === 404) {
    throw new GatewayError(
      'NOT_FOUND',
      'The object is gone at the storage host of the provider. Look at the provider whether it still exists.',
    );
  }
  if (status >= 400) {
    throw new GatewayError(
      'PROVIDER_REJECTED',
      `The storage host refused the transfer with status ${status}.`,
    );
  }
  throw new GatewayError(
    'PROVIDER_PROTOCOL',
    `The storage host answered with status ${status}, which does not fit the request.`,
  );
}

/** A strong ETag with its quotes (RFC 9110 §8.8.3); null for a weak, missing or malformed one. */
export function strongEtag(headers: ResponseHeaders): string | null {
  const etag = headers['etag']?.trim() ?? '';
  return /^"[\x21\x23-\x7e\x80-\xff]*"$/u.test(etag) ? etag : null;
}

/** Digests and lengths are those of the stored bytes; a body that was compressed on the way fits neither. */
function refuseCompressed(headers: ResponseHeaders): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '') return;
  throw new GatewayError(
    'PROVIDER_PROTOCOL',
    'The storage host sent the object compressed although it was asked for the bytes as they are.',
  );
}

function judgeWhole(headers: ResponseHeaders, asked: PartialObject | null): Verdict {
  const length = headers['content-length'];
  const totalBytes = length !== undefined && /^\d+$/u.test(length) ? Number(length) : null;
  return { kind: 'whole', totalBytes, changed: asked !== null && strongEtag(headers) !== asked.etag };
}

function judgePart(headers: ResponseHeaders, asked: PartialObject): Verdict {
  const range = parseContentRange(headers['content-range']);
  if (strongEtag(headers) !== asked.etag) {
    return { kind: 'restart', reason: 'The object changed at the storage host.' };
  }
  const fits =
    range !== null &&
    range.totalBytes !== null &&
    range.start === asked.receivedBytes &&
    range.end === range.totalBytes - 1 &&
    (asked.totalBytes === null || range.totalBytes === asked.totalBytes);
  return fits
    ? { kind: 'rest' }
    : { kind: 'restart', reason: 'The storage host sent another range than the missing one.' };
}

function passing(status: number, headers: ResponseHeaders, nowMs: number): GatewayError {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], nowMs);
  return new GatewayError(
    status === 429 ? 'PROVIDER_RATE_LIMITED' : 'PROVIDER_UNAVAILABLE',
    `The storage host answered with status ${status} again and again. Start the download again later.`,
    { retryable: true, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
  );
}
