import type { ObjectDigests } from '../../domain/download.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { parseContentRange } from '../../http/byte-range.js';
import { digestsFromHeaders } from '../../http/object-digests.js';
import type { ResponseHeaders } from '../../http/types.js';
import { parseRetryAfter } from '../../http/wait-headers.js';
import type { ObjectIdentity } from './journal.js';

/** What was asked of the storage host. */
export interface Question {
  readonly start: number;
  /** Not included; Infinity for everything from `start`. */
  readonly end: number;
  /** Whether the request had a `Range`; without one everything is asked for. */
  readonly isRanged: boolean;
  /** Whether a digest of the whole will be compared at the end. */
  readonly hasExpectedDigest: boolean;
  /** What the object was so far in this epoch; null before the first answer. */
  readonly identity: ObjectIdentity | null;
}

/** What an answer means for the transfer. */
export type Verdict =
  /** Bytes from `start` to `end` (Infinity: unknown) of this object follow, and they are the ones that were asked for. */
  | { readonly kind: 'take'; readonly end: number; readonly identity: ObjectIdentity }
  /** What is on disk belongs to another object. */
  | { readonly kind: 'changed'; readonly reason: string }
  /** The storage host does not serve ranges as it should: the object can only be had in one piece. */
  | { readonly kind: 'rangeless'; readonly reason: string }
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

const CHANGED = 'The object changed at the storage host.';

/**
 * Judges status and headers before any byte is believed. Throws when nothing can help: NOT_FOUND, PROVIDER_REJECTED,
 * PROVIDER_PROTOCOL.
 */
export function judgeAnswer(
  status: number,
  headers: ResponseHeaders,
  question: Question,
  nowMs: number,
): Verdict {
  if (status === 200 || status === 206) refuseCompressed(headers);
  if (status === 200) return judgeWhole(headers, question);
  if (status === 206 && question.isRanged) return judgePart(headers, question);
  if (status === 416 && question.isRanged) return judgeUnsatisfiable(headers, question);
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
export function strongEtag(etag: string | null): string | null {
  return etag !== null && /^"[\x21\x23-\x7e\x80-\xff]*"$/u.test(etag) ? etag : null;
}

/**
 * Whether bytes from several answers may stand in one file: under a strong ETag or the same announced digest they are of one
 * object; else only when a digest of the whole will be compared at the end.
 */
export function canContinue(identity: ObjectIdentity, hasExpectedDigest: boolean): boolean {
  const { md5, crc32c, sha256 } = identity.announced;
  return (
    strongEtag(identity.etag) !== null ||
    hasExpectedDigest ||
    md5 !== null ||
    crc32c !== null ||
    sha256 !== null
  );
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

function judgeWhole(headers: ResponseHeaders, { start, isRanged, identity }: Question): Verdict {
  const totalBytes = contentLength(headers);
  const found = identityOf(headers, totalBytes);
  if (start === 0 && identity === null) return { kind: 'take', end: totalBytes ?? Infinity, identity: found };
  if (identity !== null && !isSame(found, identity)) return { kind: 'changed', reason: CHANGED };
  return {
    kind: isRanged ? 'rangeless' : 'changed',
    reason: 'The storage host sent the whole object instead of the missing part.',
  };
}

function judgePart(headers: ResponseHeaders, question: Question): Verdict {
  const { start, end, identity, hasExpectedDigest } = question;
  const range = parseContentRange(headers['content-range']);
  const found = identityOf(headers, range?.totalBytes ?? null);
  if (identity !== null && !isSame(found, identity)) return { kind: 'changed', reason: CHANGED };
  if (
    range === null ||
    range.totalBytes === null ||
    range.start !== start ||
    range.end < range.start ||
    range.end >= Math.min(end, range.totalBytes)
  ) {
    return { kind: 'rangeless', reason: 'The storage host sent another range than the missing one.' };
  }
  const rangeBytes = range.end - range.start + 1;
  const bodyBytes = contentLength(headers) ?? rangeBytes;
  if (bodyBytes !== rangeBytes) return { kind: 'retry', error: contradictionError(rangeBytes, bodyBytes) };
  const isWhole = start === 0 && range.end + 1 === range.totalBytes;
  if (!isWhole && !canContinue(found, hasExpectedDigest)) {
    return { kind: 'rangeless', reason: 'Without a strong ETag the object can only come in one piece.' };
  }
  return { kind: 'take', end: range.end + 1, identity: found };
}

function judgeUnsatisfiable(headers: ResponseHeaders, { start, identity }: Question): Verdict {
  // RFC 9110 §15.5.17: an empty object has no range at all, not even the one from 0.
  if (start === 0 && identity === null) {
    return { kind: 'rangeless', reason: 'The storage host serves no range of the object.' };
  }
  const total = /^bytes \*\/(\d+)$/iu.exec(headers['content-range']?.trim() ?? '')?.[1];
  return total !== undefined && Number(total) === identity?.totalBytes
    ? { kind: 'rangeless', reason: 'The storage host refused a range that the object has.' }
    : { kind: 'changed', reason: 'The storage host has no such range: the object changed.' };
}

/** Null where it is missing or makes no sense. */
function contentLength(headers: ResponseHeaders): number | null {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/u.test(length) ? Number(length) : null;
}

function contradictionError(rangeBytes: number, bodyBytes: number): GatewayError {
  return new GatewayError(
    'PROVIDER_PROTOCOL',
    `The storage host contradicts itself: its Content-Range says ${rangeBytes} bytes, ` +
      `but its Content-Length says ${bodyBytes}. Tell the provider.`,
    { retryable: true },
  );
}

function identityOf(headers: ResponseHeaders, totalBytes: number | null): ObjectIdentity {
  return { etag: headers['etag']?.trim() ?? null, totalBytes, announced: digestsFromHeaders(headers) };
}

/** Byte for byte the same ETag, the same length, and no digest that differs. */
function isSame(found: ObjectIdentity, known: ObjectIdentity): boolean {
  const agree = (kind: keyof ObjectDigests): boolean =>
    found.announced[kind] === null ||
    known.announced[kind] === null ||
    found.announced[kind] === known.announced[kind];
  return (
    found.etag === known.etag &&
    (found.totalBytes === null || known.totalBytes === null || found.totalBytes === known.totalBytes) &&
    agree('md5') &&
    agree('crc32c') &&
    agree('sha256')
  );
}

function passing(status: number, headers: ResponseHeaders, nowMs: number): GatewayError {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], nowMs);
  return new GatewayError(
    status === 429 ? 'PROVIDER_RATE_LIMITED' : 'PROVIDER_UNAVAILABLE',
    `The storage host answered with status ${status} again and again. Start the download again later.`,
    { retryable: true, ...(retryAfterMs === null ? {} : { retryAfterMs }) },
  );
}
