import { expect, it } from 'vitest';
import { keepLookingUntil, spread } from '../helpers/chaos/load.js';
import { formatMs } from '../helpers/chaos/report.js';
import { startTestCluster } from '../helpers/cluster.js';
import { crateOf, modelIdOf, startDownloadOf } from '../helpers/cluster-downloads.js';
import { sha256Of } from '../helpers/downloads.js';
import { expectNeverBack, followPatiently } from '../helpers/patient-watcher.js';
import { isWithoutRedis } from '../helpers/redis.js';
import { startSandboxProgram } from '../helpers/process.js';
import { configureProviders } from '../helpers/provider-file.js';
import { HOUSE_KEYS, openWeightsHouse } from '../helpers/weights-house.js';

/** Callers that ask all the time. */
const CALLERS = 6;
/** Much longer than the balancer needs to see that a replica leaves. */
const DRAIN_SECONDS = 3;
/** How many run all the time. */
const DOWNLOADS = 4;
const MIB = 2 ** 20;
const SETTINGS = {
  concurrency: DOWNLOADS,
  concurrencyPerProvider: DOWNLOADS,
  connectionsPerDownload: 1,
  spaceReserveMiB: 0,
};
/** So that none of them ends before the last replica has been restarted. */
const BYTES_PER_SECOND = MIB / 4;

it.skipIf(isWithoutRedis('the rolling restart'))(
  'a restart of all replicas, one after another, costs no query that comes through the balancer, and no download',
  async () => {
    const crates = Array.from({ length: DOWNLOADS }, (_, index) =>
      crateOf(`weights-${index}`, 40 * MIB, BYTES_PER_SECOND),
    );
    const house = await openWeightsHouse(crates);
    const cluster = await startTestCluster({
      ...configureProviders(await startSandboxProgram(), {
        furtherProviders: house.providers,
        sections: { downloads: SETTINGS },
      }),
      ...HOUSE_KEYS,
      MODELGATE_DRAIN_SECONDS: String(DRAIN_SECONDS),
    });
    const ids: string[] = [];
    for (const crate of crates)
      ids.push(await startDownloadOf(cluster.url, await modelIdOf(cluster.url, house, crate)));
    const following = ids.map((id) => followPatiently(cluster.url, id));
    for (const crate of crates) await expect.poll(() => house.hostOf(crate).sentBytes).toBeGreaterThan(0);
    const looking = keepLookingUntil(cluster.url, CALLERS);

    for (const replica of cluster.replicas) {
      await replica.end('SIGTERM');
      expect(await replica.program.exit).toBe(0);
      await replica.start();
    }
    const sights = await looking.end();
    const transfers = () => crates.map((crate) => house.hostOf(crate).openResponses);
    await expect.poll(transfers).toEqual(crates.map(() => 1));
    for (const crate of crates) house.hostOf(crate).bytesPerSecond = null;
    const told = await Promise.all(following);

    const { p50, max } = spread(sights.map(({ elapsedMs }) => elapsedMs));
    process.stderr.write(
      `rolling restart: ${sights.length} lists, p50 ${formatMs(p50)}, max ${formatMs(max)}\n`,
    );
    expect(sights.length).toBeGreaterThan(100);
    for (const { status, errors, unavailable } of sights)
      expect({ status, errors, unavailable }).toEqual({ status: 200, errors: [], unavailable: {} });
    for (const [index, records] of told.entries()) {
      expectNeverBack(records);
      expect(records.at(-1)).toMatchObject({
        state: 'COMPLETED',
        progress: { epoch: 0 },
        artifact: { digest: `sha256:${sha256Of(crates[index]!.bytes)}` },
      });
    }
  },
);
