import { describe, expect, it } from 'vitest';
import { convertOnce } from '../../../src/providers/convert-once.js';

describe('a conversion that is made once', () => {
  it('gives the same result for the same object, and another for one that only looks the same', () => {
    const convert = convertOnce((body: unknown) => ({ body }));
    const body = { id: 'a' };
    expect(convert(body)).toBe(convert(body));
    expect(convert({ id: 'a' })).not.toBe(convert(body));
  });

  it('remembers that an object cannot be read', () => {
    let count = 0;
    const convert = convertOnce((_body: unknown) => {
      count += 1;
      return null;
    });
    const body = {};
    expect([convert(body), convert(body), count]).toEqual([null, null, 1]);
  });

  it('converts what is no object each time', () => {
    const convert = convertOnce((body: unknown) => [body]);
    expect([convert('text'), convert(null), convert(7)]).toEqual([['text'], [null], [7]]);
  });
});
