import { describe, expect, it } from 'vitest';
import { judgeResponse, strongEtag } from '../../../src/downloads/judge-response.js';

const part = { receivedBytes: 4, totalBytes: 10, etag: '"v1"' };
const etag = '"v1"';

describe('judgeResponse', () => {
  it.each([
    ['the missing part', 206, { etag, 'content-range': 'bytes 4-9/10' }, 'rest'],
    ['a part that starts earlier', 206, { etag, 'content-range': 'bytes 3-9/10' }, 'restart'],
    ['a part that starts later', 206, { etag, 'content-range': 'bytes 5-9/10' }, 'restart'],
    ['a part that ends early', 206, { etag, 'content-range': 'bytes 4-8/10' }, 'restart'],
    ['a part of something longer', 206, { etag, 'content-range': 'bytes 4-10/11' }, 'restart'],
    ['a part of unknown length', 206, { etag, 'content-range': 'bytes 4-9/*' }, 'restart'],
    ['a part without range', 206, { etag }, 'restart'],
    ['a part without ETag', 206, { 'content-range': 'bytes 4-9/10' }, 'restart'],
    ['several parts', 206, { etag, 'content-type': 'multipart/byteranges; boundary=x' }, 'restart'],
    ['the whole object', 200, { etag, 'content-length': '10' }, 'whole'],
    ['no such range', 416, { 'content-range': 'bytes */4' }, 'restart'],
    ['a refusal', 403, {}, 'refused'],
    ['trouble', 503, {}, 'retry'],
  ])('takes %s in answer to a range for what it is', (_what, status, headers, kind) => {
    expect(judgeResponse(status, headers, part, 0).kind).toBe(kind);
  });

  it('knows whether the object changed when it comes again as a whole', () => {
    expect(judgeResponse(200, { etag }, part, 0)).toMatchObject({ changed: false });
    expect(judgeResponse(200, { etag: '"v2"' }, part, 0)).toMatchObject({ changed: true });
    expect(judgeResponse(200, {}, part, 0)).toMatchObject({ changed: true });
    expect(judgeResponse(200, { etag }, null, 0)).toMatchObject({ changed: false });
  });

  it.each([
    ['12', 12],
    [undefined, null],
    ['-1', null],
    ['1e3', null],
  ])('reads the length %j', (length, totalBytes) => {
    const headers = length === undefined ? {} : { 'content-length': length };

    expect(judgeResponse(200, headers, null, 0)).toMatchObject({ kind: 'whole', totalBytes });
  });

  it('passes on how long the host wants us to wait', () => {
    const verdict = judgeResponse(429, { 'retry-after': '7' }, null, 0);

    expect(verdict).toMatchObject({
      kind: 'retry',
      error: { code: 'PROVIDER_RATE_LIMITED', retryAfterMs: 7_000 },
    });
  });
});

describe('strongEtag', () => {
  it.each([
    ['"abc"', '"abc"'],
    ['"a-1:2"', '"a-1:2"'],
    ['W/"abc"', null],
    ['abc', null],
    ['"a"b"', null],
    ['', null],
    [undefined, null],
  ])('reads %j (RFC 9110 §8.8.3)', (value, expected) => {
    expect(strongEtag(value === undefined ? {} : { etag: value })).toBe(expected);
  });
});
