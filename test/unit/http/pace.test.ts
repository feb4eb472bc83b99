import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { providerPeer } from '../../../src/http/failures.js';
import { Pace } from '../../../src/http/pace.js';
import { backoffMs } from '../../../src/http/retry.js';
import { rejectionOf } from '../../helpers/rejection.js';

const peer = providerPeer('market');
const threePerSecond = { requests: 3, intervalMs: 1_000, burst: 3 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Enters and notes the name and time at which that was allowed. */
async function enterAs(
  pace: Pace,
  name: string,
  log: string[],
  signal = new AbortController().signal,
): Promise<void> {
  await pace.enter(performance.now() + 10_000, signal);
  log.push(`${name}@${Math.round(performance.now() - startedMs)}`);
}
let startedMs = 0;
beforeEach(() => {
  startedMs = performance.now();
});

describe('Pace', () => {
  it('lets a burst through and then one call for each interval, first come first served', async () => {
    const pace = new Pace(peer, threePerSecond);
    const log: string[] = [];

    for (const name of ['a', 'b', 'c', 'd', 'e']) void enterAs(pace, name, log);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(log.slice(0, 3)).toEqual(['a@0', 'b@0', 'c@0']);
    expect(log.slice(3).map((entry) => entry[0])).toEqual(['d', 'e']);
    expect(Number(log[3]!.slice(2))).toBeGreaterThanOrEqual(333);
    expect(Number(log[4]!.slice(2))).toBeGreaterThanOrEqual(666);
  });

  it('does not save up more than the burst while nobody calls', async () => {
    const pace = new Pace(peer, threePerSecond);
    await vi.advanceTimersByTimeAsync(60_000);
    const log: string[] = [];

    for (const name of ['a', 'b', 'c', 'd']) void enterAs(pace, name, log);
    await vi.advanceTimersByTimeAsync(100);

    expect(log).toHaveLength(3);
  });

  it('refuses at once a caller whose turn would come after its deadline, and says when to come back', async () => {
    const pace = new Pace(peer, { requests: 1, intervalMs: 1_000, burst: 1 });
    const signal = new AbortController().signal;
    await pace.enter(performance.now() + 5_000, signal);

    const error = await rejectionOf(Promise.resolve(pace.enter(performance.now() + 400, signal)));

    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', provider: 'market', retryAfterMs: 1_000 });
  });

  it('gives the place of a caller that leaves to the next', async () => {
    const pace = new Pace(peer, { requests: 1, intervalMs: 1_000, burst: 1 });
    const log: string[] = [];
    const leaver = new AbortController();
    void enterAs(pace, 'a', log);
    const leaving = enterAs(pace, 'b', log, leaver.signal);
    void enterAs(pace, 'c', log);

    leaver.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    await vi.advanceTimersByTimeAsync(1_001);

    expect(log.map((entry) => entry[0])).toEqual(['a', 'c']);
  });

  it('holds everybody for as long as the provider asks, and keeps the longer of two wishes', async () => {
    const pace = new Pace(peer, null);
    const log: string[] = [];
    pace.hold(2_000);
    pace.hold(500);

    void enterAs(pace, 'a', log);
    void enterAs(pace, 'b', log);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);

    expect(log).toEqual(['a@2000', 'b@2000']);
  });

  it('tells waiting callers at once when a new hold moves their turn behind their deadline', async () => {
    const pace = new Pace(peer, null);
    pace.hold(1_000);
    const waiting = rejectionOf(
      Promise.resolve(pace.enter(performance.now() + 3_000, new AbortController().signal)),
    );

    pace.hold(30_000);

    expect((await waiting).retryAfterMs).toBe(30_000);
  });

  it('does not let a burst out after a hold beyond what the limit allows', async () => {
    const pace = new Pace(peer, { requests: 1, intervalMs: 1_000, burst: 1 });
    const log: string[] = [];
    pace.hold(5_000);

    for (const name of ['a', 'b']) void enterAs(pace, name, log);
    await vi.advanceTimersByTimeAsync(5_500);

    expect(log).toEqual(['a@5000']);
  });
});

describe('backoffMs', () => {
  it('doubles the range with each retry up to the cap, and uses all of it', () => {
    expect([0, 1, 2, 3].map((retries) => backoffMs(retries, () => 0.5))).toEqual([100, 200, 400, 800]);
    expect(backoffMs(20, () => 1)).toBe(5_000);
    expect(backoffMs(3, () => 0)).toBe(0);
  });
});
