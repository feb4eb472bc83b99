import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '../../src/sandbox/catalog/random.js';
import { startTestCluster, type TestCluster } from '../helpers/cluster.js';
import { isWithoutRedis } from '../helpers/redis.js';
import { askPatiently, crateOf, modelIdOf, startDownloadOf } from '../helpers/cluster-downloads.js';
import { fetchBytes, sha256Of } from '../helpers/downloads.js';
import { expectNeverBack, followPatiently, type ToldRecord } from '../helpers/patient-watcher.js';
import { expectNothingElse } from '../helpers/stored-artifacts.js';
import { openWeightsHouse, type HousedWeights } from '../helpers/weights-house.js';

/** How many downloads go through it. */
const DOWNLOADS = Number(process.env['CLUSTER_DOWNLOADS'] ?? 30);
const SEED = Number(process.env['CLUSTER_SEED'] ?? Date.now() % 2 ** 31);
const KIB = 2 ** 10;
/** How long all replicas live between two kills. */
const KILL_EVERY_MS = 3_000;
/** The kill at which Redis dies, too. */
const REDIS_DIES_AT = 2;
const SETTINGS = {
  concurrency: 4,
  concurrencyPerProvider: 4,
  connectionsPerDownload: 2,
  spaceReserveMiB: 0,
  progressPerSecond: 20,
};

/** Kills a replica again and again, and Redis once, and brings back what was killed, until it is told to stop. */
function keepKilling({ replicas, redis }: TestCluster): { stop(): Promise<number> } {
  const random = createRandom(String(SEED));
  const ending = new AbortController();
  let kills = 0;
  const killing = (async () => {
    while (!ending.signal.aborted) {
      await sleep(KILL_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) break;
      kills += 1;
      const replica = random.pick(replicas);
      await replica.end('SIGKILL');
      if (kills === REDIS_DIES_AT) {
        await redis.stop();
        await redis.start();
      }
      await replica.start();
    }
  })();
  return {
    stop: async () => {
      ending.abort();
      await killing;
      return kills;
    },
  };
}

async function expectRightBytes(
  { name, bytes }: HousedWeights,
  { state, error, artifact }: ToldRecord,
): Promise<void> {
  expect({ name, state, error }).toEqual({ name, state: 'COMPLETED', error: null });
  expect(artifact!.digest).toBe(`sha256:${sha256Of(bytes)}`);
  expect(artifact!.files.map(({ sha256 }) => sha256)).toEqual([sha256Of(bytes)]);
  expect(sha256Of(await fetchBytes(artifact!.files[0]!.url))).toBe(sha256Of(bytes));
}

it.skipIf(isWithoutRedis('downloads of a cluster that is killed'))(
  'completes every download once and with the right bytes while replicas are killed and Redis restarts',
  async () => {
    process.stderr.write(`CLUSTER_SEED=${SEED}\n`);
    const random = createRandom(`sizes ${SEED}`);
    const crates = Array.from({ length: DOWNLOADS }, (_, index) =>
      crateOf(`weights-${SEED}-${index}`, random.integer(1, 2_000) * KIB, random.integer(200, 800) * KIB),
    );
    const house = await openWeightsHouse(crates);
    const cluster = await startTestCluster(house.configure(SETTINGS));
    const startedMs = performance.now();
    const ids: string[] = [];
    for (const crate of crates)
      ids.push(await startDownloadOf(cluster.url, await modelIdOf(cluster.url, house, crate)));

    const killing = keepKilling(cluster);
    const told = await Promise.all(ids.map((id) => followPatiently(cluster.url, id)));
    const tookSeconds = (performance.now() - startedMs) / 1_000;
    const kills = await killing.stop();

    const usefulBytes = crates.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const again = ((house.sentBytes / usefulBytes - 1) * 100).toFixed(1);
    process.stderr.write(
      `${DOWNLOADS} downloads, ${kills} kills, ${tookSeconds.toFixed(0)} s, ${again} % of the bytes sent again\n`,
    );
    for (const records of told) expectNeverBack(records);
    for (const [index, crate] of crates.entries()) await expectRightBytes(crate, told[index]!.at(-1)!);
    await expectNothingElse(
      cluster.dataDirectory,
      told.map((records) => records.at(-1)!.artifact!),
    );
    for (const { program } of cluster.replicas) {
      const { downloads } = await askPatiently<{
        downloads: { nodes: readonly { id: string; state: string }[] };
      }>(program.url, '{ downloads(first: 100) { nodes { id state } } }');
      expect(new Set(downloads.nodes.map(({ state }) => state))).toEqual(new Set(['COMPLETED']));
    }
    expect(kills).toBeGreaterThan(0);
  },
  60_000 + DOWNLOADS * 5_000,
);
