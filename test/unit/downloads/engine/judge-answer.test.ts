import { describe, expect, it } from 'vitest';
import type { ObjectIdentity } from '../../../../src/downloads/engine/journal.js';
import { canContinue, judgeAnswer, type Question } from '../../../../src/downloads/engine/judge-answer.js';

const NONE = { md5: null, crc32c: null, sha256: null };
const identity: ObjectIdentity = { etag: '"v1"', totalBytes: 100, announced: NONE };
const first: Question = { start: 0, end: 50, isRanged: true, hasExpectedDigest: false, identity: null };
const next: Question = { ...first, start: 50, end: 80, identity };

function judge(status: number, headers: Record<string, string>, question: Question = next): string {
  return judgeAnswer(status, headers, question, 0).kind;
}

describe('the answer to a request for a range', () => {
  it('is taken when ETag, start and total are the ones that belong to it', () => {
    const headers = { etag: '"v1"', 'content-range': 'bytes 50-79/100' };
    expect(judgeAnswer(206, headers, next, 0)).toEqual({ kind: 'take', end: 80, identity });
  });

  it('may be shorter than asked for', () => {
    expect(judgeAnswer(206, { etag: '"v1"', 'content-range': 'bytes 50-60/100' }, next, 0)).toMatchObject({
      kind: 'take',
      end: 61,
    });
  });

  it.each([
    ['another ETag', 206, { etag: '"v2"', 'content-range': 'bytes 50-79/100' }, 'changed'],
    ['a weak ETag instead', 206, { etag: 'W/"v1"', 'content-range': 'bytes 50-79/100' }, 'changed'],
    ['no ETag any more', 206, { 'content-range': 'bytes 50-79/100' }, 'changed'],
    ['another total', 206, { etag: '"v1"', 'content-range': 'bytes 50-79/101' }, 'changed'],
    ['another start', 206, { etag: '"v1"', 'content-range': 'bytes 49-79/100' }, 'rangeless'],
    ['more than was asked for', 206, { etag: '"v1"', 'content-range': 'bytes 50-80/100' }, 'rangeless'],
    ['no Content-Range', 206, { etag: '"v1"' }, 'rangeless'],
    ['the whole of it', 200, { etag: '"v1"', 'content-length': '100' }, 'rangeless'],
    ['the whole of another', 200, { etag: '"v2"', 'content-length': '100' }, 'changed'],
    ['a 416 with another length', 416, { 'content-range': 'bytes */40' }, 'changed'],
    ['a 416 with this length', 416, { 'content-range': 'bytes */100' }, 'rangeless'],
    ['a 403', 403, {}, 'refused'],
    ['a 503', 503, { 'retry-after': '7' }, 'retry'],
  ])('with %s is not taken', (_what, status, headers, kind) => {
    expect(judge(status, headers)).toBe(kind);
  });

  it('is not believed when Content-Length and Content-Range differ, and both are named', () => {
    const headers = { etag: '"v1"', 'content-range': 'bytes 50-79/100', 'content-length': '31' };
    expect(judgeAnswer(206, headers, next, 0)).toMatchObject({
      kind: 'retry',
      error: { code: 'PROVIDER_PROTOCOL', message: expect.stringMatching(/\b30 bytes.*\b31\b/u) },
    });
    expect(judge(206, { ...headers, 'content-length': '30' })).toBe('take');
  });

  it('under a weak ETag is taken only when it is everything or a digest will decide', () => {
    const part = { etag: 'W/"v1"', 'content-range': 'bytes 0-49/100' };
    expect(judge(206, part, first)).toBe('rangeless');
    expect(judge(206, part, { ...first, hasExpectedDigest: true })).toBe('take');
    expect(judge(206, { ...part, 'content-range': 'bytes 0-29/30' }, first)).toBe('take');
  });

  it('that is compressed is refused', () => {
    expect(() => judge(206, { 'content-encoding': 'gzip', 'content-range': 'bytes 50-79/100' })).toThrow(
      'compressed',
    );
  });

  it('tells that an object is gone', () => {
    expect(() => judge(404, {})).toThrow('gone');
  });
});

describe('continuing an object', () => {
  it('needs a strong ETag, an announced digest, or a digest that will be compared', () => {
    expect(canContinue(identity, false)).toBe(true);
    expect(canContinue({ ...identity, etag: 'W/"v1"' }, false)).toBe(false);
    expect(canContinue({ ...identity, etag: null }, true)).toBe(true);
    expect(canContinue({ ...identity, etag: null, announced: { ...NONE, crc32c: '01020304' } }, false)).toBe(
      true,
    );
  });
});
