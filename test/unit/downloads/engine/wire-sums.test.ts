import { describe, expect, it } from 'vitest';
import { WireSums } from '../../../../src/downloads/engine/wire-sums.js';

const text = Buffer.from('123456789');
// The check value of CRC-32 (ISO 3309).
const CHECK = 0xcbf4_3926;

describe('the sums of what came over the wire', () => {
  it('are the same however it was cut', () => {
    const sums = new WireSums(100, []);
    sums.sumUp();
    sums.add(0, text.subarray(0, 1));
    sums.add(1, text.subarray(1, 6));
    sums.add(6, text.subarray(6));
    expect(sums.pieces()).toEqual([{ start: 0, end: 9, crc32: CHECK }]);
  });

  it('end at the borders of blocks, and begin where a connection did', () => {
    const sums = new WireSums(9, []);
    sums.sumUp();
    sums.add(27, text.subarray(0, 4));
    sums.add(4, Buffer.concat([Buffer.from('abcde'), text, text.subarray(0, 2)]));
    sums.add(31, text.subarray(4));
    expect(sums.pieces()).toMatchObject([
      { start: 4, end: 9 },
      { start: 9, end: 18, crc32: CHECK },
      { start: 18, end: 20 },
      { start: 27, end: 36, crc32: CHECK },
    ]);
  });

  it('are left out until they are wanted, and then there is one piece for each connection', () => {
    const sums = new WireSums(4, []);
    sums.add(0, text);
    sums.add(20, text);
    sums.add(9, text);
    expect(sums.pieces()).toEqual([
      { start: 0, end: 18, crc32: null },
      { start: 20, end: 29, crc32: null },
    ]);
  });

  it('of an earlier run stay as they are until they are forgotten', () => {
    const old = { start: 0, end: 3, crc32: 7 };
    const sums = new WireSums(100, [old]);
    sums.sumUp();
    sums.add(3, text);
    expect(sums.pieces()).toEqual([old, { start: 3, end: 12, crc32: CHECK }]);
    sums.forget({ start: 0, end: 3 });
    expect(sums.pieces()).toEqual([{ start: 3, end: 12, crc32: CHECK }]);
  });
});
