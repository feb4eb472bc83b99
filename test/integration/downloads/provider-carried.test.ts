import { describe, expect, it } from 'vitest';
import type { DownloadRecord } from '../../../src/domain/download.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { ProviderCarried, RemoteProgress } from '../../../src/providers/provider.js';
import { createLatestByKey } from '../../../src/async/latest-by-key.js';
import {
  followToEnd,
  openRig,
  providerAdapter,
  target,
  untilAborted,
  type DownloadRig,
} from '../../helpers/download-rig.js';
import { createDeferred } from '../../helpers/deferred.js';
import { rejectionOf } from '../../helpers/rejection.js';

/** A runtime that downloads by itself: reports come when the test says so, and calls are on record in their order. */
async function runtime(facet: Partial<ProviderCarried> = {}, stallAfterMs = 10_000) {
  const calls: string[] = [];
  let reports = 0;
  const channel = createLatestByKey<RemoteProgress>(
    () => String((reports += 1)),
    () => calls.push('left'),
  );
  const adapter = providerAdapter({
    plan: async ({ nativeId }) => ({ key: nativeId, totalBytes: 4_000_000_000, present: false }),
    start: async () => void calls.push('start'),
    cancel: async () => void calls.push('cancel'),
    watch: (_target, { signal }, onReady) => {
      calls.push('watch');
      signal.addEventListener('abort', () => channel.end(new Error('aborted')));
      onReady();
      return channel.iterator;
    },
    ...facet,
  });
  const rig = await openRig([adapter], { settings: { stallAfterMs } });
  const start = () => rig.manager.start('local', target('m'), rig.call);
  const report = (state: RemoteProgress['state'], percent: number | null = null) =>
    channel.push({ state, percent });
  return { rig, calls, start, report, end: () => channel.end() };
}

const present = (rig: DownloadRig, { id }: DownloadRecord) => rig.manager.get(id)!;

