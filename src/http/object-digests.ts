import type { ObjectDigests } from '../domain/download.js';
import type { ResponseHeaders } from './types.js';

/**
 * Digests of a whole stored object, as its storage host announces them. In falling order of trust (Pictograph contract
 * §5.3): `x-goog-hash`, `Content-MD5`, and an ETag of 32 hex digits if there is nothing else. Null where none is said.
 */
export function digestsFromHeaders(headers: ResponseHeaders): ObjectDigests {
  const google = googleHashes(headers['x-goog-hash'] ?? '');
  const crc32c = base64ToHex(google.get('crc32c'), 4);
  const md5 = base64ToHex(google.get('md5'), 16) ?? contentMd5(headers);
  return { md5: md5 ?? (crc32c === null ? etagMd5(headers) : null), crc32c, sha256: null };
}

/** `crc32c=<base64>,md5=<base64>`, in one header line or in two that were joined. */
function googleHashes(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(',').map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals).trim().toLowerCase(), part.slice(equals + 1).trim()];
    }),
  );
}

/** Content-MD5 covers the bytes of the message, so that of a partial answer says nothing about the object. */
function contentMd5(headers: ResponseHeaders): string | null {
  return headers['content-range'] === undefined ? base64ToHex(headers['content-md5']?.trim(), 16) : null;
}

/**
 * A strong ETag of exactly 32 hex digits is the MD5 on the common object stores. Not so with `-N` (multipart), in a weak
 * ETag, or where S3 encrypts with keys of its own or of the customer.
 */
function etagMd5(headers: ResponseHeaders): string | null {
  const isOpaque =
    headers['x-amz-server-side-encryption']?.startsWith('aws:kms') === true ||
    headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined;
  const match = isOpaque ? null : /^"([0-9a-f]{32})"$/iu.exec(headers['etag']?.trim() ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}

/** Hex of a base64 value that stands for exactly `byteLength` bytes; null for anything else. */
function base64ToHex(base64: string | undefined, byteLength: number): string | null {
  if (base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === byteLength ? bytes.toString('hex') : null;
}
