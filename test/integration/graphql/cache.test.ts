import { describe, expect, it } from 'vitest';
import { dataOf, sandboxProviders, useGateway, startGateway } from '../../helpers/gateway.js';
import { isWithoutRedis, redisConfigOf, startRedis } from '../../helpers/redis.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { cacheSchema } from '../../../src/config/cache-schema.js';

const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
// Longer than this file takes: then one call is all that a page may cost.
const LONG = cacheSchema.parse({ listTtlMs: 600_000, itemTtlMs: 600_000, stateTtlMs: 600_000 });
const gateway = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: {
    cache: LONG,
    federation: { providerDeadlineMs: 10_000, maxPageSize: 100, maxDrain: 1_000, snapshotTtlMs: 600_000 },
  },
}));

const PAGE =
  '{ models(first: 20) { nodes { ref name } unavailable { code } } runs(first: 20) { nodes { ref status } } }';

describe('a page that 50 clients poll', () => {
  it('costs each provider each call once', async () => {
    const answers = [];
    for (let poll = 0; poll < 4; poll += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 50 }, () => gateway().askText(PAGE)))));
    }

    expect(new Set(answers.map((answer) => JSON.stringify(dataOf(answer)))).size).toBe(1);
    expect(dataOf(answers[0]!)['models'].unavailable).toEqual([]);
    for (const { requests } of Object.values(sandbox().servers)) {
      const reads = requests.filter(({ method }) => method === 'GET').map(({ target }) => target);
      expect(reads).toEqual([...new Set(reads)]);
    }
  });
});

describe.skipIf(isWithoutRedis('a Redis that goes away'))('a gateway whose Redis is away', () => {
  it('answers, and says that it is degraded until Redis is back', async () => {
    const redis = await startRedis();
    const replica = await startGateway({
      providers: sandboxProviders(sandbox()),
      config: { redis: redisConfigOf(redis) },
    });
    const readiness = async () => {
      const response = await fetch(`${replica.origin}/ready`);
      return [response.status, await response.json()];
    };
    try {
      expect(await readiness()).toEqual([200, { status: 'ready' }]);
      redis.freeze();
      expect(dataOf(await replica.askText(PAGE))['models'].unavailable).toEqual([]);
      expect(await readiness()).toEqual([200, { status: 'degraded' }]);
      redis.thaw();
      await expect.poll(readiness, { timeout: 10_000 }).toEqual([200, { status: 'ready' }]);
    } finally {
      await replica.close();
    }
  });
});