describe('a download that the provider carries', () => {
  it('listens before it asks for the start, relays percentages and never invents bytes', async () => {
    const { rig, calls, start, report } = await runtime();

    const started = await start();
    await expect.poll(() => calls).toEqual(['watch', 'start']);
    report('waiting');
    report('transferring');
    report('transferring', 41.5);
    report('transferring', 40);
    report('transferring');
    await expect.poll(() => present(rig, started).progress.percent).toBe(41.5);

    expect(present(rig, started)).toMatchObject({
      carrier: 'PROVIDER',
      state: 'TRANSFERRING',
      progress: {
        receivedBytes: null,
        totalBytes: 4_000_000_000,
        bytesPerSecond: null,
        etaSeconds: null,
        attempts: 1,
      },
    });
    report('completed');
    const final = (await followToEnd(rig.manager, started)).at(-1);
    expect(final).toMatchObject({
      state: 'COMPLETED',
      artifactId: null,
      progress: { percent: 100, receivedBytes: null },
    });
  });

  it('waits in RESOLVING while the provider prepares, and survives a step back', async () => {
    const { rig, start, report } = await runtime();
    const started = await start();

    report('waiting');
    await expect.poll(() => present(rig, started).state).toBe('RESOLVING');
    report('transferring', 10);
    report('waiting');
    report('transferring', 20);

    await expect.poll(() => present(rig, started).progress.percent).toBe(20);
    expect(present(rig, started)).toMatchObject({ state: 'TRANSFERRING', progress: { attempts: 1 } });
  });

  it('shares one watch and one start between all who ask', async () => {
    const { calls, start } = await runtime();

    const records = await Promise.all([start(), start(), start()]);
    await expect.poll(() => calls.length).toBe(2);

    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    expect(calls).toEqual(['watch', 'start']);
  });

  it('is complete at once when it is there already', async () => {
    const { calls, start } = await runtime({
      plan: async () => ({ key: 'm', totalBytes: null, present: true }),
    });

    const record = await start();

    expect(record).toMatchObject({ state: 'COMPLETED', artifactId: null, progress: { percent: 100 } });
    expect((await start()).id).toBe(record.id);
    expect(calls).toEqual([]);
  });

  it('is stalled, not failed, when nothing changes for long', async () => {
    const { rig, start, report } = await runtime({}, 100);
    const started = await start();

    report('transferring', 6);
    await expect.poll(() => present(rig, started).progress.percent).toBe(6);
    const repeat = (): boolean => {
      report('transferring', 6);
      return present(rig, started).progress.stalled;
    };
    await expect.poll(repeat, { interval: 20 }).toBe(true);
    expect(present(rig, started).state).toBe('TRANSFERRING');

    report('transferring', 7);
    await expect.poll(() => present(rig, started).progress).toMatchObject({ stalled: false, percent: 7 });
  });

  it('is stalled when the provider only prepares for long', async () => {
    const { rig, start } = await runtime({}, 50);
    const started = await start();

    await expect
      .poll(() => present(rig, started))
      .toMatchObject({ state: 'RESOLVING', progress: { stalled: true } });
  });

  it.each([
    ['failed', { state: 'FAILED', error: { code: 'PROVIDER_REJECTED', retryable: true } }],
    ['cancelled', { state: 'CANCELLED', error: null }],
  ] as const)('ends as the provider says: %s', async (report, expected) => {
    const upstream = await runtime();
    const started = await upstream.start();

    upstream.report('transferring', 50);
    upstream.report(report);

    expect((await followToEnd(upstream.rig.manager, started)).at(-1)).toMatchObject(expected);
  });

  it('fails when the reports end without a result', async () => {
    const { rig, start, report, end } = await runtime();
    const started = await start();

    report('transferring', 99);
    end();

    const final = (await followToEnd(rig.manager, started)).at(-1);
    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'PROVIDER_PROTOCOL' } });
  });

  it('fails as its start fails, and stops listening', async () => {
    const { rig, start } = await runtime({
      start: () =>
        Promise.reject(new GatewayError('PROVIDER_UNAVAILABLE', 'The runtime is off.', { retryable: true })),
    });
    const started = await start();

    const final = (await followToEnd(rig.manager, started)).at(-1);
    expect(final?.error).toEqual({
      code: 'PROVIDER_UNAVAILABLE',
      message: 'The runtime is off.',
      retryable: true,
    });
  });

  it('tells the provider to cancel, then stops listening', async () => {
    const { rig, calls, start, report } = await runtime();
    const started = await start();
    report('transferring', 30);
    await expect.poll(() => present(rig, started).progress.percent).toBe(30);

    const cancelled = await rig.manager.cancel(started.id, rig.call);

    expect(cancelled).toMatchObject({ state: 'CANCELLED', progress: { percent: 30 } });
    expect(calls).toEqual(['watch', 'start', 'cancel']);
  });

  it('goes on when the provider refuses to cancel', async () => {
    const { rig, start, report } = await runtime({
      cancel: () => Promise.reject(new GatewayError('PROVIDER_UNAVAILABLE', 'Try again.')),
    });
    const started = await start();
    report('transferring', 30);
    await expect.poll(() => present(rig, started).progress.percent).toBe(30);

    const error = await rejectionOf(rig.manager.cancel(started.id, rig.call));
    report('completed');

    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
    expect((await followToEnd(rig.manager, started)).at(-1)?.state).toBe('COMPLETED');
  });

  it('waits for a start under way before it tells the provider to cancel, or the start could come last', async () => {
    const posted = createDeferred();
    const order: string[] = [];
    const { rig, calls, start } = await runtime({
      start: () => posted.promise.then(() => void order.push('start')),
      cancel: async () => void order.push('cancel'),
    });
    const started = await start();
    await expect.poll(() => calls).toEqual(['watch']);

    const cancelling = rig.manager.cancel(started.id, rig.call);
    posted.resolve();

    expect(await cancelling).toMatchObject({ state: 'CANCELLED' });
    expect(order).toEqual(['start', 'cancel']);
  });

  it('is not told to cancel what it failed to start', async () => {
    const posted = createDeferred();
    const { rig, calls, start } = await runtime({
      start: () =>
        posted.promise.then(() => Promise.reject(new GatewayError('PROVIDER_REJECTED', 'No room.'))),
    });
    const started = await start();
    await expect.poll(() => calls).toEqual(['watch']);

    const cancelling = rig.manager.cancel(started.id, rig.call);
    posted.resolve();

    expect(await cancelling).toMatchObject({ state: 'CANCELLED' });
    expect(calls).not.toContain('cancel');
  });

  it('is cancelled for all who ask although the first of them leaves', async () => {
    const confirmed = createDeferred();
    const { rig, calls, start } = await runtime({
      cancel: (_target, call) => {
        calls.push('cancel');
        return Promise.race([confirmed.promise, untilAborted(call)]);
      },
    });
    const started = await start();
    await expect.poll(() => calls).toEqual(['watch', 'start']);
    const leaving = new AbortController();

    const first = rig.manager.cancel(started.id, { ...rig.call, signal: leaving.signal });
    const second = rig.manager.cancel(started.id, rig.call);
    await expect.poll(() => calls).toContain('cancel');
    leaving.abort();
    confirmed.resolve();

    expect(await Promise.all([first, second])).toMatchObject([
      { state: 'CANCELLED' },
      { state: 'CANCELLED' },
    ]);
    expect(calls.filter((call) => call === 'cancel')).toHaveLength(1);
  });

  it('is not told anything when the gateway closes', async () => {
    const { rig, calls, start } = await runtime();
    await start();
    await expect.poll(() => calls).toEqual(['watch', 'start']);

    await rig.manager.close();

    expect(calls).toEqual(['watch', 'start']);
  });

  it('does not take a place of the downloads that the gateway carries', async () => {
    const { rig, start, calls } = await runtime();
    const others = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((id) => rig.manager.start('local', target(id), rig.call)),
    );
    await start();

    await expect.poll(() => calls.filter((call) => call === 'start')).toHaveLength(6);
    expect(others).toHaveLength(5);
  });
});
