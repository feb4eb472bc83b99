import { expect, it } from 'vitest';
import { putArtifact, readArtifact } from '../../helpers/artifacts.js';
import type { StorePlace } from '../artifact-store-contract.js';

const never = new AbortController().signal;
const origin = { provider: 'registry', key: 'm1@1' };
const originOf = (key: string) => ({ provider: 'registry', key });

/** What two processes over one place see of each other. */
export function describeTwoProcesses(makePlace: () => Promise<StorePlace>): void {
  async function openTwo() {
    const place = await makePlace();
    return [await place.open(), await place.open()] as const;
  }

  it('learn by origin and by id of what the other has stored, pinned and removed', async () => {
    const [one, other] = await openTwo();
    const { id } = await putArtifact(one, Buffer.from('weights'));

    expect(await other.lookUp(origin)).toMatchObject({ id });
    await one.setPinned(id, true);
    expect((await other.refresh(id))?.pinned).toBe(true);
    expect(other.get(id)?.pinned).toBe(true);
    await one.remove(id);
    expect(await other.refresh(id)).toBeNull();
    expect([other.find(origin), other.sizeBytes]).toEqual([null, 0]);
  });

  it('read what the other has stored without being told', async () => {
    const [one, other] = await openTwo();
    const { id } = await putArtifact(one, Buffer.from('weights'));

    expect(await readArtifact(other, id)).toBe('weights');
  });

  it('change what the other has changed, and lose neither change', async () => {
    const [one, other] = await openTwo();
    const { id } = await putArtifact(one, Buffer.from('weights'));
    await other.refresh(id);
    await one.setPinned(id, true);

    await other.addOrigin(id, originOf('second'));

    expect(other.get(id)?.pinned).toBe(true);
    expect((await one.refresh(id))?.origins).toHaveLength(2);
    expect(one.find(originOf('second'))).toMatchObject({ id });
  });

  it('remove what the other has stored, and not what it has pinned', async () => {
    const [one, other] = await openTwo();
    const [first, second] = [
      await putArtifact(one, Buffer.from('first'), { origin: originOf('1') }),
      await putArtifact(one, Buffer.from('second'), { origin: originOf('2') }),
    ];
    expect(await other.lookUp(originOf('1'))).not.toBeNull();
    await one.setPinned(second.id, true);

    await other.shrinkTo(0);

    expect([await one.refresh(first.id), (await one.refresh(second.id))?.id]).toEqual([null, second.id]);
  });

  it('store equal bytes at the same time, and both have them', async () => {
    const [one, other] = await openTwo();
    const bytes = Buffer.from('the same');

    const [first] = await Promise.all(
      [one, other].map((store, key) => putArtifact(store, bytes, { origin: originOf(String(key)) })),
    );

    for (const store of [one, other]) {
      expect(await readArtifact(store, first!.id)).toBe('the same');
      expect((await store.verify(first!.id, never))?.damagedFiles).toEqual([]);
    }
  });
}
