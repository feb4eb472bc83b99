import { describe, expect, it } from 'vitest';
import { parseRateLimitReset, parseRetryAfter, readRateLimitWaitMs } from '../../../src/http/wait-headers.js';

const NOW_MS = Date.parse('2026-07-01T12:00:00Z');

describe('parseRetryAfter', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['0', 0],
    ['Wed, 01 Jul 2026 12:00:30 GMT', 30_000],
    ['Wed, 01 Jul 2026 11:59:00 GMT', 0],
    ['99999999', 3_600_000],
    ['-5', null],
    ['2.5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('reads %s as %s ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW_MS)).toBe(expected);
  });
});

describe('parseRateLimitReset', () => {
  it.each([
    [String(NOW_MS / 1_000 + 7), 7_000],
    [String(NOW_MS / 1_000 - 7), 0],
    ['12', 12_000],
    ['0.5', 500],
    ['9999999999999', 3_600_000],
    ['never', null],
    [undefined, null],
  ])('reads %s as %s ms', (value, expected) => {
    expect(parseRateLimitReset(value, NOW_MS)).toBe(expected);
  });
});

describe('readRateLimitWaitMs', () => {
  const reset = String(NOW_MS / 1_000 + 9);

  it.each([
    ['Retry-After goes first', 429, { 'retry-after': '3', 'x-ratelimit-reset': reset }, 3_000],
    ['a 429 without Retry-After waits for the reset', 429, { 'x-ratelimit-reset': reset }, 9_000],
    [
      'a success that used the last call waits',
      200,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
      9_000,
    ],
    [
      'a success with calls left does not',
      200,
      { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': reset },
      null,
    ],
    ['an answer without headers does not', 500, {}, null],
  ])('%s', (_name, status, headers, expected) => {
    expect(readRateLimitWaitMs({ status, headers, body: null }, NOW_MS)).toBe(expected);
  });
});
