import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../../src/artifacts/types.js';
import { openStore, putArtifact, receiveBytes, storedFiles } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';

async function read(store: ArtifactStore, id: string, index: number): Promise<string | null> {
  const opened = await store.openFile(id, index);
  if (opened === null) return null;
  const bytes = await opened.read(0, opened.file.sizeBytes);
  await opened.close();
  return bytes.toString();
}

describe('the artifact store', () => {
  it('has nothing half-done left as soon as an object is committed', async () => {
    const directory = await temporaryFolder();
    await putArtifact(await openStore(directory), Buffer.from('x'));

    expect(await readdir(join(directory, 'artifacts', 'ingest'))).toEqual([]);
  });

  it('still knows artifacts and their origins after a restart', async () => {
    const directory = await temporaryFolder();
    const artifact = await putArtifact(await openStore(directory), Buffer.from('weights'));

    const store = await openStore(directory);

    expect(store.find({ provider: 'registry', key: 'm1@1' })).toEqual(artifact);
    expect(store.find({ provider: 'registry', key: 'm1@2' })).toBeNull();
    expect(await read(store, artifact.id, 0)).toBe('weights');
  });

  it('stores equal bytes once, for all their origins, with the strongest comparison', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const bytes = Buffer.from('the same');
    await putArtifact(store, bytes, { verification: 'CRC32C' });
    await putArtifact(store, bytes, { origin: { provider: 'other', key: 'x' }, verification: 'MD5' });
    const again = await putArtifact(store, bytes, {
      origin: { provider: 'third', key: 'x' },
      verification: 'NONE',
    });

    expect(store.list()).toHaveLength(1);
    expect(store.find({ provider: 'other', key: 'x' })).toEqual(again);
    expect(again.verification).toBe('MD5');
    expect(await storedFiles(directory)).toEqual([again.id, `${again.id}.json`]);
  });

  it('keeps a file once that two archives bring at the same time, until neither is there any more', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const archives = await Promise.all([
      tarOf({ 'a.json': 'shared', 'b.json': 'own' }),
      tarOf({ 'c.json': 'shared' }),
    ]);

    const [one, other] = await Promise.all(
      archives.map((bytes, key) =>
        putArtifact(store, bytes, {
          packaging: 'archive',
          origin: { provider: 'runs', key: String(key) },
        }),
      ),
    );

    expect(store.sizeBytes).toBe('shared'.length + 'own'.length);
    await store.remove(one!.id);
    expect(await read(store, other!.id, 0)).toBe('shared');
    await store.remove(other!.id);
    expect([store.sizeBytes, await storedFiles(directory)]).toEqual([0, []]);
  });

  it('stores nothing of an archive that it refuses', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);

    const error = await rejectionOf(
      putArtifact(store, Buffer.from('PK\u0003\u0004'), { packaging: 'archive' }),
    );

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect(await storedFiles(directory)).toEqual(['data']);
  });

  it('removes an artifact, but not the files that another one holds', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const origin = { provider: 'runs', key: '1' };
    const first = await putArtifact(store, await tarOf({ 'a.json': 'shared', 'b.json': 'own' }), {
      packaging: 'archive',
      origin,
    });
    const second = await putArtifact(store, await tarOf({ 'c.json': 'shared' }), { packaging: 'archive' });

    expect(await store.remove(first.id)).toBe(true);

    expect(await store.remove(first.id)).toBe(false);
    expect([store.get(first.id), store.find(origin), await store.openFile(first.id, 0)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(await read(store, second.id, 0)).toBe('shared');
    expect(await storedFiles(directory)).toHaveLength(2);
  });

  it('removes stray blobs and temporary files at its start, but no object on its way in', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const { id } = await putArtifact(store, Buffer.from('weights'));
    await receiveBytes(store, Buffer.from('partial'), { provider: 'registry', key: 'other' });
    await writeFile(join(directory, 'artifacts', 'blobs', 'sha256', id.slice(0, 2), 'f'.repeat(64)), 'stray');
    await writeFile(join(directory, 'artifacts', 'manifests', `${id}.json.tmp`), '{');

    const restarted = await openStore(directory);

    expect(restarted.list()).toHaveLength(1);
    expect(await storedFiles(directory)).toEqual([id, `${id}.json`, 'data']);
  });

  it.each([
    ['is missing', (blob: string) => rm(blob)],
    [
      'has another size',
      async (blob: string) => {
        await chmod(blob, 0o600);
        await writeFile(blob, 'short');
      },
    ],
  ])('forgets an artifact whose file %s, so that it is fetched again', async (_what, damage) => {
    const directory = await temporaryFolder();
    const { id } = await putArtifact(await openStore(directory), Buffer.from('weights'));
    await damage(join(directory, 'artifacts', 'blobs', 'sha256', id.slice(0, 2), id));

    const store = await openStore(directory);

    expect(store.list()).toEqual([]);
    expect(await storedFiles(directory)).toEqual([]);
  });

  it('keeps its files from other users and from being changed', async () => {
    const directory = await temporaryFolder();
    const { id } = await putArtifact(await openStore(directory), Buffer.from('weights'));

    const blob = await stat(join(directory, 'artifacts', 'blobs', 'sha256', id.slice(0, 2), id));
    const folder = await stat(join(directory, 'artifacts'));

    expect([blob.mode & 0o777, folder.mode & 0o777]).toEqual([0o400, 0o700]);
  });
});
