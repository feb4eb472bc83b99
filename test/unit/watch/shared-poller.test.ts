import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StopSignal } from '../../../src/async/stop.js';
import type { Ref } from '../../../src/domain/ref.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { GATEWAY_CREDENTIALS } from '../../../src/providers/provider.js';
import {
  createWatcher,
  MAX_FAILURES,
  type Watcher,
  type WatcherOptions,
} from '../../../src/watch/shared-poller.js';
import { createDeferred } from '../../helpers/deferred.js';

interface Progress {
  readonly epoch: number;
  readonly isDone: boolean;
}

const KEY: Ref = { provider: 'p', nativeId: 'r1' };
const at = (epoch: number): Progress => ({ epoch, isDone: false });
const done = (epoch: number): Progress => ({ epoch, isDone: true });

const open: Watcher<Progress>[] = [];
afterEach(() => {
  for (const watcher of open.splice(0)) watcher.close();
});

function watcherOf(read: WatcherOptions<Progress>['read'], intervalMs = 1): Watcher<Progress> {
  const watcher = createWatcher<Progress>({
    read,
    intervalMs: () => intervalMs,
    isFinal: ({ isDone }) => isDone,
    changed: (previous, next) => previous.epoch !== next.epoch,
    onNews: () => {},
  });
  open.push(watcher);
  return watcher;
}

/** Reads one value after the other; the last again and again. */
function script(...steps: readonly (Progress | null | Error)[]): {
  read: () => Promise<Progress | null>;
  count: () => number;
} {
  let reads = 0;
  return {
    count: () => reads,
    read: async () => {
      const step = steps[Math.min(reads, steps.length - 1)]!;
      reads += 1;
      if (step instanceof Error) throw step;
      return step;
    },
  };
}

async function epochsOf(iterator: AsyncIterable<Progress>): Promise<number[]> {
  const epochs: number[] = [];
  for await (const { epoch } of iterator) epochs.push(epoch);
  return epochs;
}

const nextEpoch = async (iterator: AsyncIterator<Progress>): Promise<number> =>
  (await iterator.next()).value.epoch;

describe('watching', () => {
  it('gives the value now, then changes only, and ends after the final value', async () => {
    const { read, count } = script(at(1), at(1), at(2), at(2), done(3));

    expect(await epochsOf(watcherOf(read).watch(KEY, GATEWAY_CREDENTIALS))).toEqual([1, 2, 3]);
    expect(count()).toBe(5);
  });

  it('ends after the first value when that is final', async () => {
    const { read, count } = script(done(3));

    expect(await epochsOf(watcherOf(read).watch(KEY, GATEWAY_CREDENTIALS))).toEqual([3]);
    expect(count()).toBe(1);
  });

  it('ends when the thing is gone', async () => {
    const { read } = script(at(1), null);

    expect(await epochsOf(watcherOf(read).watch(KEY, GATEWAY_CREDENTIALS))).toEqual([1]);
  });

  it('reads once for all watchers, and those who come later get the value at once', async () => {
    const gate = createDeferred();
    let reads = 0;
    const watcher = watcherOf(async () => {
      reads += 1;
      if (reads === 1) return at(1);
      await gate.promise;
      return done(2);
    });
    const first = watcher.watch(KEY, GATEWAY_CREDENTIALS);
    expect(await nextEpoch(first)).toBe(1);

    const second = watcher.watch({ ...KEY }, GATEWAY_CREDENTIALS);
    expect(await nextEpoch(second)).toBe(1);
    gate.resolve();

    expect(await Promise.all([epochsOf(first), epochsOf(second)])).toEqual([[2], [2]]);
    expect(reads).toBe(2);
  });

  it('keeps the things of different keys apart', async () => {
    const watcher = watcherOf((key) => Promise.resolve(done(Number(key.nativeId))));

    const epochs = await Promise.all(
      ['1', '2'].map((nativeId) => epochsOf(watcher.watch({ provider: 'p', nativeId }, GATEWAY_CREDENTIALS))),
    );

    expect(epochs).toEqual([[1], [2]]);
  });

  it('begins anew after the end', async () => {
    const { read } = script(done(1), done(2));
    const watcher = watcherOf(read);

    expect(await epochsOf(watcher.watch(KEY, GATEWAY_CREDENTIALS))).toEqual([1]);
    expect(await epochsOf(watcher.watch(KEY, GATEWAY_CREDENTIALS))).toEqual([2]);
  });
});

