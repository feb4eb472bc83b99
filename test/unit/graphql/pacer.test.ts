import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pacer } from '../../../src/graphql/fan-out/pacer.js';
import { paceByAudience } from '../../../src/graphql/fan-out/pace-by-audience.js';
import { SharedEvent } from '../../../src/graphql/fan-out/shared-event.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(intervalMs: () => number) {
  const passed: unknown[] = [];
  const pacer = new Pacer(intervalMs, ({ json }) => passed.push(JSON.parse(json)));
  const offer = (
    value: string,
    note: { key?: string; phase?: string | null; isFinal?: boolean } = {},
  ): void => pacer.offer(new SharedEvent({ key: 'a', phase: 'one', isFinal: false, ...note }, value));
  return { pacer, offer, passed };
}

describe('a pacer', () => {
  it('passes the first event of a key at once, then the first one after an interval, a little sooner if it comes then', () => {
    const { offer, passed } = open(() => 500);

    offer('a1');
    vi.advanceTimersByTime(449);
    offer('a2');
    expect(passed).toEqual(['a1']);
    vi.advanceTimersByTime(1);
    offer('a3');
    expect(passed).toEqual(['a1', 'a3']);
    vi.runAllTimers();
    expect(passed).toEqual(['a1', 'a3']);
  });

  it('holds an event back for a newer one, a little longer than the interval, and each key by itself', () => {
    const { offer, passed } = open(() => 500);

    offer('a1');
    vi.advanceTimersByTime(100);
    offer('b1', { key: 'b' });
    offer('a2');
    offer('b2', { key: 'b' });
    vi.advanceTimersByTime(449);
    expect(passed).toEqual(['a1', 'b1']);
    vi.advanceTimersByTime(1);
    expect(passed).toEqual(['a1', 'b1', 'a2']);
    vi.advanceTimersByTime(99);
    expect(passed).toHaveLength(3);
    vi.advanceTimersByTime(1);
    expect(passed.at(-1)).toBe('b2');
  });

  it('passes on as it comes every second event of one that tells twice as often, early or late by some milliseconds', () => {
    const { offer, passed } = open(() => 500);

    const passedAsTheyCame: unknown[] = [];
    for (const [index, afterMs] of [0, 251, 255, 248, 246, 250, 254].entries()) {
      vi.advanceTimersByTime(afterMs);
      offer(`a${index}`);
      passedAsTheyCame.push(passed.at(-1));
    }

    expect(passedAsTheyCame).toEqual(['a0', 'a0', 'a2', 'a2', 'a4', 'a4', 'a6']);
    expect(passed).toEqual(['a0', 'a2', 'a4', 'a6']);
  });

  it('never holds back a change of phase, a final event or one without a phase, and drops what these outdate', () => {
    const { offer, passed } = open(() => 500);

    offer('a1');
    offer('a2');
    offer('a3', { phase: 'two' });
    offer('a4', { phase: 'two' });
    offer('a5', { phase: 'two', isFinal: true });
    offer('b1', { key: 'b', phase: null });
    offer('b2', { key: 'b', phase: null });
    vi.runAllTimers();

    expect(passed).toEqual(['a1', 'a3', 'a5', 'b1', 'b2']);
  });

  it('passes everything while the interval is 0, and follows it when it changes', () => {
    let intervalMs = 0;
    const { offer, passed } = open(() => intervalMs);

    offer('a1');
    offer('a2');
    intervalMs = 1_000;
    offer('a3');

    expect(passed).toEqual(['a1', 'a2']);
    expect(vi.getTimerCount()).toBe(1);
  });

  it('passes on what it held when nothing will follow, and leaves no timer', () => {
    const { pacer, offer, passed } = open(() => 500);

    offer('a1');
    offer('a2');
    pacer.release();

    expect(passed).toEqual(['a1', 'a2']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('forgets a key with what it held of it', () => {
    const { pacer, offer, passed } = open(() => 500);

    offer('a1');
    offer('a2');
    pacer.forget('a');
    vi.runAllTimers();
    offer('a3');

    expect(passed).toEqual(['a1', 'a3']);
  });
});

it.each([
  [1, 0],
  [1_500, 0],
  [1_501, 500],
  [3_000, 500],
  [3_001, 1_000],
])('%i subscribers are told about once in %i ms', (subscribers, intervalMs) => {
  expect(paceByAudience(subscribers)).toBe(intervalMs);
});
