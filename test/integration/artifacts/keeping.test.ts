import { chmod, link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, putArtifact, receiveBytes, verifiedObject } from '../../helpers/artifacts.js';
import { digestOf, temporaryFolder } from '../../helpers/download-rig.js';
import { tarOf } from '../../helpers/tar.js';

const never = new AbortController().signal;
const blobOf = (directory: string, id: string) =>
  join(directory, 'artifacts', 'blobs', 'sha256', id.slice(0, 2), id);

async function damage(blob: string): Promise<void> {
  await chmod(blob, 0o600);
  await writeFile(blob, 'wEights');
}

describe('keeping artifacts', () => {
  it('takes every artifact out that holds a damaged file, once', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const put = (key: string, file: string, bytes: string) =>
      putArtifact(store, Buffer.from(bytes), { origin: { provider: 'registry', key }, fileName: file });
    const shared = await put('file', 'a.onnx', 'shared');
    const archive = await putArtifact(store, await tarOf({ 'b.onnx': 'shared', 'c.json': 'own' }), {
      packaging: 'archive',
      origin: { provider: 'registry', key: 'archive' },
    });
    const sound = await put('sound', 'd.onnx', 'sound');
    await damage(blobOf(directory, shared.id));

    const checks = await Promise.all([store.verify(shared.id, never), store.verify(archive.id, never)]);

    // Whichever check comes first finds it, and the other one nothing any more.
    const found = checks.flatMap((check) => check?.damagedFiles ?? []);
    expect(found).toMatchObject([{ sha256: digestOf('sha256', Buffer.from('shared')) }]);
    expect(checks.filter((check) => check === null)).toHaveLength(1);
    expect(store.list().map(({ id }) => id)).toEqual([sound.id]);
    expect(store.sizeBytes).toBe('sound'.length);
  });

  it('remembers what is pinned and when it was used over a restart', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const { id } = await putArtifact(store, Buffer.from('weights'));
    const pinned = await store.setPinned(id, true);

    expect((await openStore(directory)).get(id)).toEqual(pinned);
  });

  it('still has the object when the process dies between the file and its manifest', async () => {
    const directory = await temporaryFolder();
    const origin = { provider: 'registry', key: 'm' };
    const bytes = Buffer.from('weights');
    const ingest = await receiveBytes(await openStore(directory), bytes, origin);
    const blob = blobOf(directory, digestOf('sha256', bytes));
    await mkdir(dirname(blob), { recursive: true });
    await link(join(ingest, 'data'), blob);

    const restarted = await openStore(directory);
    const artifact = await restarted.commit(ingest, verifiedObject(bytes, { origin }), {
      signal: never,
      unpacking: null,
    });

    expect(restarted.list()).toEqual([artifact]);
    expect(await restarted.ingests.list()).toEqual([]);
  });
});
