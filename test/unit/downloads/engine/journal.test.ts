import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJournal, encodeJournal, type Journal } from '../../../../src/downloads/engine/journal.js';

const journal: Journal = {
  generation: 7,
  epoch: 2,
  restartReason: 'The object changed at the storage host.',
  identity: { etag: '"v1"', totalBytes: 100, announced: { md5: null, crc32c: '0a0b0c0d', sha256: null } },
  written: [
    { start: 0, end: 40, crc32: 0xffff_ffff },
    { start: 60, end: 100, crc32: 0 },
  ],
  savedAt: new Date('2026-01-02T03:04:05.678Z'),
};

describe('the journal of a transfer', () => {
  it('says after a crash what it said before', () => {
    expect(decodeJournal(encodeJournal(journal))).toEqual(journal);
  });

  it('is not believed when it was cut off or altered anywhere', () => {
    const text = encodeJournal(journal);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(decodeJournal(text.slice(0, length))).toBeNull();
      }),
    );
  });

  it.each([
    [
      'spans that overlap',
      {
        written: [
          [0, 40, 1],
          [30, 50, 1],
        ],
      },
    ],
    ['a span that ends before it starts', { written: [[40, 30, 1]] }],
    ['more than the object has', { written: [[0, 101, 1]] }],
    ['a sum that is none', { written: [[0, 5, 0x1_0000_0000]] }],
    ['another version', { version: 1 }],
    ['a negative offset', { written: [[-1, 5, 1]] }],
  ])('is not believed when it names %s', (_what, change) => {
    const text = JSON.stringify({ ...JSON.parse(encodeJournal(journal)), ...change });
    expect(decodeJournal(text)).toBeNull();
  });
});
