import { describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/types.js';
import type { DownloadRecord } from '../../src/domain/download.js';
import type { DownloadManager } from '../../src/downloads/types.js';
import type { CallOptions, ProviderAdapter } from '../../src/providers/provider.js';
import { expectRising } from '../helpers/expect-rising.js';
import { followToEnd, target, type RigOptions } from '../helpers/download-rig.js';
import {
  bytes,
  scriptedProvider,
  SIZE_BYTES,
  sizedProvider,
  startHost,
} from '../helpers/download-providers.js';
import { sha256Of } from '../helpers/downloads.js';
import { rejectionOf } from '../helpers/rejection.js';

/** Managers over the same downloads: one and the same, or those of two replicas. */
export interface ManagersUnderTest {
  /** Through which downloads are started. */
  readonly here: DownloadManager;
  /** Through which they are asked for and controlled. */
  readonly there: DownloadManager;
  readonly artifacts: ArtifactStore;
  readonly call: CallOptions;
  /** Closes all, and opens them again over what is left. */
  restart(): Promise<ManagersUnderTest>;
}

/** What every download manager does, however many processes move the downloads. */
export function describeDownloadManager(
  name: string,
  open: (
    adapters: readonly ProviderAdapter[],
    limits?: Pick<RigOptions, 'settings' | 'freeBytes'>,
  ) => Promise<ManagersUnderTest>,
): void {
  /** A download of which something is on disk, and which would go on for some seconds. */
  async function halfWay() {
    const { host, adapter } = await startHost(50_000);
    const managers = await open([adapter]);
    const { id } = await managers.here.start('registry', target('m'), managers.call);
    await expect.poll(() => managers.there.get(id)?.progress.receivedBytes ?? 0).toBeGreaterThan(0);
    return { host, managers, id };
  }

  describe(`${name}: starting`, () => {
    it('brings the bytes, and tells every change in order until the end', async () => {
      const { adapter } = await startHost();
      const { here, there, artifacts, call } = await open([adapter]);

      const started = await here.start('registry', target('m'), call);
      await expect.poll(() => there.get(started.id)).not.toBeNull();
      const told = await followToEnd(there, started);

      expect(started).toMatchObject({ state: 'QUEUED', provider: 'registry', priority: 'NORMAL' });
      expect(told.at(-1)).toMatchObject({
        state: 'COMPLETED',
        artifactId: sha256Of(bytes),
        progress: { receivedBytes: SIZE_BYTES, percent: 100 },
      });
      expectRising(told);
      await expect.poll(() => artifacts.get(sha256Of(bytes))?.sizeBytes).toBe(SIZE_BYTES);
    });

    it('joins what is under way, and answers what is there', async () => {
      const { host, managers, id } = await halfWay();
      const { here, there, call } = managers;

      const joined = await there.start('registry', target('m'), call);
      host.bytesPerSecond = null;
      await followToEnd(there, joined);
      await expect.poll(() => here.get(id)?.state).toBe('COMPLETED');
      const again = await Promise.all([here, there].map((each) => each.start('registry', target('m'), call)));

      expect(joined.id).toBe(id);
      expect(again.map(({ state, artifactId }) => [state, artifactId])).toEqual([
        ['COMPLETED', sha256Of(bytes)],
        ['COMPLETED', sha256Of(bytes)],
      ]);
      expect(there.latestOf('registry', target('m'))?.state).toBe('COMPLETED');
      expect(host.sentBytes).toBe(SIZE_BYTES);
    });

    it('knows by each of its names what was asked for by another one, also after a restart', async () => {
      const { host, adapter } = await startHost(null, { key: 'one' });
      const managers = await open([adapter]);
      const { here, there, call } = managers;
      const first = await here.start('registry', target('first'), call);
      await followToEnd(here, first);
      await expect.poll(() => there.get(first.id)?.state).toBe('COMPLETED');

      const second = await there.start('registry', target('second'), call);
      await expect.poll(() => here.latestOf('registry', target('second'))?.id).toBe(first.id);
      const again = await managers.restart();

      expect(second).toMatchObject({ id: first.id, state: 'COMPLETED' });
      for (const each of ['first', 'second'])
        expect(again.there.latestOf('registry', target(each))?.id).toBe(first.id);
      expect(host.sentBytes).toBe(SIZE_BYTES);
    });

    it('makes one transfer of many starts at once', async () => {
      const { host, adapter } = await startHost();
      const { here, there, call } = await open([adapter]);

      const started = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? here : there).start('registry', target('m'), call),
        ),
      );
      await Promise.all(started.map((record) => followToEnd(here, record)));

      const ids = new Set(started.map(({ id }) => id));
      for (const id of ids) await expect.poll(() => there.get(id)?.state).toBe('COMPLETED');
      expect(host.sentBytes).toBe(SIZE_BYTES);
    });

    it('fails with the reason', async () => {
      const { host, adapter } = await startHost();
      host.behave = () => ({ kind: 'status', status: 404 });
      const { here, there, call } = await open([adapter]);

      const started = await here.start('registry', target('m'), call);
      await expect.poll(() => there.get(started.id)).not.toBeNull();

      expect((await followToEnd(there, started)).at(-1)).toMatchObject({
        state: 'FAILED',
        error: { code: 'NOT_FOUND' },
      });
    });

    it('has a provider that carries by itself begin once, and relays what it reports', async () => {
      const { state, adapter } = scriptedProvider();
      const { here, there, call } = await open([adapter]);

      const started = await here.start('local', target('m'), call);
      await expect.poll(() => there.get(started.id)?.progress.percent).toBe(40);
      const joined = await there.start('local', target('m'), call);
      state.end('completed');
      const told = await followToEnd(there, joined);

      expect(joined.id).toBe(started.id);
      expect(told.at(-1)).toMatchObject({ state: 'COMPLETED', artifactId: null });
      expect(state).toMatchObject({ starts: 1, cancels: 0 });
    });
  });

  describe(`${name}: controlling`, () => {
    it('pauses with the bytes kept, and goes on from there', async () => {
      const { host, managers, id } = await halfWay();
      const { here, there } = managers;

      const paused = await there.pause(id);
      const sentBytes = host.sentBytes;
      expect(await there.pause(id)).toMatchObject({ state: 'PAUSED' });
      host.bytesPerSecond = null;
      const resumed = await here.resume(id);
      const told = await followToEnd(there, { ...paused!, id });

      expect(paused).toMatchObject({ state: 'PAUSED', progress: { connections: 0 } });
      expect(paused!.progress.receivedBytes).toBeGreaterThan(0);
      expect(resumed?.state).not.toBe('PAUSED');
      expect(told.at(-1)).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
      expect(host.sentBytes - sentBytes).toBeLessThan(SIZE_BYTES);
      expect(host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
    });

    it('cancels, and leaves nothing', async () => {
      const { managers, id } = await halfWay();
      const { here, there, call } = managers;

      expect(await there.cancel(id, call)).toMatchObject({ state: 'CANCELLED' });
      expect(await there.cancel(id, call)).toMatchObject({ state: 'CANCELLED' });

      await expect.poll(() => here.get(id)?.state).toBe('CANCELLED');
      expect(await here.partials()).toEqual([]);
    });

    it('cancels with the bytes kept, from which a retry goes on', async () => {
      const { host, managers, id } = await halfWay();
      const { here, there, call } = managers;

      await there.cancel(id, call, { keepPartial: true });
      await expect.poll(() => here.get(id)?.state).toBe('CANCELLED');
      const [partial] = await here.partials();
      host.bytesPerSecond = null;
      const again = await here.retry(id, call);
      const told = await followToEnd(here, again!);

      expect(partial).toMatchObject({ download: { id }, totalBytes: SIZE_BYTES });
      expect(again?.id).not.toBe(id);
      expect(told.at(-1)?.state).toBe('COMPLETED');
      expect(host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
    });

    it('cancels at the provider that carries', async () => {
      const { state, adapter } = scriptedProvider();
      const { here, there, call } = await open([adapter]);
      const { id } = await here.start('local', target('m'), call);
      await expect.poll(() => there.get(id)?.progress.percent).toBe(40);

      expect(await there.cancel(id, call)).toMatchObject({ state: 'CANCELLED' });
      expect(state).toMatchObject({ starts: 1, cancels: 1 });
    });

    it('refuses what the state does not allow, and knows nothing of what is not there', async () => {
      const { adapter: relayed } = scriptedProvider();
      const { adapter } = await startHost();
      const { here, there, call } = await open([relayed, adapter]);
      const carried = await here.start('local', target('m'), call);
      const done = await here.start('registry', target('m'), call);
      await expect.poll(() => there.get(done.id)?.state).toBe('COMPLETED');
      await expect.poll(() => there.get(carried.id)?.state).toBe('TRANSFERRING');

      expect(await rejectionOf(there.pause(carried.id))).toMatchObject({ code: 'UNSUPPORTED' });
      expect(await rejectionOf(there.pause(done.id))).toMatchObject({ code: 'CONFLICT' });
      expect(await rejectionOf(there.resume(done.id))).toMatchObject({ code: 'CONFLICT' });
      expect(await rejectionOf(there.retry(done.id, call))).toMatchObject({ code: 'CONFLICT' });
      expect(await there.pause('unknown')).toBeNull();
      expect(await there.cancel('unknown', call)).toBeNull();
      expect(there.watch('unknown')).toBeNull();
    });
  });

  describe(`${name}: waiting for space`, () => {
    it('leaves its turn to others, and takes another one when there is room', async () => {
      let freeBytes = SIZE_BYTES / 2;
      const { here, there, call } = await open([await sizedProvider()], {
        settings: { concurrency: 1, concurrencyPerProvider: 1 },
        freeBytes: async () => freeBytes,
      });

      const large = await here.start('registry', target('large'), call);
      await expect.poll(() => there.get(large.id)?.state).toBe('WAITING_FOR_SPACE');
      const small = await there.start('registry', target('small'), call);
      const passed = (await followToEnd(there, small)).at(-1);
      const waiting = there.get(large.id);
      freeBytes = SIZE_BYTES;

      expect(passed?.state).toBe('COMPLETED');
      expect(waiting?.state).toBe('WAITING_FOR_SPACE');
      expect((await followToEnd(there, large)).at(-1)?.state).toBe('COMPLETED');
    });
  });

  describe(`${name}: following`, () => {
    it('gives who comes late the present state, and who follows all the unfinished ones', async () => {
      const { host, managers, id } = await halfWay();
      const { there, here, call } = managers;

      const all = there.watchAll();
      const first = await all.next();
      const one = there.watch(id)!;
      const present = await one.next();
      host.bytesPerSecond = null;
      await followToEnd(here, present.value as DownloadRecord);
      const late = await followToEnd(here, present.value as DownloadRecord);
      await all.return?.();
      await one.return?.();

      expect(first.value).toMatchObject({ id, state: 'TRANSFERRING' });
      expect(present.value).toMatchObject({ id, state: 'TRANSFERRING' });
      expect(late.map(({ state }) => state)).toEqual(['COMPLETED']);
      expect(call.signal.aborted).toBe(false);
    });
  });

  describe(`${name}: a restart`, () => {
    it('goes on with what was under way, above all that was told, and knows what is finished', async () => {
      const { host, managers, id } = await halfWay();
      const told = managers.there.get(id)!;

      const again = await managers.restart();
      host.bytesPerSecond = null;
      const records = await followToEnd(again.there, told);
      const third = await again.restart();

      expect(records[0]!.progress.sequence).toBeGreaterThan(told.progress.sequence);
      expect(records.at(-1)).toMatchObject({ id, state: 'COMPLETED', progress: { epoch: 0 } });
      expectRising(records);
      expect(third.there.get(id)).toMatchObject({ state: 'COMPLETED', artifactId: sha256Of(bytes) });
      expect(third.there.latestOf('registry', target('m'))?.id).toBe(id);
    });

    it('leaves what is paused paused, with its bytes', async () => {
      const { managers, id } = await halfWay();
      const paused = await managers.there.pause(id);

      const again = await managers.restart();

      expect(again.there.get(id)).toMatchObject({
        state: 'PAUSED',
        progress: { receivedBytes: paused!.progress.receivedBytes },
      });
    });
  });
}
