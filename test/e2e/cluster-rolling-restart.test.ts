import { expect, it } from 'vitest';
import { keepLookingUntil, spread } from '../helpers/chaos/load.js';
import { formatMs } from '../helpers/chaos/report.js';
import { startTestCluster } from '../helpers/cluster.js';
import { isWithoutRedis } from '../helpers/redis.js';
import { startSandboxProgram } from '../helpers/process.js';
import { configureProviders } from '../helpers/provider-file.js';

/** Callers that ask all the time. */
const CALLERS = 6;
/** Much longer than the balancer needs to see that a replica leaves. */
const DRAIN_SECONDS = 3;

it.skipIf(isWithoutRedis('the rolling restart'))(
  'a restart of all replicas, one after another, costs no query that comes through the balancer',
  async () => {
    const cluster = await startTestCluster({
      ...configureProviders(await startSandboxProgram()),
      MODELGATE_DRAIN_SECONDS: String(DRAIN_SECONDS),
    });
    const looking = keepLookingUntil(cluster.url, CALLERS);

    for (const replica of cluster.replicas) {
      await replica.end('SIGTERM');
      expect(await replica.program.exit).toBe(0);
      await replica.start();
    }
    const sights = await looking.end();

    const { p50, max } = spread(sights.map(({ elapsedMs }) => elapsedMs));
    process.stderr.write(
      `rolling restart: ${sights.length} lists, p50 ${formatMs(p50)}, max ${formatMs(max)}\n`,
    );
    expect(sights.length).toBeGreaterThan(100);
    for (const sight of sights) expect(sight).toMatchObject({ status: 200, errors: [], unavailable: {} });
  },
);
