import { describe, expect, it } from 'vitest';
import { parseContentRange } from '../../../src/http/byte-range.js';

describe('parseContentRange', () => {
  it.each([
    ['bytes 0-499/1234', { start: 0, end: 499, totalBytes: 1234 }],
    ['bytes 42-1233/*', { start: 42, end: 1233, totalBytes: null }],
    ['bytes */1234', null],
    ['bytes=0-1/2', null],
    ['bytes 0-1', null],
    ['', null],
    [undefined, null],
  ])('reads %j (RFC 9110 §14.4)', (header, range) => {
    expect(parseContentRange(header)).toEqual(range);
  });
});
