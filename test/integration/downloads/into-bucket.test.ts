import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BucketSettings } from '../../../src/artifacts/bucket/bucket.js';
import { createBucketStore } from '../../../src/artifacts/bucket/bucket-store.js';
import type { createArtifactStore } from '../../../src/artifacts/store.js';
import { openCuttableLink, type CuttableLink } from '../../helpers/cuttable-link.js';
import {
  digestOf,
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
} from '../../helpers/download-rig.js';
import { startObjectHost } from '../../helpers/object-host.js';
import { useObjectStorage } from '../../helpers/object-storage.js';
import { tarOf } from '../../helpers/tar.js';

const MIB = 2 ** 20;
const storage = useObjectStorage();

/** A rig over a bucket, and the host of one object. */
async function openOver(settings: BucketSettings, bytes: Buffer, packaging: 'file' | 'archive') {
  const host = await startObjectHost({ bytes, etag: '"v1"' });
  const adapter = gatewayAdapter({
    plan: { packaging },
    trustedOrigins: [host.origin],
    locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
  });
  const openStore: typeof createArtifactStore = (options) =>
    createBucketStore({ settings, announcements: null, ...options });
  return { host, rig: await openRig([adapter], { openStore }) };
}

async function downloadFrom(bytes: Buffer, packaging: 'file' | 'archive') {
  const settings = storage.settings();
  const { rig } = await openOver(settings, bytes, packaging);
  return { settings, rig, final: await downloadToEnd(rig) };
}

/** A download whose bucket is lost in the middle of its upload, while most of its bytes are still to come. */
async function loseBucket() {
  const bytes = randomBytes(24 * MIB);
  const settings = storage.settings();
  const link = await openCuttableLink(settings.endpoint!);
  const { host, rig } = await openOver({ ...settings, endpoint: link.origin }, bytes, 'file');
  host.bytesPerSecond = 8 * MIB;
  const started = await rig.manager.start('registry', target('m'), rig.call);
  await expect.poll(() => link.sentBytes, { timeout: 20_000 }).toBeGreaterThan(MIB);
  await link.cut();
  await expect.poll(() => rig.logLines.join('')).toContain('An upload failed');
  return { bytes, settings, link, host, rig, started };
}

/** Objects of which an upload in parts was begun, and neither completed nor given up. */
function unfinishedUploads({ requests }: CuttableLink): readonly string[] {
  const those = (pattern: RegExp) => requests.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const ended = those(/^(?:POST|DELETE) (\S+)\?\S*uploadId=/u);
  return those(/^POST (\S+)\?\S*uploads(?:=|&| )/u).filter((name) => !ended.includes(name));
}

async function foldersOf(settings: BucketSettings) {
  const folders = (await storage.names(settings)).map((name) => name.split('/')[0]);
  return folders.filter((folder) => folder !== 'used');
}

describe('a download into a bucket', () => {
  it('ends with the right bytes there, and nothing left on the disk', async () => {
    const bytes = randomBytes(18 * 2 ** 20);

    const { settings, rig, final } = await downloadFrom(bytes, 'file');

    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: digestOf('sha256', bytes) });
    expect((await storedBytes(rig, final)).equals(bytes)).toBe(true);
    expect(await rig.leftovers()).toEqual([]);
    expect(await foldersOf(settings)).toEqual(['files', 'manifests']);
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

describe('a bucket that is lost in the middle of an upload', () => {
  it('costs nothing when it is back in time', async () => {
    const { bytes, settings, link, host, rig, started } = await loseBucket();

    await link.mend();
    host.bytesPerSecond = null;
    const final = (await followToEnd(rig.manager, started)).at(-1)!;

    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: digestOf('sha256', bytes) });
    expect((await storedBytes(rig, final)).equals(bytes)).toBe(true);
    expect(await foldersOf(settings)).toEqual(['files', 'manifests']);
    await expect.poll(() => unfinishedUploads(link)).toEqual([]);
  });

  it('fails the download, which another start completes without fetching it again', async () => {
    const { bytes, settings, link, host, rig, started } = await loseBucket();

    host.bytesPerSecond = null;
    const failed = (await followToEnd(rig.manager, started)).at(-1)!;
    const sentBytes = host.sentBytes;
    await link.mend();
    const final = await downloadToEnd(rig);

    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'INTERNAL', retryable: true } });
    expect(failed.error?.message).toContain('object storage');
    expect(final).toMatchObject({ state: 'COMPLETED', artifactId: digestOf('sha256', bytes) });
    expect(host.sentBytes).toBe(sentBytes);
    expect(await foldersOf(settings)).toEqual(['files', 'manifests']);
    await expect.poll(() => unfinishedUploads(link)).toEqual([]);
    expect(await rig.leftovers()).toEqual([]);
  });
});
