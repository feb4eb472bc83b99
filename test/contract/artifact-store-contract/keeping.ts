import { expect, it } from 'vitest';
import { putArtifact } from '../../helpers/artifacts.js';
import { rejectionOf } from '../../helpers/rejection.js';
import type { StorePlace } from '../artifact-store-contract.js';

const never = new AbortController().signal;
const origin = { provider: 'registry', key: 'm1@1' };
const originOf = (key: string) => ({ provider: 'registry', key });

/** How a store keeps what it has, and lets go of it. */
export function describeKeeping(makePlace: () => Promise<StorePlace>): void {
  const openOne = async () => (await makePlace()).open();

  it('removes an artifact once, and nothing of it is there then', async () => {
    const place = await makePlace();
    const store = await place.open();
    const { id } = await putArtifact(store, Buffer.from('weights'));

    expect([await store.remove(id), await store.remove(id)]).toEqual([true, false]);

    expect([store.get(id), store.find(origin), await store.openFile(id, 0)]).toEqual([null, null, null]);
    expect((await place.open()).list()).toEqual([]);
  });

  it('refuses to delete one that is being read, until nobody reads it', async () => {
    const store = await openOne();
    const { id } = await putArtifact(store, Buffer.from('weights'));
    const opened = await store.openFile(id, 0);

    expect(await rejectionOf(store.remove(id))).toMatchObject({ code: 'CONFLICT', retryable: true });
    await store.shrinkTo(0);
    expect(store.get(id)).not.toBeNull();
    await opened!.close();

    expect(await store.remove(id)).toBe(true);
  });

  it('makes room of what was not used for longest and is not pinned', async () => {
    const store = await openOne();
    const put = (key: string) => putArtifact(store, Buffer.from(key), { origin: originOf(key) });
    const [old, pinned, used] = [await put('one'), await put('two'), await put('six')];
    await store.setPinned(pinned.id, true);
    store.touch(used.id);

    await store.shrinkTo(6);

    expect([store.get(old.id), store.list().length]).toEqual([null, 2]);
    await store.shrinkTo(0);
    expect(store.list().map(({ id }) => id)).toEqual([pinned.id]);
  });

  it('finds a damaged file by reading it again, and takes the artifact out', async () => {
    const place = await makePlace();
    const store = await place.open();
    const sound = await putArtifact(store, Buffer.from('sound'), { origin: originOf('a') });
    const { id } = await putArtifact(store, Buffer.from('weights'));
    await place.damage(id);

    expect((await store.verify(sound.id, never))?.damagedFiles).toEqual([]);
    expect((await store.verify(id, never))?.damagedFiles).toMatchObject([{ sha256: id }]);
    expect([store.get(id), store.find(origin)]).toEqual([null, null]);
    expect(await store.verify(id, never)).toBeNull();
    expect((await place.open()).list()).toHaveLength(1);
  });

  it('stops reading when nobody waits for the check any more', async () => {
    const store = await openOne();
    const { id } = await putArtifact(store, Buffer.from('weights'));
    const controller = new AbortController();
    const check = store.verify(id, controller.signal);
    controller.abort(new Error('enough'));

    await expect(check).rejects.toThrow('enough');
    expect((await store.verify(id, never))?.damagedFiles).toEqual([]);
  });

  it('remembers what is pinned over a restart', async () => {
    const place = await makePlace();
    const store = await place.open();
    const { id } = await putArtifact(store, Buffer.from('weights'));
    await store.setPinned(id, true);

    expect((await place.open()).get(id)?.pinned).toBe(true);
  });
}
