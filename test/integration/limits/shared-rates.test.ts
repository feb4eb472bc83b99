import { describe, expect, it, onTestFinished } from 'vitest';
import { createRateLimit } from '../../../src/limits/rate-limit.js';
import { RedisLink } from '../../../src/redis/link.js';
import { isWithoutRedis, redisConfigOf, startRedis, type TestRedis } from '../../helpers/redis.js';
import { silentLog } from '../../helpers/sandbox.js';

async function openReplica(url: string) {
  const link = new RedisLink(redisConfigOf({ url }), silentLog);
  onTestFinished(() => link.close());
  await link.connect();
  return createRateLimit({ perMinute: 5, redis: { link, prefix: 'test:rate' } });
}

describe.skipIf(isWithoutRedis('rates that replicas share'))('replicas with a Redis', () => {
  it('count the operations of a caller together', async () => {
    const { url } = await startRedis();
    const [one, other] = await Promise.all([openReplica(url), openReplica(url)]);

    for (let count = 0; count < 5; count += 1) await (count % 2 === 0 ? one : other).take('ada');

    expect(await one.take('ada')).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(await other.take('ada')).toMatchObject({ isAllowed: false });
    expect(await other.take('ben')).toMatchObject({ isAllowed: true, remaining: 4 });
  });

  it.each([
    ['dies', (redis: TestRedis) => redis.stop()],
    ['is frozen', async (redis: TestRedis) => redis.freeze()],
  ])('count on alone when it %s, after one short wait at most', async (_how, takeAway) => {
    const redis = await startRedis();
    const replica = await openReplica(redis.url);
    await replica.take('ada');
    await takeAway(redis);

    const startedMs = performance.now();
    const verdicts = [];
    for (let count = 0; count < 6; count += 1) verdicts.push(await replica.take('ada'));

    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, true, true, false]);
    // One wait of 300 ms at most; the rest is for a busy machine.
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });
});
