import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareKeys,
  dateValue,
  numberValue,
  textValue,
  type SortKey,
} from '../../../src/federation/sort-key.js';

const key = (value: SortKey['value'], ref = 'p:1'): SortKey => ({ value, ref });

describe('compareKeys', () => {
  it.each([
    ['smaller numbers first, ascending', key(1), key(2), 'ASC', -1],
    ['greater numbers first, descending', key(1), key(2), 'DESC', 1],
    ['null last, ascending', key(null), key(2), 'ASC', 1],
    ['null last, descending', key(null), key(2), 'DESC', 1],
    ['capitals before small letters, by code unit', key('Z'), key('a'), 'ASC', -1],
    ['no locale: ä behind z', key('ä'), key('z'), 'ASC', 1],
    ['equal values by ref, ascending', key('a', 'p:1'), key('a', 'p:2'), 'ASC', -1],
    ['equal values by ref, ascending also when values descend', key('a', 'p:1'), key('a', 'p:2'), 'DESC', -1],
    ['missing values by ref', key(null, 'p:2'), key(null, 'p:1'), 'DESC', 1],
    ['a key equals itself', key('a'), key('a'), 'ASC', 0],
  ] as const)('puts %s', (...[, left, right, direction, expected]) => {
    expect(compareKeys(left, right, direction)).toBe(expected);
  });

  it('is a total order', () => {
    const keys = fc.record({
      value: fc.option(fc.string({ maxLength: 2 })),
      ref: fc.string({ maxLength: 2 }),
    });
    fc.assert(
      fc.property(keys, keys, keys, fc.constantFrom('ASC', 'DESC'), (a, b, c, direction) => {
        const compare = (left: SortKey, right: SortKey) => compareKeys(left, right, direction);

        expect(compare(a, b) + compare(b, a)).toBe(0);
        expect(compare(a, b) === 0).toBe(a.value === b.value && a.ref === b.ref);
        const [low, middle, high] = [a, b, c].toSorted(compare);
        expect([compare(low!, middle!), compare(middle!, high!), compare(low!, high!)]).not.toContain(1);
      }),
    );
  });
});

describe('sort values', () => {
  it('are milliseconds for dates and null for what cannot be ordered', () => {
    expect(dateValue(new Date('2026-01-02T03:04:05.678Z'))).toBe(1_767_323_045_678);
    expect(dateValue(new Date('not a date'))).toBeNull();
    expect(dateValue(null)).toBeNull();
    expect(numberValue(Number.NaN)).toBeNull();
    expect(numberValue(0)).toBe(0);
  });

  it('are the beginning of a long text, so that cursors stay short', () => {
    expect(textValue('x'.repeat(100_000))).toBe('x'.repeat(256));
    expect(textValue('')).toBe('');
    expect(textValue(null)).toBeNull();
  });
});