describe('the last watcher who leaves', () => {
  it('ends the read under way', async () => {
    const begun = createDeferred<StopSignal>();
    const watcher = watcherOf((_key, { signal }) => {
      begun.resolve(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('ended')));
      });
    });
    const [first, second] = [
      watcher.watch(KEY, GATEWAY_CREDENTIALS),
      watcher.watch(KEY, GATEWAY_CREDENTIALS),
    ];
    const signal = await begun.promise;

    await first.return?.();
    expect(signal.aborted).toBe(false);
    await second.return?.();

    expect(signal.aborted).toBe(true);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      const { read, count } = script(at(1));
      const iterator = watcherOf(read, 1000).watch(KEY, GATEWAY_CREDENTIALS);
      await iterator.next();
      await vi.advanceTimersByTimeAsync(1000);
      expect(count()).toBe(2);

      await iterator.return?.();

      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a thing that does not change', () => {
  it('is read less and less often, down to half as often, and as often as before after a change', async () => {
    vi.useFakeTimers();
    try {
      const quiet = Array.from({ length: 12 }, () => at(1));
      const { read, count } = script(...quiet, at(2), at(2), done(3));
      const rest = epochsOf(watcherOf(read, 1000).watch(KEY, GATEWAY_CREDENTIALS));

      const delaysMs = [1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000, 2000, 1000, 1100];
      for (const [index, delayMs] of delaysMs.entries()) {
        await vi.advanceTimersByTimeAsync(delayMs - 1);
        expect(count()).toBe(index + 1);
        await vi.advanceTimersByTimeAsync(1);
        expect(count()).toBe(index + 2);
      }

      expect(await rest).toEqual([1, 2, 3]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('failing reads', () => {
  const outage = new GatewayError('PROVIDER_UNAVAILABLE', 'It is down.', { retryable: true });

  it('are not noticed when they pass', async () => {
    const failures = Array.from({ length: MAX_FAILURES - 1 }, () => outage);
    const { read } = script(at(1), ...failures, at(2), ...failures, done(3));

    expect(await epochsOf(watcherOf(read).watch(KEY, GATEWAY_CREDENTIALS))).toEqual([1, 2, 3]);
  });

  it('end the watching with their error when they go on', async () => {
    const { read, count } = script(at(1), outage);
    const iterator = watcherOf(read).watch(KEY, GATEWAY_CREDENTIALS);

    expect(await nextEpoch(iterator)).toBe(1);
    await expect(iterator.next()).rejects.toBe(outage);
    expect(count()).toBe(1 + MAX_FAILURES);
  });

  it('wait twice as long each time, up to eight times, and as long as the provider asks', async () => {
    vi.useFakeTimers();
    try {
      const limited = new GatewayError('PROVIDER_RATE_LIMITED', 'Too many calls.', { retryAfterMs: 60_000 });
      const { read, count } = script(at(1), outage, outage, outage, outage, limited, done(2));
      const rest = epochsOf(watcherOf(read, 1000).watch(KEY, GATEWAY_CREDENTIALS));

      for (const [index, delayMs] of [1000, 2000, 4000, 8000, 8000, 60_000].entries()) {
        await vi.advanceTimersByTimeAsync(delayMs - 1);
        expect(count()).toBe(index + 1);
        await vi.advanceTimersByTimeAsync(1);
        expect(count()).toBe(index + 2);
      }

      expect(await rest).toEqual([1, 2]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a nudge', () => {
  it('reads now', async () => {
    const { read } = script(at(1), done(2));
    const watcher = watcherOf(read, 3_600_000);
    const iterator = watcher.watch(KEY, GATEWAY_CREDENTIALS);
    expect(await nextEpoch(iterator)).toBe(1);

    watcher.nudge(KEY);

    expect(await nextEpoch(iterator)).toBe(2);
  });

  it('reads again when a read is under way that may have come too early', async () => {
    const gate = createDeferred();
    const { read, count } = script(at(1), done(2));
    const watcher = watcherOf(async () => {
      const value = await read();
      if (count() === 1) await gate.promise;
      return value;
    }, 3_600_000);
    const rest = epochsOf(watcher.watch(KEY, GATEWAY_CREDENTIALS));

    watcher.nudge(KEY);
    gate.resolve();

    expect((await rest).at(-1)).toBe(2);
  });

  it('reads nothing that nobody watches', () => {
    const { read, count } = script(at(1));

    watcherOf(read).nudge(KEY);

    expect(count()).toBe(0);
  });
});

describe('close', () => {
  it('ends everything that is watched', async () => {
    const watcher = watcherOf(() => Promise.resolve(at(1)), 3_600_000);
    const all = ['1', '2'].map((nativeId) =>
      epochsOf(watcher.watch({ provider: 'p', nativeId }, GATEWAY_CREDENTIALS)),
    );
    await Promise.resolve();

    watcher.close();

    expect((await Promise.all(all)).map((epochs) => epochs.length <= 1)).toEqual([true, true]);
  });

  it('reads nothing afterwards', async () => {
    const { read, count } = script(at(1));
    const watcher = watcherOf(read);
    watcher.close();

    expect(await epochsOf(watcher.watch(KEY, GATEWAY_CREDENTIALS))).toEqual([]);
    expect(count()).toBe(0);
  });
});
