import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransferEngine, TransferProgress } from '../../../src/downloads/engine/types.js';
import { digestOf, downloadToEnd, gatewayAdapter, openRig, storedBytes } from '../../helpers/download-rig.js';
import { damageFile } from '../../helpers/damage.js';
import { shareEngine, SMALL_TUNING, transferOnce, useDirectory } from '../../helpers/engine-rig.js';
import { objectBytes, sha256, startObjectHost } from '../../helpers/object-host.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';

const KIB = 1024;
const { blockBytes } = SMALL_TUNING;
const bytes = objectBytes(700 * KIB, 1);

describe('a partial that is damaged on disk, of an object whose digest is known', () => {
  const engine = shareEngine();
  const job = { hasExpectedDigest: true };

  it('is mended by fetching only the damaged blocks again', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    const directory = await useDirectory();
    const leaving = new AbortController();
    host.bytesPerSecond = 600 * KIB;
    await rejectionOf(
      transferOnce(engine, {
        job,
        directory,
        url: host.url,
        limits: { maxConnections: 1 },
        signal: leaving.signal,
        onProgress: ({ receivedBytes }) => receivedBytes > 200 * KIB && leaving.abort(),
      }),
    );
    const partial = await engine.inspectPartial(directory);
    const missingBytes = bytes.length - partial!.receivedBytes;
    await damageFile(join(directory, 'data'), 10);
    await damageFile(join(directory, 'data'), 7 * blockBytes);
    host.bytesPerSecond = null;
    const before = host.sentBytes;
    const seen: TransferProgress[] = [];
    const object = await transferOnce(engine, {
      job,
      directory,
      url: host.url,
      onProgress: (progress) => seen.push(progress),
    });
    expect(object).toMatchObject({ digests: { sha256: sha256(bytes) }, damagedBytes: 2 * blockBytes });
    expect(host.sentBytes - before).toBe(missingBytes + 2 * blockBytes);
    expect(seen.at(-1)).toMatchObject({ epoch: 0 });
    expect(Math.min(...seen.map(({ receivedBytes }) => receivedBytes))).toBe(partial!.receivedBytes);
  });

  it('is mended also when it was whole already, without a word to the host when it is not', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    const directory = await useDirectory();
    await transferOnce(engine, { job, directory, url: host.url });
    await damageFile(join(directory, 'data'), bytes.length - 1);
    const before = host.sentBytes;
    const mended = await transferOnce(engine, { job, directory, url: host.url });
    expect(mended).toMatchObject({ digests: { sha256: sha256(bytes) }, damagedBytes: blockBytes });
    expect(host.sentBytes - before).toBe(blockBytes);
    const url = (): Promise<never> => Promise.reject(new Error('Nothing is missing.'));
    expect(await transferOnce(engine, { job, directory, url })).toMatchObject({ damagedBytes: 0 });
  });

  it('is not looked for where no digest could tell', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    const directory = await useDirectory();
    await transferOnce(engine, { directory, url: host.url });
    await damageFile(join(directory, 'data'), 300 * KIB);
    const object = await transferOnce(engine, { directory, url: host.url });
    expect(object).toMatchObject({ damagedBytes: 0 });
    expect(object.digests.sha256).toBe(sha256(await readFile(join(directory, 'data'))));
  });

  it('starts over visibly where the host can only send it in one piece', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    host.behave = () => ({ kind: 'ignoreRange' });
    const directory = await useDirectory();
    await transferOnce(engine, { job, directory, url: host.url });
    await damageFile(join(directory, 'data'), 300 * KIB);
    const seen: TransferProgress[] = [];
    const object = await transferOnce(engine, {
      job,
      directory,
      url: host.url,
      onProgress: (progress) => seen.push(progress),
    });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(seen.at(-1)).toMatchObject({ epoch: 1, restartReason: expect.stringMatching(/whole object/u) });
  });
});

describe('digests that differ at the end', () => {
  const expectedDigests = { md5: digestOf('md5', bytes), crc32c: null, sha256: null };

  it('are mended when the disk had damaged what came', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    const adapter = gatewayAdapter({
      plan: { expectedDigests },
      trustedOrigins: [host.origin],
      locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
    });
    const rig = await openRig([adapter], { wrapEngine: damagingOnce });
    const final = await downloadToEnd(rig);
    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expect(bytes.equals(await storedBytes(rig, final))).toBe(true);
    expect(rig.logLines.join('')).toContain(`"damagedBytes":${bytes.length}`);
  });

  it('are mended for an archive, too, which is taken apart anew', async () => {
    const archive = await tarOf({ 'model.onnx': bytes.subarray(0, 2 * KIB) });
    const host = await startObjectHost({ bytes: archive, etag: '"v1"' });
    const adapter = gatewayAdapter({
      plan: {
        packaging: 'archive',
        expectedDigests: { md5: digestOf('md5', archive), crc32c: null, sha256: null },
      },
      trustedOrigins: [host.origin],
      locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
    });
    const rig = await openRig([adapter], { wrapEngine: damagingOnce });
    const final = await downloadToEnd(rig);
    expect(final.state).toBe('COMPLETED');
    expect((await storedBytes(rig, final)).equals(bytes.subarray(0, 2 * KIB))).toBe(true);
  });

  it('fail without another fetch when the host sent the wrong object', async () => {
    const host = await startObjectHost({ bytes: objectBytes(bytes.length, 2), etag: '"v1"' });
    const adapter = gatewayAdapter({
      plan: { expectedDigests },
      trustedOrigins: [host.origin],
      locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
    });
    const rig = await openRig([adapter]);
    const final = await downloadToEnd(rig);
    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'INTEGRITY_MISMATCH' } });
    expect(final.error?.message).toContain(expectedDigests.md5);
    expect(host.sentBytes).toBe(bytes.length);
    expect(await rig.leftovers()).toEqual([]);
  });
});

/** A disk that damages the first object before it is hashed. */
function damagingOnce(engine: TransferEngine): TransferEngine {
  let isDamaged = false;
  return {
    inspectPartial: (directory) => engine.inspectPartial(directory),
    close: () => engine.close(),
    transfer: async (job, hooks) => {
      const object = await engine.transfer(job, hooks);
      if (isDamaged) return object;
      isDamaged = true;
      await damageFile(object.path, 1_000);
      const file = await readFile(object.path);
      return { ...object, digests: { ...object.digests, md5: digestOf('md5', file), sha256: sha256(file) } };
    },
  };
}
