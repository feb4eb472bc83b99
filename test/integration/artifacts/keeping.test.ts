import { chmod, link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, putArtifact, receiveBytes } from '../../helpers/artifacts.js';
import { digestOf, temporaryFolder } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';

const never = new AbortController().signal;
const blobOf = (directory: string, id: string) =>
  join(directory, 'artifacts', 'blobs', 'sha256', id.slice(0, 2), id);

async function damage(blob: string): Promise<void> {
  await chmod(blob, 0o600);
  await writeFile(blob, 'wEights');
}

describe('keeping artifacts', () => {
  it('refuses to delete one that is being read, until nobody reads it', async () => {
    const store = await openStore(await temporaryFolder());
    const { id } = await putArtifact(store, Buffer.from('weights'));
    const opened = await store.openFile(id, 0);

    expect(await rejectionOf(store.remove(id))).toMatchObject({ code: 'CONFLICT', retryable: true });
    await store.shrinkTo(0);
    expect(store.get(id)).not.toBeNull();
    await opened!.close();

    expect(await store.remove(id)).toBe(true);
  });

  it('finds a damaged file by reading it again, and takes the artifact out', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const sound = await putArtifact(store, Buffer.from('sound'), { origin: { provider: 'p', key: 'a' } });
    const { id } = await putArtifact(store, Buffer.from('weights'));
    await damage(blobOf(directory, id));

    expect((await store.verify(sound.id, never))?.damagedFiles).toEqual([]);
    expect((await store.verify(id, never))?.damagedFiles).toMatchObject([{ sha256: id }]);
    expect([store.get(id), store.find({ provider: 'registry', key: 'm1@1' })]).toEqual([null, null]);
    expect(await store.verify(id, never)).toBeNull();
  });

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

    expect(checks[0]?.damagedFiles).toMatchObject([{ path: 'a.onnx' }]);
    expect(checks[1]).toBeNull();
    expect(store.list().map(({ id }) => id)).toEqual([sound.id]);
    expect(store.sizeBytes).toBe('sound'.length);
  });

  it('stops reading when nobody waits for the check any more', async () => {
    const store = await openStore(await temporaryFolder());
    const { id } = await putArtifact(store, Buffer.from('weights'));
    const controller = new AbortController();
    const check = store.verify(id, controller.signal);
    controller.abort(new Error('enough'));

    await expect(check).rejects.toThrow('enough');
    expect((await store.verify(id, never))?.damagedFiles).toEqual([]);
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
    const artifact = await restarted.commit(
      ingest,
      {
        origin,
        sha256: digestOf('sha256', bytes),
        verification: 'NONE',
        fileName: 'a',
      },
      { signal: never, unpacking: null },
    );

    expect(restarted.list()).toEqual([artifact]);
    expect(await restarted.ingests.list()).toEqual([]);
  });
});

describe('two stores over one folder', () => {
  const origin = { provider: 'registry', key: 'm1@1' };

  it('learns by origin and by id of what the other has stored and removed', async () => {
    const directory = await temporaryFolder();
    const one = await openStore(directory);
    const other = await openStore(directory);
    const artifact = await putArtifact(one, Buffer.from('weights'), { origin });

    expect(other.find(origin)).toBeNull();
    expect(await other.lookUp(origin)).toEqual(artifact);
    await one.remove(artifact.id);
    expect(await other.refresh(artifact.id)).toBeNull();
    expect(other.find(origin)).toBeNull();
    await putArtifact(one, Buffer.from('weights'), { origin });
    expect(await other.refresh(artifact.id)).toMatchObject({ id: artifact.id });
    expect(other.sizeBytes).toBe('weights'.length);
  });

  it('keeps what was received when the commit is no longer wanted', async () => {
    const store = await openStore(await temporaryFolder());
    const bytes = Buffer.from('weights');
    const directory = await receiveBytes(store, bytes, origin);
    const object = {
      origin,
      sha256: digestOf('sha256', bytes),
      verification: 'NONE',
      fileName: 'a',
    } as const;
    const lost = new Error('another one has taken over');

    const commit = store.commit(directory, object, {
      signal: never,
      unpacking: null,
      mayCommit: () => Promise.reject(lost),
    });

    expect((await rejectionOf(commit)).cause).toBe(lost);
    expect([store.list(), (await store.ingests.list()).length]).toEqual([[], 1]);
    await store.commit(directory, object, { signal: never, unpacking: null });
    expect(store.find(origin)).not.toBeNull();
  });
});
