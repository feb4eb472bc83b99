import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, putArtifact, receiveBytes, storedFiles } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';

describe('the artifact store of a folder', () => {
  it('has nothing half-done left as soon as an object is committed', async () => {
    const directory = await temporaryFolder();
    await putArtifact(await openStore(directory), Buffer.from('x'));

    expect(await readdir(join(directory, 'artifacts', 'ingest'))).toEqual([]);
  });

  it('has one file for equal bytes, however many origins they have', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const { id } = await putArtifact(store, Buffer.from('the same'));
    await putArtifact(store, Buffer.from('the same'), { origin: { provider: 'other', key: 'x' } });

    expect(await storedFiles(directory)).toEqual([id, `${id}.json`]);
  });

  it('has one file for what two archives bring at the same time, until neither is there any more', async () => {
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

    const { sha256 } = other!.files[0]!;
    expect((await storedFiles(directory)).filter((name) => name === sha256)).toHaveLength(1);
    await store.remove(one!.id);
    expect(await storedFiles(directory)).toEqual([sha256, `${other!.id}.json`].toSorted());
    await store.remove(other!.id);
    expect(await storedFiles(directory)).toEqual([]);
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

  it('forgets at its start who worked on an object that is stored, once he is gone', async () => {
    const directory = await temporaryFolder();
    const store = await openStore(directory);
    const id = store.ingests.idOf({ provider: 'registry', key: 'm1@1' });
    await store.ingests.claim(id, new AbortController().signal);
    const claims = join(directory, 'artifacts', 'claims');

    await openStore(directory);
    expect(await readdir(claims)).toEqual([id]);

    await store.close();
    await openStore(directory);
    expect(await readdir(claims)).toEqual([]);
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
