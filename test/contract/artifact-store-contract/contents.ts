import { expect, it } from 'vitest';
import { putArtifact, readArtifact, receiveBytes, verifiedObject } from '../../helpers/artifacts.js';
import { digestOf } from '../../helpers/download-rig.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { tarOf } from '../../helpers/tar.js';
import type { StorePlace } from '../artifact-store-contract.js';

const never = new AbortController().signal;
const origin = { provider: 'registry', key: 'm1@1' };
const originOf = (key: string) => ({ provider: 'registry', key });

/** How a store takes objects in, and what it then has. */
export function describeContents(makePlace: () => Promise<StorePlace>, sharesFiles: boolean): void {
  const openOne = async () => (await makePlace()).open();

  it('keeps an object under its SHA-256, with one labelled file', async () => {
    const store = await openOne();
    const bytes = Buffer.from('weights');

    const artifact = await putArtifact(store, bytes, {
      fileName: '../../best model.ONNX',
      verification: 'MD5',
    });

    const sha256 = digestOf('sha256', bytes);
    expect(artifact).toMatchObject({ id: sha256, sizeBytes: 7, verification: 'MD5' });
    expect(artifact.files).toEqual([
      { index: 0, path: 'best model.ONNX', sizeBytes: 7, sha256, role: 'WEIGHTS' },
    ]);
    expect(await readArtifact(store, artifact.id)).toBe('weights');
    expect(store.list()).toMatchObject([{ id: artifact.id }]);
    expect(await store.ingests.list()).toEqual([]);
  });

  it.each([0, 1, 20_000_000])('keeps an object of %d bytes, which can be read in parts', async (length) => {
    const store = await openOne();
    const bytes = Buffer.alloc(length, 'abcdefghijklm');
    const { id } = await putArtifact(store, bytes);

    const opened = (await store.openFile(id, 0))!;

    expect((await opened.read(0, length)).equals(bytes)).toBe(true);
    const [start, end] = [Math.floor(length / 2), length - 1];
    expect((await opened.read(start, 2 ** 25)).equals(bytes.subarray(start))).toBe(true);
    const chunks = length === 0 ? [] : await (await opened.stream({ start, end })).toArray();
    expect(Buffer.concat(chunks).equals(bytes.subarray(start))).toBe(true);
    await opened.close();
    expect((await store.verify(id, never))?.damagedFiles).toEqual([]);
  });

  it('still knows artifacts and their origins after a restart', async () => {
    const place = await makePlace();
    const artifact = await putArtifact(await place.open(), Buffer.from('weights'));

    const store = await place.open();

    expect(store.find(origin)).toMatchObject({ ...artifact, lastUsedAt: expect.any(Date) });
    expect(store.find(originOf('m1@2'))).toBeNull();
    expect(await readArtifact(store, artifact.id)).toBe('weights');
  });

  it('keeps equal bytes once, for all their origins, with the strongest comparison', async () => {
    const store = await openOne();
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
    expect(store.sizeBytes).toBe(bytes.length);
  });

  it('finds equal bytes once even if they arrive at the same time', async () => {
    const store = await openOne();
    const keys = [...Array(8).keys()].map((key) => originOf(String(key)));

    await Promise.all(keys.map((each) => putArtifact(store, Buffer.from('the same'), { origin: each })));

    expect(store.list()).toHaveLength(1);
    for (const each of keys) expect(store.find(each)).toEqual(store.list()[0]);
  });

  it.each([
    ['model_full', 'model_adapter'],
    ['model_full', 'adapter'],
  ])('unpacks an archive with %s and %s and tells what each file is', async (full, adapter) => {
    const store = await openOne();
    const archive = await tarOf({
      [`${full}/model.safetensors`]: 'full',
      [`${adapter}/adapter_model.safetensors`]: 'small',
      'run_config.json': '{}',
      'README.md': 'hello',
    });

    const artifact = await putArtifact(store, archive, { packaging: 'archive' });

    expect(artifact.id).toBe(digestOf('sha256', archive));
    expect(artifact.files.map(({ path, role }) => [path, role])).toEqual([
      [`${full}/model.safetensors`, 'WEIGHTS'],
      [`${adapter}/adapter_model.safetensors`, 'ADAPTER'],
      ['run_config.json', 'CONFIG'],
      ['README.md', 'OTHER'],
    ]);
    expect(await readArtifact(store, artifact.id, 1)).toBe('small');
  });

  it('keeps what two archives share, until neither is there any more', async () => {
    const store = await openOne();
    const archives = await Promise.all([
      tarOf({ 'a.json': 'shared', 'b.json': 'own' }),
      tarOf({ 'c.json': 'shared' }),
    ]);
    const [one, other] = await Promise.all(
      archives.map((bytes, key) =>
        putArtifact(store, bytes, { packaging: 'archive', origin: originOf(String(key)) }),
      ),
    );

    expect(store.sizeBytes).toBe('shared'.length * (sharesFiles ? 1 : 2) + 'own'.length);
    await store.remove(one!.id);
    expect(await readArtifact(store, other!.id)).toBe('shared');
    await store.remove(other!.id);
    expect(store.sizeBytes).toBe(0);
  });

  it('keeps nothing of an archive that it refuses', async () => {
    const store = await openOne();

    const error = await rejectionOf(
      putArtifact(store, Buffer.from('PK\u0003\u0004'), { packaging: 'archive' }),
    );

    expect(error.code).toBe('ARCHIVE_INVALID');
    expect([store.list(), store.sizeBytes]).toEqual([[], 0]);
  });

  it('has no file beyond the last one, and none of what it does not have', async () => {
    const store = await openOne();
    const { id } = await putArtifact(store, Buffer.from('weights'));

    expect([await store.openFile(id, 1), await store.openFile('0'.repeat(64), 0)]).toEqual([null, null]);
  });

  it('keeps what was received when the commit is no longer wanted', async () => {
    const store = await openOne();
    const bytes = Buffer.from('weights');
    const directory = await receiveBytes(store, bytes, origin);
    const object = verifiedObject(bytes, { origin });
    const lost = new Error('another one has taken over');

    const mayCommit = () => Promise.reject(lost);
    const commit = store.commit(directory, object, { signal: never, unpacking: null, mayCommit });

    expect((await rejectionOf(commit)).cause).toBe(lost);
    expect([store.list(), (await store.ingests.list()).length]).toEqual([[], 1]);
    await store.commit(directory, object, { signal: never, unpacking: null });
    expect(store.find(origin)).not.toBeNull();
  });
}
