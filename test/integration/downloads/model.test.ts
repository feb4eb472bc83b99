import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createTransferEngine } from '../../../src/downloads/engine/engine.js';
import { commands, finish } from '../../helpers/download-commands.js';
import { expectModel, keyOf, NAMES, type DownloadModel } from '../../helpers/download-model.js';
import { DownloadWorld, startHosts, type WantedName } from '../../helpers/download-world.js';
import { SMALL_TUNING } from '../../helpers/engine-rig.js';

/** Sequences of commands that are tried. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 10);
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);

const engine = createTransferEngine({ bytesPerSecond: null, tuning: SMALL_TUNING });
afterAll(() => engine.close());

/** Nothing is wrong any more, and nobody holds anything back. */
async function settle(model: DownloadModel, world: DownloadWorld): Promise<void> {
  world.behave(null);
  for (const name of NAMES) {
    const known = model.newest.get(keyOf(name));
    if (known?.state !== 'paused') continue;
    await world.rig.manager.resume(known.id);
    model.newest.set(keyOf(name), { ...known, state: 'moving' });
  }
  for (const name of NAMES) await finish(model, world, name);
  await expectModel(model, world);
}

async function expectTidy(model: DownloadModel, world: DownloadWorld): Promise<void> {
  const { manager, artifacts } = world.rig;
  const isCompleted = (name: WantedName): boolean =>
    manager.get(model.newest.get(keyOf(name))?.id ?? '')?.state === 'COMPLETED';
  const completed = NAMES.filter(isCompleted);
  const leftovers = await world.rig.leftovers();
  expect(completed.filter((name) => leftovers.includes(world.ingestOf(name)))).toEqual([]);
  // Every file once, and none that belongs to nothing.
  const files = artifacts.list().flatMap((artifact) => artifact.files.map(({ sha256 }) => sha256));
  expect((await world.blobs()).toSorted()).toEqual([...new Set(files)].toSorted());
}

describe('a download manager, whatever is asked of it in whatever order', () => {
  it(
    'keeps to its states, tells each end once, never counts back, leaves nothing and stores the right bytes',
    async () => {
      process.stderr.write(`MODEL_SEED=${SEED}\n`);
      const hosts = await startHosts();
      const property = fc.asyncProperty(commands(), async (sequence) => {
        const world = await DownloadWorld.open(hosts, engine);
        const model: DownloadModel = { newest: new Map(), isFaulty: false };
        try {
          await fc.asyncModelRun(() => ({ model, real: world }), sequence);
          await settle(model, world);
          await expectTidy(model, world);
        } finally {
          await world.close();
        }
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 100 });
    },
    30_000 + RUNS * 10_000,
  );
});
