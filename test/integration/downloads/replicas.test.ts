import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DownloadRecord } from '../../../src/domain/download.js';
import { expectRising } from '../../helpers/expect-rising.js';
import { followToEnd, gatewayAdapter, target, temporaryFolder } from '../../helpers/download-rig.js';
import { SharedState } from '../../../src/downloads/cluster/shared-state.js';
import { scriptedProvider } from '../../helpers/download-providers.js';
import { openReplica, type Replica, type ReplicaOptions } from '../../helpers/download-replicas.js';
import { sha256Of } from '../../helpers/downloads.js';
import { objectBytes, startObjectHost } from '../../helpers/object-host.js';
import { launchRedis, startRedis, type TestRedis } from '../../helpers/redis.js';
import { rejectionOf } from '../../helpers/rejection.js';

const SIZE_BYTES = 400_000;
/** What a busy machine may add to a time that is promised. */
const BUSY_MS = 4_000;
const bytes = objectBytes(SIZE_BYTES, 1);

let shared: TestRedis;
let worlds = 0;

beforeAll(async () => {
  shared = await launchRedis();
});

afterAll(() => shared.stop());

/** Replicas over one Redis and one folder, and a host from which everything comes. */
async function openReplicas(count: number, options: ReplicaOptions & { readonly redis?: TestRedis } = {}) {
  const host = await startObjectHost({ bytes, etag: '"v1"' });
  const adapter = gatewayAdapter({
    locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
    trustedOrigins: [host.origin],
  });
  worlds += 1;
  const { redis = shared, ...others } = options;
  const all = { dataDirectory: await temporaryFolder(), prefix: `world-${worlds}:`, ...others };
  const open = (changes: ReplicaOptions = {}): Promise<Replica> =>
    openReplica(redis, [adapter], { ...all, ...changes });
  const replicas: Replica[] = [];
  for (let index = 0; index < count; index += 1) replicas.push(await open());
  return { host, replicas, open };
}

/** One more download of which something has come, at the first replica that took it. */
async function begin(starter: Replica, watcher: Replica, name = 'm'): Promise<DownloadRecord> {
  const { id } = await starter.manager.start('registry', target(name), starter.call);
  await expect.poll(() => watcher.manager.get(id)?.progress.receivedBytes ?? 0).toBeGreaterThan(0);
  return watcher.manager.get(id)!;
}

/** Collects what a watcher is told, and when. */
function follow(replica: Replica, { id }: DownloadRecord) {
  const told: { readonly record: DownloadRecord; readonly atMs: number }[] = [];
  const ended = (async () => {
    for await (const record of replica.manager.watch(id) ?? [])
      told.push({ record, atMs: performance.now() });
  })();
  return { told, ended };
}

describe('a wish that was left by who died while it was granted', () => {
  it('does not undo a later one, and goes with the download', async () => {
    const prefix = 'wishes:';
    const { replicas } = await openReplicas(2, { prefix });
    const [one, other] = replicas as [Replica, Replica];
    const { id } = await one.manager.start('registry', target('m'), one.call);
    await one.manager.pause(id);
    const state = new SharedState(one.link, 'died');
    await state.wish(id, JSON.stringify({ kind: 'pause' }));

    await other.manager.resume(id);
    await expect.poll(() => other.manager.get(id)?.state, { timeout: 5_000 }).toBe('COMPLETED');
    await state.wish(id, JSON.stringify({ kind: 'pause' }));
    await state.remove([id]);

    expect(await one.link.run((redis) => redis.hlen(`${one.link.prefix}{downloads}:wishes`))).toBe(0);
  });
});

describe('a wish that was left, and that cannot be granted', () => {
  it('does not keep the download from being carried', async () => {
    const { state: provider, adapter } = scriptedProvider();
    const prefix = 'refused-wishes:';
    const starter = await openReplica(shared, [adapter], { prefix, carries: false });
    const { id } = await starter.manager.start('local', target('m'), starter.call);
    await new SharedState(starter.link, 'died').wish(id, JSON.stringify({ kind: 'pause' }));

    await openReplica(shared, [adapter], { prefix });
    await expect.poll(() => provider.starts, { timeout: 5_000 }).toBe(1);
    provider.end('completed');

    await expect.poll(() => starter.manager.get(id)?.state).toBe('COMPLETED');
  });
});

describe('what is told of a download', () => {
  it('is known to Redis before, and so to whoever takes over', async () => {
    const { host, replicas, open } = await openReplicas(1);
    const [carrier] = replicas;
    host.bytesPerSecond = 200_000;
    const watcher = await open({ carries: false });
    const { id } = await begin(carrier!, watcher);
    const known = new SharedState(watcher.link, 'a reader');

    const behind: DownloadRecord[] = [];
    for await (const record of watcher.manager.watch(id)!) {
      const kept = await known.get(id);
      if (kept!.record.progress.receivedBytes! < record.progress.receivedBytes!) behind.push(record);
    }

    expect(behind).toEqual([]);
  });
});

