import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
  type DownloadRig,
} from '../../helpers/download-rig.js';
import { objectBytes, sha256, startObjectHost } from '../../helpers/object-host.js';

const bytes = objectBytes(300_000, 11);

async function openHost() {
  const host = await startObjectHost({ bytes, etag: '"v1"' });
  const locate = () => ({ kind: 'url', url: host.url, expiresAt: null }) as const;
  return { host, script: { trustedOrigins: [host.origin], locate } };
}

async function blobsOf({ dataDirectory }: DownloadRig): Promise<readonly string[]> {
  const folder = join(dataDirectory, 'artifacts', 'blobs');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('many who want the same', () => {
  it('are a thousand at once: one transfer, and every one of them is told that it is complete', async () => {
    const { host, script } = await openHost();
    host.bytesPerSecond = bytes.length;
    const rig = await openRig([gatewayAdapter(script)]);
    const startAndFollow = async (_: unknown, caller: number) => {
      const started = await rig.manager.start('registry', target('m'), rig.call, {
        caller: `caller ${caller}`,
      });
      return (await followToEnd(rig.manager, started)).at(-1)!;
    };

    const finals = await Promise.all(Array.from({ length: 1_000 }, startAndFollow));

    expect(finals.filter(({ state }) => state === 'COMPLETED')).toHaveLength(1_000);
    expect(new Set(finals.map(({ id }) => id)).size).toBe(1);
    expect(host.sentBytes).toBe(bytes.length);
    expect(await blobsOf(rig)).toEqual([sha256(bytes)]);
  });
});

describe('the same weights', () => {
  it('by two names and from two providers at the same time are stored once, and belong to all of them', async () => {
    const { host, script } = await openHost();
    host.bytesPerSecond = 3 * bytes.length;
    const adapters = [gatewayAdapter(script), gatewayAdapter(script, 'mirror')];
    const rig = await openRig(adapters);

    const started = await Promise.all([
      rig.manager.start('registry', target('one'), rig.call),
      rig.manager.start('registry', target('another'), rig.call),
      rig.manager.start('mirror', target('one'), rig.call),
    ]);
    const finals = await Promise.all(
      started.map(async (record) => (await followToEnd(rig.manager, record)).at(-1)!),
    );

    expect(finals.map(({ state, artifactId }) => [state, artifactId])).toEqual(
      Array.from({ length: 3 }, () => ['COMPLETED', sha256(bytes)]),
    );
    expect(await blobsOf(rig)).toEqual([sha256(bytes)]);
    expect(rig.artifacts.sizeBytes).toBe(bytes.length);
    expect(rig.artifacts.list().map(({ origins }) => origins.length)).toEqual([3]);
    expect(sha256(await storedBytes(rig, finals[2]!))).toBe(sha256(bytes));
    expect(await rig.leftovers()).toEqual([]);
  });

  it('under another name are not fetched at all where the provider announces their digest', async () => {
    const { host, script } = await openHost();
    const plan = { expectedDigests: { md5: null, crc32c: null, sha256: sha256(bytes) } };
    const rig = await openRig([gatewayAdapter(script), gatewayAdapter({ ...script, plan }, 'mirror')]);
    const first = await rig.manager.start('registry', target('one'), rig.call);
    await followToEnd(rig.manager, first);

    const second = await rig.manager.start('mirror', target('other'), rig.call);

    expect(second).toMatchObject({ state: 'COMPLETED', artifactId: sha256(bytes) });
    expect(host.ranges).toHaveLength(1);
    expect(await blobsOf(rig)).toEqual([sha256(bytes)]);
  });
});
