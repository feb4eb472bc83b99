import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, storedFiles } from '../../helpers/artifacts.js';
import { COMPILED } from '../../helpers/compiled.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { startProgram, type RunningProgram } from '../../helpers/process.js';

/** How often one of three replicas is killed. */
const KILLS = Number(process.env['STORE_KILLS'] ?? 4);
const never = new AbortController().signal;

describe('replicas that share a folder and are killed', () => {
  it(
    'leave a store in which every artifact is intact and no file belongs to none',
    { timeout: 60_000 + KILLS * 10_000 },
    async () => {
      const directory = await temporaryFolder();
      const replicas = [1, 2, 3].map(() => startReplica(directory));
      for (let kill = 0; kill < KILLS; kill += 1) {
        const victim = randomInt(replicas.length);
        await untilSteps(replicas[victim]!, randomInt(1, 60));
        replicas[victim]!.kill('SIGKILL');
        expect(await replicas[victim]!.exit).toBe('SIGKILL');
        replicas[victim] = startReplica(directory);
      }
      for (const replica of replicas) await untilSteps(replica, 60);
      for (const replica of replicas) replica.kill('SIGTERM');
      const exits = await Promise.all(replicas.map(async ({ exit, stderr }) => [await exit, stderr()]));
      expect(exits).toEqual([
        [0, ''],
        [0, ''],
        [0, ''],
      ]);

      const store = await openStore(directory);
      const artifacts = store.list();
      for (const { id } of artifacts) expect((await store.verify(id, never))?.damagedFiles).toEqual([]);
      const files = new Map(
        artifacts.flatMap((artifact) => artifact.files).map((file) => [file.sha256, file]),
      );
      const names = [...files.keys(), ...artifacts.map(({ id }) => `${id}.json`)];
      const left = await storedFiles(directory);
      expect(left.filter((name) => /^[0-9a-f]{64}/u.test(name))).toEqual(names.toSorted());
      expect(await readdir(join(directory, 'artifacts', 'claims'))).toEqual([]);
      expect(store.sizeBytes).toBe([...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    },
  );
});

function startReplica(directory: string): RunningProgram {
  const program = new URL('test/helpers/store-process.js', COMPILED).pathname;
  return startProgram(process.execPath, [program, directory]);
}

async function untilSteps(replica: RunningProgram, steps: number): Promise<void> {
  await replica.prints(new RegExp(`^(step\\n){${steps}}`, 'u'));
}