describe('a replica that leaves', () => {
  it('hands its downloads over at once, with what has come', async () => {
    const { host, replicas, open } = await openReplicas(1);
    const [leaving] = replicas;
    host.bytesPerSecond = 100_000;
    const watcher = await open({ carries: false });
    const download = await begin(leaving!, watcher);
    const staying = await open();
    const { told, ended } = follow(watcher, download);

    const leftAtMs = performance.now();
    await leaving!.manager.close();
    host.bytesPerSecond = null;
    await ended;

    const resumed = told.find(({ record, atMs }) => atMs > leftAtMs && record.state === 'TRANSFERRING');
    expect(resumed!.atMs - leftAtMs).toBeLessThan(500 + BUSY_MS);
    expect(told.at(-1)!.record).toMatchObject({ state: 'COMPLETED', artifactId: sha256Of(bytes) });
    expectRising(told.map(({ record }) => record));
    expect(host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
    expect(staying.artifacts.get(sha256Of(bytes))?.sizeBytes).toBe(SIZE_BYTES);
  });
});

describe('a replica that dies', () => {
  it('is followed by another one within 12 seconds, which goes on with what has come', async () => {
    const { host, replicas, open } = await openReplicas(1);
    const [dying] = replicas;
    host.bytesPerSecond = 50_000;
    const watcher = await open({ carries: false });
    const download = await begin(dying!, watcher);
    await open();
    const { told, ended } = follow(watcher, download);

    const diedAtMs = performance.now();
    await dying!.die();
    host.bytesPerSecond = null;
    await ended;

    const resumed = told.find(({ record }) => record.state === 'QUEUED');
    expect(resumed!.atMs - diedAtMs).toBeLessThan(12_000 + BUSY_MS);
    expect(told.at(-1)!.record).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expectRising(told.map(({ record }) => record));
    expect(host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
  }, 60_000);
});

describe('a Redis that forgets everything', () => {
  it('is told again, while the download goes on as if nothing had happened', async () => {
    const redis = await startRedis();
    const { host, replicas } = await openReplicas(2, { redis });
    const [one, two] = replicas;
    host.bytesPerSecond = 100_000;
    const download = await begin(one!, two!);
    const { told, ended } = follow(two!, download);

    await redis.stop();
    await expect.poll(() => [one!.link.isUp, two!.link.isUp]).toEqual([false, false]);
    const refusals = await Promise.all([
      rejectionOf(one!.manager.start('registry', target('other'), one!.call)),
      rejectionOf(two!.manager.cancel(download.id, two!.call)),
    ]);
    await redis.start();
    await ended;

    expect(new Set(refusals.map((error) => (error as { code?: string }).code))).toContain(
      'COORDINATION_UNAVAILABLE',
    );
    expect(told.at(-1)!.record).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expectRising(told.map(({ record }) => record));
    expect(host.sentBytes).toBe(SIZE_BYTES);
    await expect.poll(() => one!.manager.get(download.id)?.state).toBe('COMPLETED');
  }, 60_000);
});

describe('a Redis that is full', () => {
  it('takes no downloads, as its clients are told, until it has room again', async () => {
    const redis = await startRedis();
    const { replicas } = await openReplicas(1, { redis });
    const [replica] = replicas;
    const start = () => replica!.manager.start('registry', target('m'), replica!.call);
    const setMaxmemory = (size: string) =>
      replica!.link.run((client) => client.call('CONFIG', 'SET', 'maxmemory', size));

    await setMaxmemory('1kb');
    const refusal = await rejectionOf(start());
    await setMaxmemory('0');
    const last = (await followToEnd(replica!.manager, await start())).at(-1);

    expect(refusal).toMatchObject({ code: 'COORDINATION_UNAVAILABLE', retryable: true });
    expect(last?.state).toBe('COMPLETED');
  });
});

describe('a thousand starts on three replicas', () => {
  it('make one transfer and a thousand completed downloads', async () => {
    const { host, replicas } = await openReplicas(3);

    const started = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => {
        const replica = replicas[index % 3]!;
        return replica.manager.start('registry', target('m'), replica.call);
      }),
    );
    const ends = await Promise.all(
      started.map(async (record, index) =>
        (await followToEnd(replicas[(index + 1) % 3]!.manager, record)).at(-1),
      ),
    );

    expect(new Set(ends.map((end) => end?.state))).toEqual(new Set(['COMPLETED']));
    expect(host.sentBytes).toBe(SIZE_BYTES);
  });
});

describe('turns of all replicas together', () => {
  it('are bounded for each replica and each provider, and go by priority and by caller', async () => {
    const settings = { concurrency: 2, concurrencyPerProvider: 3 };
    const { host, replicas } = await openReplicas(2, { settings });
    const [one, two] = replicas;
    host.bytesPerSecond = 20_000;
    const start = (name: string, options: object) =>
      one!.manager.start('registry', target(name), one!.call, options);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await start(name, { caller: 'a' });
    const running = () => two!.manager.list().filter(({ state }) => state === 'TRANSFERRING');
    await expect.poll(() => running().length).toBe(3);
    await start('b1', { caller: 'b' });
    await start('low', { caller: 'c', priority: 'LOW' });
    await start('high', { caller: 'a', priority: 'HIGH' });

    const waiting = () =>
      two!.manager
        .list()
        .filter(({ progress }) => progress.queuePosition !== null)
        .toSorted((a, b) => a.progress.queuePosition! - b.progress.queuePosition!)
        .map((record) => record.target.nativeId);
    await expect.poll(waiting).toEqual(['high', 'b1', 'a4', 'a5', 'low']);
    expect(running()).toHaveLength(3);
    const first = running().at(-1)!;
    await two!.manager.cancel(first.id, two!.call);

    await expect.poll(waiting).toEqual(['b1', 'a4', 'a5', 'low']);
    await expect.poll(() => running().map((record) => record.target.nativeId)).toContain('high');
  });
});
