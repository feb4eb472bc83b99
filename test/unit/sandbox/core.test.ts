import { describe, expect, it } from 'vitest';
import { createManualClock, createRunningClock } from '../../../src/sandbox/core/clock.js';
import { createFaultBoard } from '../../../src/sandbox/core/faults.js';
import { setAtPointer } from '../../../src/sandbox/core/json-pointer.js';
import { parseRange } from '../../../src/sandbox/storage/byte-range.js';

describe('a fault board', () => {
  it('gives the oldest fault of the server, kind and target', () => {
    const board = createFaultBoard();
    board.add({ server: 'market', kind: 'status', status: 500 });
    board.add({ server: 'registry', kind: 'status', status: 502, match: '^/models/' });
    board.add({ server: 'registry', kind: 'status', status: 503 });

    expect(board.take('registry', 'status', '/models/a')?.status).toBe(502);
    expect(board.take('registry', 'status', '/training/')?.status).toBe(503);
    expect(board.take('registry', 'drop', '/models/a')).toBeNull();
  });

  it('forgets a fault after so many uses', () => {
    const board = createFaultBoard();
    board.add({ server: 'local', kind: 'drop', times: 2 });

    const taken = [1, 2, 3].map(() => board.take('local', 'drop', '/') !== null);

    expect(taken).toEqual([true, true, false]);
    expect(board.list()).toEqual([]);
  });

  it('removes one fault by what `add` returned, and all by `clear`', () => {
    const board = createFaultBoard();
    const remove = board.add({ server: 'local', kind: 'hang' });
    board.add({ server: 'local', kind: 'drop' });

    remove();
    expect(board.list()).toEqual([{ server: 'local', kind: 'drop' }]);

    board.clear();
    expect(board.list()).toEqual([]);
  });

  it('refuses a match that is no regular expression', () => {
    expect(() => createFaultBoard().add({ server: 'local', kind: 'drop', match: '(' })).toThrow(SyntaxError);
  });
});

describe('a clock', () => {
  it('set by hand moves only when told, and never back', () => {
    const clock = createManualClock(1000);
    clock.advance(5);

    expect(clock.now()).toBe(1005);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });

  it('that runs adds what it is advanced by to real time', () => {
    const clock = createRunningClock(1_000_000);
    clock.advance(5000);

    expect(clock.now()).toBeGreaterThanOrEqual(1_005_000);
    expect(clock.now()).toBeLessThan(1_015_000);
  });
});

describe('setting a value at a JSON pointer', () => {
  const document = { 'a/b': { '~': [1, { c: 2 }] }, d: null };

  it.each([
    ['', 7, 7],
    ['/d', 'new', { ...document, d: 'new' }],
    ['/e', true, { ...document, e: true }],
    ['/a~1b/~0/1/c', 3, { ...document, 'a/b': { '~': [1, { c: 3 }] } }],
    ['/a~1b/~0/-', 9, { ...document, 'a/b': { '~': [1, { c: 2 }, 9] } }],
    ['/a~1b/~0/2', 9, { ...document, 'a/b': { '~': [1, { c: 2 }, 9] } }],
    ['/a~1b/~0/5', 9, document],
    ['/a~1b/~0/-/c', 9, document],
    ['/d/x/y', 9, document],
  ])('%s', (pointer, value, expected) => {
    expect(setAtPointer(document, pointer, value)).toEqual(expected);
  });

  it('refuses a pointer that does not start with a slash', () => {
    expect(() => setAtPointer({}, 'a', 1)).toThrow(SyntaxError);
  });
});

describe('a Range header of an empty object', () => {
  it.each(['bytes=0-', 'bytes=-1', 'bytes=0-0'])('%s cannot be satisfied', (header) => {
    expect(parseRange(header, 0)).toEqual({ kind: 'unsatisfiable' });
  });
});
