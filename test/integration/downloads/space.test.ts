import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createArtifactStore } from '../../../src/artifacts/store.js';
import type { TransferEngine } from '../../../src/downloads/engine/types.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { putArtifact } from '../../helpers/artifacts.js';
import { downloadToEnd, followToEnd, gatewayAdapter, openRig, target } from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';

const MIB = 2 ** 20;
const bytes = randomBytes(MIB);

async function host(expectedBytes: number | null, holdsFirst = false) {
  let isFirst = true;
  const server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': String(bytes.length), etag: '"v1"' });
    // The first answer stays half when only it tells the size: there must be time to be told it.
    if (isFirst && expectedBytes === null && holdsFirst) response.write(bytes.subarray(0, MIB / 2));
    else response.end(bytes);
    isFirst = false;
  });
  const adapter = gatewayAdapter({
    plan: { expectedBytes },
    trustedOrigins: [server.origin],
    locate: () => ({ kind: 'url', url: server.origin, expiresAt: null }),
  });
  return { server, adapter };
}

const untilRefused = () => Promise.reject(new GatewayError('NOT_FOUND', 'It is gone.'));

describe('space on the volume', () => {
  it.each([
    ['the provider tells the size', MIB],
    ['only the storage host tells the size', null],
  ])('is waited for with its reason, and used when it is there, where %s', async (_what, expectedBytes) => {
    const { adapter } = await host(expectedBytes, true);
    let freeBytes = MIB;
    const rig = await openRig([adapter], {
      settings: { reserveBytes: MIB },
      freeBytes: async () => freeBytes,
    });

    const { id } = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => rig.manager.get(id)?.state).toBe('WAITING_FOR_SPACE');
    const held = rig.manager.get(id)!;
    freeBytes = 100 * MIB;
    const final = (await followToEnd(rig.manager, held)).at(-1);

    expect(held).toMatchObject({ error: null, progress: { phase: null } });
    expect(held.stateReason).toMatch(/MiB are still to be written/u);
    expect(final).toMatchObject({ state: 'COMPLETED', stateReason: null });
  });

  it('is not asked of a host before it is there', async () => {
    const { adapter, server } = await host(MIB);
    const rig = await openRig([adapter], { freeBytes: async () => 0 });

    const { id } = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => rig.manager.get(id)?.state).toBe('WAITING_FOR_SPACE');

    expect(server.requests).toEqual([]);
    expect(await rig.manager.cancel(id, rig.call)).toMatchObject({ state: 'CANCELLED', stateReason: null });
  });

  it('is given back by a download after which the disk could not be cleaned up', async () => {
    const { adapter } = await host(MIB);
    const archives = gatewayAdapter(
      { plan: { packaging: 'archive', expectedBytes: MIB }, locate: untilRefused },
      'archives',
    );
    const rig = await openRig([adapter, archives], {
      freeBytes: async () => 2 * MIB,
      openStore: async (options) => {
        const store = await createArtifactStore(options);
        const unpacking = { advance: () => {}, restart: () => {}, finish: () => Promise.resolve([]) };
        const discard = () => Promise.reject(new Error('EIO'));
        return Object.assign(store, { unpack: () => ({ ...unpacking, discard }) });
      },
    });

    expect((await downloadToEnd(rig, 'archives')).state).toBe('FAILED');

    expect((await downloadToEnd(rig)).state).toBe('COMPLETED');
  });

  it('that runs out on the way holds the download, which lets others pass and tries only when more is free', async () => {
    const { adapter } = await host(null);
    let tries = 0;
    let freeBytes = 10 * MIB;
    const wrapEngine = (engine: TransferEngine): TransferEngine => ({
      transfer: (job, hooks) => {
        tries += 1;
        if (tries > 1) return engine.transfer(job, hooks);
        return Promise.reject(new GatewayError('STORAGE_FULL', 'The volume is full.'));
      },
      inspectPartial: (directory) => engine.inspectPartial(directory),
      close: () => engine.close(),
    });
    const rig = await openRig([adapter], {
      wrapEngine,
      freeBytes: async () => freeBytes,
      settings: { concurrency: 1 },
    });

    const held = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => rig.manager.get(held.id)?.state).toBe('WAITING_FOR_SPACE');
    const other = await rig.manager.start('registry', target('other'), rig.call);
    expect((await followToEnd(rig.manager, other)).at(-1)?.state).toBe('COMPLETED');
    expect(rig.manager.get(held.id)).toMatchObject({ stateReason: 'The volume is full.' });
    expect(tries).toBe(2);
    freeBytes += 1;

    expect((await followToEnd(rig.manager, held)).at(-1)?.state).toBe('COMPLETED');
  });
});

describe('the quota of the store', () => {
  const put = (rig: Awaited<ReturnType<typeof openRig>>, key: string) =>
    putArtifact(rig.artifacts, randomBytes(MIB), { origin: { provider: 'registry', key } });

  it('makes room by what was not used for longest, but not by what is pinned', async () => {
    const { adapter } = await host(MIB);
    const rig = await openRig([adapter], { settings: { quotaBytes: 3 * MIB } });
    const pinned = await put(rig, 'pinned');
    const old = await put(rig, 'old');
    const used = await put(rig, 'used');
    await rig.artifacts.setPinned(pinned.id, true);
    rig.artifacts.touch(used.id);

    const final = await downloadToEnd(rig);

    expect(final.state).toBe('COMPLETED');
    expect(rig.artifacts.list().map(({ id }) => id)).toEqual([final.artifactId, used.id, pinned.id]);
    expect(rig.artifacts.get(old.id)).toBeNull();
  });

  it('lets a download wait when nothing may go, until something may', async () => {
    const { adapter } = await host(MIB);
    const rig = await openRig([adapter], { settings: { quotaBytes: MIB } });
    const pinned = await put(rig, 'pinned');
    await rig.artifacts.setPinned(pinned.id, true);

    const { id } = await rig.manager.start('registry', target('m'), rig.call);
    await expect.poll(() => rig.manager.get(id)?.state).toBe('WAITING_FOR_SPACE');
    expect(rig.manager.get(id)?.stateReason).toMatch(/the store may hold 1 MiB/u);
    await rig.artifacts.setPinned(pinned.id, false);

    const final = (await followToEnd(rig.manager, rig.manager.get(id)!)).at(-1);
    expect(final?.state).toBe('COMPLETED');
    expect(rig.artifacts.list().map(({ id: stored }) => stored)).toEqual([final?.artifactId]);
  });

  it('is kept to by a download whose size nobody told before', async () => {
    const { adapter } = await host(null);
    const rig = await openRig([adapter], { settings: { quotaBytes: MIB } });
    await put(rig, 'old');

    const final = await downloadToEnd(rig);

    expect(rig.artifacts.list().map(({ id }) => id)).toEqual([final.artifactId]);
  });
});
