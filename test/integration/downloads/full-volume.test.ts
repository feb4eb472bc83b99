import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { TransferEngine } from '../../../src/downloads/engine/types.js';
import { openSqliteDownloadStore } from '../../../src/downloads/sqlite-store.js';
import { captureLog } from '../../helpers/capture-log.js';
import {
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
  type DownloadRig,
} from '../../helpers/download-rig.js';
import { objectBytes, sha256, startObjectHost, type ObjectHost } from '../../helpers/object-host.js';
import { canMount, mountSmallVolume, type SmallVolume } from '../../helpers/small-volume.js';
import { tarOf } from '../../helpers/tar.js';

const MIB = 2 ** 20;

const isSkipped = !canMount() && process.env['CI'] === undefined;
if (isSkipped) {
  process.stderr.write('SKIPPED: downloads to a full volume, because only root on Linux may mount one.\n');
}

const bytes = objectBytes(4 * MIB, 5);

interface Stage {
  readonly volume: SmallVolume;
  readonly host: ObjectHost;
  readonly rig: DownloadRig;
  /** Times that the free space was looked at. */
  readonly looks: number;
  /** Times that the download was begun or gone on with. */
  readonly tries: number;
}

async function openStage(
  object: Buffer,
  packaging: 'file' | 'archive',
  options: { readonly mebibytes: number; readonly onTransferred?: (volume: SmallVolume) => Promise<void> },
): Promise<Stage> {
  const volume = mountSmallVolume(options.mebibytes);
  const host = await startObjectHost({ bytes: object, etag: '"v1"' });
  const adapter = gatewayAdapter({
    plan: { packaging, expectedBytes: object.length },
    trustedOrigins: [host.origin],
    locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
  });
  let looks = 0;
  let tries = 0;
  const wrapEngine = (engine: TransferEngine): TransferEngine => ({
    inspectPartial: (directory) => engine.inspectPartial(directory),
    close: () => engine.close(),
    transfer: async (job, hooks) => {
      tries += 1;
      const isFirst = tries === 1;
      const transferred = await engine.transfer(job, hooks);
      if (isFirst) await options.onTransferred?.(volume);
      return transferred;
    },
  });
  const rig = await openRig([adapter], {
    dataDirectory: volume.path,
    store: openSqliteDownloadStore(join(volume.path, 'downloads.sqlite'), captureLog().log),
    wrapEngine,
    freeBytes: () => {
      looks += 1;
      return volume.freeBytes();
    },
  });
  return {
    volume,
    host,
    rig,
    get looks() {
      return looks;
    },
    get tries() {
      return tries;
    },
  };
}

const start = ({ rig }: Stage) => rig.manager.start('registry', target('m'), rig.call);

/** Waits until the download waits for space, and then until the volume was looked at often enough to have tried again. */
async function untilHeld(stage: Stage, id: string) {
  await expect.poll(() => stage.rig.manager.get(id)?.state, { timeout: 10_000 }).toBe('WAITING_FOR_SPACE');
  const held = stage.rig.manager.get(id)!;
  const { tries, looks } = stage;
  await expect.poll(() => stage.looks, { timeout: 10_000 }).toBeGreaterThan(looks + 10);
  return { held, triesSince: stage.tries - tries };
}

describe.skipIf(isSkipped)('a volume that somebody else fills', () => {
  it('while bytes come holds the download, keeps what has come and goes on when there is room', async () => {
    const stage = await openStage(bytes, 'file', { mebibytes: 12 });
    const { rig, host, volume } = stage;
    host.bytesPerSecond = 2 * MIB;
    const { id } = await start(stage);
    await expect
      .poll(() => rig.manager.get(id)?.progress.receivedBytes, { timeout: 10_000 })
      .toBeGreaterThan(2 * MIB);

    const { attempts } = rig.manager.get(id)!.progress;
    await volume.fill();
    const { held, triesSince } = await untilHeld(stage, id);
    const [partial] = await rig.manager.partials();
    host.bytesPerSecond = null;
    await volume.drain();
    const final = (await followToEnd(rig.manager, held)).at(-1)!;

    // No other connection could help.
    expect(held).toMatchObject({
      error: null,
      stateReason: expect.stringContaining('full'),
      progress: { attempts },
    });
    expect(triesSince).toBe(0);
    expect(partial).toMatchObject({ download: { id }, totalBytes: bytes.length });
    // A journal that does not fit on the volume any more says what was so half a second before.
    expect(partial!.receivedBytes).toBeGreaterThan(MIB);
    expect(final).toMatchObject({ state: 'COMPLETED', stateReason: null, progress: { epoch: 0 } });
    expect(sha256(await storedBytes(rig, final))).toBe(sha256(bytes));
    expect(host.sentBytes).toBeLessThan(bytes.length + 1.5 * MIB);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('while the artifact is committed holds the download, which is committed without a byte more from the host', async () => {
    const stage = await openStage(bytes, 'file', { mebibytes: 12, onTransferred: (volume) => volume.fill() });
    const { rig, host, volume } = stage;
    const { id } = await start(stage);

    const { held, triesSince } = await untilHeld(stage, id);
    await volume.drain();
    const final = (await followToEnd(rig.manager, held)).at(-1)!;

    expect(held.stateReason).toContain('full');
    expect(triesSince).toBe(0);
    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: sha256(bytes) });
    expect(sha256(await storedBytes(rig, final))).toBe(sha256(bytes));
    expect(host.sentBytes).toBe(bytes.length);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('is too small for the contents of an archive: they are taken out when it has grown, without a byte more from the host', async () => {
    // An eighth of it is noise, so that it is packed into about an eighth.
    const noise = objectBytes(1.5 * MIB, 6);
    const pieces = Array.from({ length: noise.length / 1024 }, (_, index) => [
      noise.subarray(index * 1024, (index + 1) * 1024),
      Buffer.alloc(7 * 1024),
    ]);
    const weights = Buffer.concat(pieces.flat());
    const archive = gzipSync(await tarOf({ 'model.safetensors': weights }));
    const stage = await openStage(archive, 'archive', { mebibytes: 6 });
    const { rig, host, volume } = stage;
    const { id } = await start(stage);

    const { held, triesSince } = await untilHeld(stage, id);
    volume.resize(32);
    const final = (await followToEnd(rig.manager, held)).at(-1)!;

    expect(held.stateReason).toContain('full');
    expect(triesSince).toBe(0);
    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: sha256(archive) });
    expect(sha256(await storedBytes(rig, final))).toBe(sha256(weights));
    expect(host.sentBytes).toBe(archive.length);
    expect(await rig.leftovers()).toEqual([]);
  });
});
