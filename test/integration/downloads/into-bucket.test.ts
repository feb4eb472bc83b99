import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createBucketStore } from '../../../src/artifacts/bucket/bucket-store.js';
import type { createArtifactStore } from '../../../src/artifacts/store.js';
import { digestOf, downloadToEnd, gatewayAdapter, openRig, storedBytes } from '../../helpers/download-rig.js';
import { startObjectHost } from '../../helpers/object-host.js';
import { useObjectStorage } from '../../helpers/object-storage.js';
import { tarOf } from '../../helpers/tar.js';

const storage = useObjectStorage();

/** A rig over a bucket, and the host of one object. */
async function downloadFrom(bytes: Buffer, packaging: 'file' | 'archive') {
  const settings = storage.settings();
  const host = await startObjectHost({ bytes, etag: '"v1"' });
  const adapter = gatewayAdapter({
    plan: { packaging },
    trustedOrigins: [host.origin],
    locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
  });
  const openStore: typeof createArtifactStore = (options) =>
    createBucketStore({ settings, announcements: null, ...options });
  const rig = await openRig([adapter], { openStore });
  return { settings, rig, final: await downloadToEnd(rig) };
}

describe('a download into a bucket', () => {
  it('ends with the right bytes there, and nothing left on the disk', async () => {
    const bytes = randomBytes(18 * 2 ** 20);

    const { settings, rig, final } = await downloadFrom(bytes, 'file');

    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: digestOf('sha256', bytes) });
    expect((await storedBytes(rig, final)).equals(bytes)).toBe(true);
    expect(await rig.leftovers()).toEqual([]);
    const folders = (await storage.names(settings)).map((name) => name.split('/')[0]);
    expect(folders.filter((folder) => folder !== 'used')).toEqual(['files', 'manifests']);
  });

  it('ends with the members of an archive there', async () => {
    const weights = randomBytes(9 * 2 ** 20);

    const { rig, final } = await downloadFrom(
      await tarOf({ 'model_full/run.json': '{}', 'model_full/model.safetensors': weights }),
      'archive',
    );

    expect(final.state).toBe('COMPLETED');
    expect((await storedBytes(rig, final, 1)).equals(weights)).toBe(true);
    expect(await rig.leftovers()).toEqual([]);
  });
});
