import { describe, expect, it } from 'vitest';
import { createSpaceKeeper, type SpaceKeeper } from '../../../src/downloads/space.js';

const MIB = 2 ** 20;
const ROOM_FOR_ONE = { writeBytes: MIB, storeBytes: MIB };
const NOTHING = { writeBytes: 0, storeBytes: 0 };

function keeperOf(quotaBytes: number): SpaceKeeper {
  return createSpaceKeeper({
    freeBytes: async () => 1024 * MIB,
    artifacts: { sizeBytes: 0, shrinkTo: async () => {} },
    reserveBytes: 0,
    quotaBytes,
    recheckMs: 1,
  });
}

describe('a claim of room', () => {
  it('counts once what is asked for again while the first asking is looked into', async () => {
    const keeper = keeperOf(2 * MIB);
    const claim = await keeper.claim(NOTHING);

    await Promise.all([claim.resize(ROOM_FOR_ONE), claim.resize(ROOM_FOR_ONE), claim.resize(ROOM_FOR_ONE)]);

    await expect(keeper.claim(ROOM_FOR_ONE)).resolves.toBeDefined();
    await expect(keeper.claim(ROOM_FOR_ONE)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  });

  it('stays as it was when there is no room for more', async () => {
    const keeper = keeperOf(2 * MIB);
    const claim = await keeper.claim(ROOM_FOR_ONE);

    await expect(claim.resize({ writeBytes: 0, storeBytes: 3 * MIB })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
    });

    await expect(keeper.claim(ROOM_FOR_ONE)).resolves.toBeDefined();
  });

  it('holds nothing once it is released, whatever was still asked for', async () => {
    const keeper = keeperOf(MIB);
    const claim = await keeper.claim(NOTHING);

    const resized = claim.resize(ROOM_FOR_ONE);
    claim.release();
    await resized;

    await expect(keeper.claim(ROOM_FOR_ONE)).resolves.toBeDefined();
  });
});
