import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createMemoryDownloadStore } from '../../helpers/memory-download-store.js';
import {
  digestOf,
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  providerAdapter,
  storedBytes,
  target,
  temporaryFolder,
  type RigOptions,
} from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';

const bytes = randomBytes(300_000);
const sha256 = digestOf('sha256', bytes);

/** A host that stops in the middle until it is told to go on; ranges are understood. */
async function slowHost() {
  const held: ServerResponse[] = [];
  const state = { isOpen: false };
  const server = await startServer((request, response) => {
    const start = Number(/bytes=(\d+)-/u.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, {
      'content-length': String(bytes.length - start),
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
      etag: '"v1"',
    });
    if (state.isOpen) response.end(bytes.subarray(start));
    else held.push(response.on('error', () => {}));
    if (!state.isOpen) response.write(bytes.subarray(start, Math.max(start, 100_000)));
  });
  const open = (): void => {
    state.isOpen = true;
  };
  const adapter = gatewayAdapter({
    trustedOrigins: [server.origin],
    locate: () => ({ kind: 'url', url: server.origin, expiresAt: null }),
  });
  return { server, adapter, open };
}

/** A download of which a third is on disk. */
async function started(options: RigOptions = {}) {
  const host = await slowHost();
  const rig = await openRig([host.adapter], options);
  const record = await rig.manager.start('registry', target('m'), rig.call);
  await expect.poll(() => rig.manager.get(record.id)?.progress.receivedBytes).toBe(100_000);
  return { ...host, rig, id: record.id };
}

/** From which byte on each request asked. */
const starts = (requests: readonly { readonly headers: Readonly<Record<string, unknown>> }[]) =>
  requests.map(({ headers }) => String(headers['range']));

describe('pausing', () => {
  it('stops the bytes, keeps them, and goes on from there when resumed', async () => {
    const { rig, id, open, server } = await started();

    const paused = await rig.manager.pause(id);
    open();
    const resumed = await rig.manager.resume(id);
    const final = (await followToEnd(rig.manager, resumed!)).at(-1)!;

    expect(paused).toMatchObject({
      state: 'PAUSED',
      progress: { receivedBytes: 100_000, phase: null, connections: 0 },
    });
    expect(resumed?.state).not.toBe('PAUSED');
    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: sha256, progress: { epoch: 0 } });
    expect(starts(server.requests).at(-1)).toMatch(/^bytes=100000-/u);
    expect(await storedBytes(rig, final)).toEqual(bytes);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('may be repeated, and does not give back the turn of a paused one', async () => {
    const { rig, id } = await started({ settings: { concurrency: 1 } });
    const next = await rig.manager.start('registry', target('other'), rig.call);

    const first = await rig.manager.pause(id);
    const second = await rig.manager.pause(id);

    expect(second).toEqual(first);
    await expect.poll(() => rig.manager.get(next.id)?.state).toBe('TRANSFERRING');
  });

  it('is joined, but not resumed, by another start', async () => {
    const { rig, id } = await started();
    await rig.manager.pause(id);

    const joined = await rig.manager.start('registry', target('m'), rig.call);

    expect(joined).toMatchObject({ id, state: 'PAUSED' });
  });

  it('can be cancelled while paused, and leaves nothing', async () => {
    const { rig, id } = await started();
    await rig.manager.pause(id);

    expect(await rig.manager.cancel(id, rig.call)).toMatchObject({ state: 'CANCELLED' });
    expect(await rig.leftovers()).toEqual([]);
  });

  it('is refused for a finished download and for one that a provider carries', async () => {
    const local = providerAdapter({
      plan: async () => ({ key: 'k', totalBytes: null, present: false }),
      start: async () => {},
      cancel: async () => {},
      watch: async function* watch(_target, { signal }, onReady) {
        onReady();
        yield { state: 'transferring', percent: 1 };
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    });
    const rig = await openRig([
      local,
      gatewayAdapter({ locate: () => ({ kind: 'inline', bytes: Buffer.from('x') }) }),
    ]);
    const relayed = await rig.manager.start('local', target('m'), rig.call);
    const done = await downloadToEnd(rig);

    expect(await rejectionOf(rig.manager.pause(relayed.id))).toMatchObject({ code: 'UNSUPPORTED' });
    expect(await rejectionOf(rig.manager.pause(done.id))).toMatchObject({ code: 'CONFLICT' });
    expect(await rejectionOf(rig.manager.resume(done.id))).toMatchObject({ code: 'CONFLICT' });
    expect(await rejectionOf(rig.manager.retry(done.id, rig.call))).toMatchObject({ code: 'CONFLICT' });
    expect(await rig.manager.pause('unknown')).toBeNull();
  });
});

describe('cancelling and retrying', () => {
  it('keeps the partial on request, lists it, and a retry goes on from it as a new download', async () => {
    const { rig, id, open, server } = await started();

    await rig.manager.cancel(id, rig.call, { keepPartial: true });
    const [partial, ...others] = await rig.manager.partials();
    open();
    const again = await rig.manager.retry(id, rig.call);
    const final = (await followToEnd(rig.manager, again!)).at(-1)!;

    expect(partial).toMatchObject({ receivedBytes: 100_000, totalBytes: 300_000, download: { id } });
    expect(others).toEqual([]);
    expect(again?.id).not.toBe(id);
    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: sha256 });
    expect(rig.manager.get(id)?.state).toBe('CANCELLED');
    expect(starts(server.requests).at(-1)).toMatch(/^bytes=100000-/u);
    expect(await rig.manager.partials()).toEqual([]);
  });

  it('discards a partial that nobody owns, and no other', async () => {
    const { rig, id } = await started();
    const [owned] = await rig.manager.partials();

    const refusal = await rejectionOf(rig.manager.discardPartial(owned!.id));
    await rig.manager.cancel(id, rig.call, { keepPartial: true });

    expect(refusal).toMatchObject({ code: 'CONFLICT' });
    expect(await rig.manager.discardPartial(owned!.id)).toBe(true);
    expect(await rig.manager.discardPartial(owned!.id)).toBe(false);
    expect(await rig.manager.discardPartial('..')).toBe(false);
    expect(await rig.leftovers()).toEqual([]);
  });
});

