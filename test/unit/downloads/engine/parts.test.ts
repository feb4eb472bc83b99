import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartMap, type Part } from '../../../../src/downloads/engine/parts.js';
import { DEFAULT_TUNING } from '../../../../src/downloads/engine/tuning.js';

const tuning = { ...DEFAULT_TUNING, partBytes: 10, solePartBytes: 20, minPartBytes: 2, windowBytes: 50 };

describe('the parts of an object', () => {
  it('come from the front, larger for a sole connection, smaller towards the end', () => {
    const parts = new PartMap(tuning, [], 1_000);
    expect(parts.claim(1)).toEqual({ start: 0, end: 20, position: 0 });
    expect(parts.claim(4)).toEqual({ start: 20, end: 30, position: 20 });
    const late = new PartMap(tuning, [{ start: 0, end: 976 }], 1_000);
    expect(late.claim(4)).toEqual({ start: 976, end: 979, position: 976 });
  });

  it('fill the first hole that a former run left', () => {
    const parts = new PartMap(
      tuning,
      [
        { start: 0, end: 5 },
        { start: 8, end: 40 },
      ],
      200,
    );
    expect(parts.claim(1)).toEqual({ start: 5, end: 8, position: 5 });
    expect(parts.claim(1)).toEqual({ start: 40, end: 60, position: 40 });
  });

  it('never begin further ahead of the first missing byte than the window', () => {
    const parts = new PartMap(tuning, [], 1_000);
    const claimed: Part[] = [];
    for (let part = parts.claim(8); part !== null; part = parts.claim(8)) claimed.push(part);
    expect(claimed.at(-1)).toEqual({ start: 40, end: 50, position: 40 });
    parts.advance(claimed[0]!, 1);
    expect(parts.claim(8)).toEqual({ start: 50, end: 60, position: 50 });
  });

  it('give back what a broken connection did not bring', () => {
    const parts = new PartMap(tuning, [], 100);
    const part = parts.claim(1)!;
    parts.advance(part, 7);
    parts.release(part);
    expect(parts.writtenSpans()).toEqual([{ start: 0, end: 7 }]);
    expect(parts.frontierBytes).toBe(7);
    expect(parts.claim(1)).toEqual({ start: 7, end: 27, position: 7 });
  });

  it('are missing again when they turn out damaged, while others are under way', () => {
    const written = [
      { start: 0, end: 30 },
      { start: 50, end: 60 },
    ];
    const parts = new PartMap(tuning, written, 100);
    parts.advance(parts.claim(4)!, 4);
    parts.forget({ start: 10, end: 20 });
    expect(parts.receivedBytes).toBe(34);
    expect(parts.writtenSpans()).toEqual([
      { start: 0, end: 10 },
      { start: 20, end: 34 },
      { start: 50, end: 60 },
    ]);
    expect(parts.frontierBytes).toBe(10);
    expect(parts.claim(1)).toEqual({ start: 10, end: 20, position: 10 });
  });

  it('cover every byte exactly once, whatever breaks', () => {
    const moves = fc.array(fc.record({ pick: fc.nat(7), bytes: fc.nat(25), breaks: fc.boolean() }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 300 }), (steps, total) => {
        const parts = new PartMap(tuning, [], total);
        const seen = new Uint8Array(total);
        const open: Part[] = [];
        for (const { pick, bytes, breaks } of steps) {
          const fresh = parts.claim(4);
          if (fresh !== null) open.push(fresh);
          const part = open[pick % Math.max(1, open.length)];
          if (part === undefined) break;
          const brought = Math.min(bytes, part.end - part.position);
          for (let at = part.position; at < part.position + brought; at += 1) seen[at]! += 1;
          parts.advance(part, brought);
          if (breaks || part.position === part.end) parts.release(open.splice(open.indexOf(part), 1)[0]!);
        }
        const written = seen.reduce((sum, times) => sum + times, 0);
        const firstMissing = seen.indexOf(0);
        expect(Math.max(...seen)).toBeLessThanOrEqual(1);
        expect(parts.receivedBytes).toBe(written);
        expect(parts.frontierBytes).toBe(firstMissing === -1 ? total : firstMissing);
        expect(parts.isComplete).toBe(written === total);
      }),
    );
  });
});
