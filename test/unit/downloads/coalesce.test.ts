import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCoalescer } from '../../../src/downloads/coalesce.js';

describe('createCoalescer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function coalescer() {
    const emitted: number[] = [];
    return { emitted, ...createCoalescer<number>(250, (value) => emitted.push(value)) };
  }

  it('emits the first value at once and then the latest once an interval', () => {
    const { emitted, offer } = coalescer();

    for (let value = 0; value <= 100; value += 1) {
      offer(value, false);
      vi.advanceTimersByTime(10);
    }

    // At 250 ms the value of 240 ms is the latest, and so on.
    expect(emitted).toEqual([0, 24, 49, 74, 99]);
  });

  it('emits the last value although nothing follows', () => {
    const { emitted, offer } = coalescer();

    offer(1, false);
    offer(2, false);
    offer(3, false);
    vi.advanceTimersByTime(250);

    expect(emitted).toEqual([1, 3]);
  });

  it('emits an urgent value at once, and never an older one after it', () => {
    const { emitted, offer } = coalescer();

    offer(1, false);
    offer(2, false);
    offer(3, true);

    expect(emitted).toEqual([1, 3]);
    vi.advanceTimersByTime(1_000);
    expect(emitted).toEqual([1, 3]);
  });

  it('holds no timer when it is at rest or disposed of', () => {
    const { emitted, offer, dispose } = coalescer();
    offer(1, false);
    vi.advanceTimersByTime(250);
    expect(vi.getTimerCount()).toBe(0);

    offer(2, false);
    offer(3, false);
    dispose();

    expect(vi.getTimerCount()).toBe(0);
    expect(emitted).toEqual([1, 2]);
  });
});