describe('a restart', () => {
  /** Leaves a download as a killed process does, and opens the next manager over what is left. */
  async function restarted(prepare: (rig: Awaited<ReturnType<typeof started>>) => Promise<unknown>) {
    const memory = { generation: -1, downloads: new Map() };
    const dataDirectory = await temporaryFolder();
    const before = await started({ dataDirectory, store: createMemoryDownloadStore(memory) });
    await prepare(before);
    const told = before.rig.manager.get(before.id)!;
    await before.rig.manager.close();
    const store = createMemoryDownloadStore(memory);
    const rig = await openRig([before.adapter], { dataDirectory, store });
    return { ...before, rig, told };
  }

  it('goes on with what was under way, counting on above what was told', async () => {
    const { rig, id, told, server } = await restarted(async ({ open }) => open());

    const records = await followToEnd(rig.manager, told);

    expect(records[0]!.progress.sequence).toBeGreaterThan(told.progress.sequence);
    expect(records.at(-1)).toMatchObject({ id, state: 'COMPLETED', artifactId: sha256 });
    expect(records.at(-1)!.progress.epoch).toBe(0);
    expect(starts(server.requests).at(-1)).toMatch(/^bytes=100000-/u);
  });

  it('leaves a paused one paused, with its bytes', async () => {
    const { rig, id, told } = await restarted(({ rig: first, id: paused }) => first.manager.pause(paused));

    expect(rig.manager.get(id)).toMatchObject({ state: 'PAUSED', progress: { receivedBytes: 100_000 } });
    expect(rig.manager.get(id)!.progress.sequence).toBeGreaterThan(told.progress.sequence);
  });

  it('lists what is finished as it was', async () => {
    const { rig, id, told } = await restarted(({ rig: first, id: ended }) =>
      first.manager.cancel(ended, first.call),
    );

    expect(rig.manager.get(id)).toEqual(told);
    expect(await followToEnd(rig.manager, told)).toEqual([told]);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('removes partials that nobody came back for', async () => {
    const { rig, adapter } = await restarted(({ rig: first, id: ended }) =>
      first.manager.cancel(ended, first.call, { keepPartial: true }),
    );
    expect(await rig.manager.partials()).toHaveLength(1);
    const { dataDirectory } = rig;
    await rig.manager.close();

    const later = await openRig([adapter], { dataDirectory, now: () => Date.now() + 2 * 3_600_000 });

    expect(await later.manager.partials()).toEqual([]);
  });
});
