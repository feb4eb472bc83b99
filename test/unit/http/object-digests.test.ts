import { describe, expect, it } from 'vitest';
import { digestsFromHeaders } from '../../../src/http/object-digests.js';

// Of the nine bytes `123456789`: CRC-32C check value e3069283, MD5 25f9e794323b453885f5181f1b624d0b.
const MD5 = '25f9e794323b453885f5181f1b624d0b';
const MD5_BASE64 = 'JfnnlDI7RTiF9RgfG2JNCw==';
const CRC32C = 'e3069283';
const CRC32C_BASE64 = '4waSgw==';
const NOTHING = { md5: null, crc32c: null, sha256: null };

describe('digestsFromHeaders', () => {
  it.each([
    [
      'one x-goog-hash line',
      { 'x-goog-hash': `crc32c=${CRC32C_BASE64},md5=${MD5_BASE64}` },
      { md5: MD5, crc32c: CRC32C },
    ],
    [
      'two joined lines',
      { 'x-goog-hash': `crc32c=${CRC32C_BASE64}, md5=${MD5_BASE64}` },
      { md5: MD5, crc32c: CRC32C },
    ],
    [
      'a composite object',
      { 'x-goog-hash': `crc32c=${CRC32C_BASE64}`, etag: `"${MD5}"` },
      { crc32c: CRC32C },
    ],
    ['Content-MD5', { 'content-md5': MD5_BASE64 }, { md5: MD5 }],
    ['Content-MD5 of a part', { 'content-md5': MD5_BASE64, 'content-range': 'bytes 0-4/9' }, {}],
    ['an ETag of 32 hex digits', { etag: `"${MD5.toUpperCase()}"` }, { md5: MD5 }],
    [
      'x-goog-hash before the ETag',
      { 'x-goog-hash': `md5=${MD5_BASE64}`, etag: `"${'0'.repeat(32)}"` },
      { md5: MD5 },
    ],
    ['a multipart ETag', { etag: `"${MD5}-3"` }, {}],
    ['a weak ETag', { etag: `W/"${MD5}"` }, {}],
    ['an ETag without quotes', { etag: MD5 }, {}],
    ['an opaque ETag', { etag: '"-CKicn4fknOcCEAE="' }, {}],
    [
      'an ETag of an object with a key of its own',
      { etag: `"${MD5}"`, 'x-amz-server-side-encryption': 'aws:kms' },
      {},
    ],
    ['hashes of a wrong length', { 'x-goog-hash': `crc32c=${MD5_BASE64},md5=${CRC32C_BASE64}` }, {}],
    ['garbage', { 'x-goog-hash': '=,md5,crc32c=%%%', 'content-md5': '', etag: '' }, {}],
    ['no header', {}, {}],
  ])('reads %s', (_name, headers, expected) => {
    expect(digestsFromHeaders(headers)).toEqual({ ...NOTHING, ...expected });
  });
});
