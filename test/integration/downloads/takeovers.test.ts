import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SharedState } from '../../../src/downloads/cluster/shared-state.js';
import { applyEvent } from '../../../src/downloads/state.js';
import { bytes, SIZE_BYTES, startHost } from '../../helpers/download-providers.js';
import { followToEnd, target, temporaryFolder } from '../../helpers/download-rig.js';
import { openReplica, type Replica, type ReplicaOptions } from '../../helpers/download-replicas.js';
import { sha256Of } from '../../helpers/downloads.js';
import { launchRedis, type TestRedis } from '../../helpers/redis.js';
import { storedDownload } from '../../helpers/stored-download.js';
import { startCluster, type Topology } from '../../helpers/redis-topologies.js';

/** What `startHost` gives away was not announced. */
const ANY_OBJECT = { expectedBytes: null, expectedDigests: { md5: null, crc32c: null, sha256: null } };

let redis: TestRedis;
let cluster: Topology;
let worlds = 0;

beforeAll(async () => {
  [redis, cluster] = await Promise.all([launchRedis(), startCluster()]);
});

afterAll(() => Promise.all([redis.stop(), cluster.close()]));

/** Replicas with folders of their own, a storage host, and one who watches. */
async function openWorld(common: ReplicaOptions = {}) {
  const { host, adapter } = await startHost(50_000);
  worlds += 1;
  const prefix = `world-${worlds}:`;
  const open = (options: ReplicaOptions = {}): Promise<Replica> =>
    openReplica(redis, [adapter], { prefix, ...common, ...options });
  return { host, open, watcher: await open({ carries: false }) };
}

/** A download of which something has come to a replica that dies then; goes on at full speed. */
async function leaveBehind(
  { host, open, watcher }: Awaited<ReturnType<typeof openWorld>>,
  dataDirectory: string,
) {
  const dying = await open({ dataDirectory });
  const started = await watcher.manager.start('registry', target('m'), watcher.call);
  await expect
    .poll(() => watcher.manager.get(started.id)?.progress.receivedBytes ?? 0)
    .toBeGreaterThan(SIZE_BYTES / 10);
  await dying.die();
  host.bytesPerSecond = null;
  return started;
}

describe('a download whose bytes only a dead replica has', () => {
  it('waits for that one, and is begun anew by another one after the grace, which is told', async () => {
    const [patient, hasty] = [await openWorld({ graceMs: 60_000 }), await openWorld({ graceMs: 10_500 })];
    const folder = await temporaryFolder();
    const [awaited, lost] = await Promise.all([
      leaveBehind(patient, folder),
      leaveBehind(hasty, await temporaryFolder()),
    ]);
    await Promise.all([patient.open(), hasty.open()]);
    await patient.open({ dataDirectory: folder });

    const [resumed, restarted] = await Promise.all([
      followToEnd(patient.watcher.manager, awaited),
      followToEnd(hasty.watcher.manager, lost),
    ]);

    expect(resumed.at(-1)).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0, restartReason: null } });
    expect(patient.host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
    expect(restarted.at(-1)).toMatchObject({
      state: 'COMPLETED',
      artifactId: sha256Of(bytes),
      progress: { epoch: 1, restartReason: expect.stringContaining('Another replica') },
    });
    expect(hasty.host.ranges.at(-1)).toMatch(/^bytes=0-/u);
  }, 60_000);
});

describe('a download with which replicas go away again and again', () => {
  it.each([
    ['fails after the sixth of them that brought no byte', 5, 'FAILED'],
    ['goes on after the fifth', 4, 'COMPLETED'],
  ])('%s', async (_what, takeovers, state) => {
    const { host, open, watcher } = await openWorld();
    host.bytesPerSecond = null;
    const started = await watcher.manager.start('registry', target('m'), watcher.call);
    const shared = new SharedState(watcher.link, 'of the test');
    const kept = (await shared.get(started.id))!;
    const { record } = kept;
    const progress = { ...record.progress, sequence: record.progress.sequence + 1 };
    const custody = { ...kept.custody!, holder: 'somebody who went away', takeovers };
    await shared.save([{ ...kept, record: { ...record, progress }, custody }]);

    await open();
    const last = (await followToEnd(watcher.manager, started)).at(-1)!;

    expect(last.state).toBe(state);
    expect(last.error?.message ?? '').toMatch(state === 'FAILED' ? /^6 replicas in a row went away/u : /^$/u);
  });
});

describe('replicas over a Redis Cluster', () => {
  it('go on with what one of them left, and control it together', async () => {
    const { host, open, watcher } = await openWorld({
      redisConfig: cluster.config,
      dataDirectory: await temporaryFolder(),
    });
    const dying = await open();
    const [left, dropped] = [
      await watcher.manager.start('registry', target('left'), watcher.call),
      await watcher.manager.start('registry', target('dropped'), watcher.call),
    ];
    const receivedBytes = (id: string) => watcher.manager.get(id)?.progress.receivedBytes ?? 0;
    await expect.poll(() => Math.min(receivedBytes(left.id), receivedBytes(dropped.id))).toBeGreaterThan(0);
    expect(await watcher.manager.cancel(dropped.id, watcher.call)).toMatchObject({ state: 'CANCELLED' });
    await dying.die();
    host.bytesPerSecond = null;
    await open();

    const last = (await followToEnd(watcher.manager, left)).at(-1);

    expect(last).toMatchObject({ state: 'COMPLETED', artifactId: sha256Of(bytes), progress: { epoch: 0 } });
  }, 60_000);
});

describe('a replica that died before it could say', () => {
  it(
    'that a download has begun has it begun by another one, which tells all',
    { timeout: 30_000 },
    async () => {
      const { open, watcher } = await openWorld();
      await open();
      const state = new SharedState(watcher.link, 'died');
      const [{ key, plan, ...unheard }, custody] = [
        storedDownload('unheard'),
        { holder: null, store: null, turn: 0, takeovers: 0, takenOverAtBytes: 0 },
      ];

      await state.enlist({ ...unheard, key, plan: { ...plan!, ...ANY_OBJECT }, custody });

      await expect.poll(() => watcher.manager.get('unheard')?.state, { timeout: 25_000 }).toBe('COMPLETED');
    },
  );

  it('that a download has ended is found out', { timeout: 30_000 }, async () => {
    const { open, watcher } = await openWorld();
    const starter = await open({ carries: false });
    const { id } = await starter.manager.start('registry', target('m'), starter.call);
    const state = new SharedState(watcher.link, 'died');
    const kept = (await state.get(id))!;
    const sequence = kept.record.progress.sequence + 1;
    const record = applyEvent(kept.record, { kind: 'cancel' }, new Date());

    await state.save([{ ...kept, record: { ...record, progress: { ...record.progress, sequence } } }]);

    await expect.poll(() => watcher.manager.get(id)?.state, { timeout: 25_000 }).toBe('CANCELLED');
    expect((await followToEnd(starter.manager, starter.manager.get(id)!)).at(-1)?.state).toBe('CANCELLED');
  });
});
