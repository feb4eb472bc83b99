import { onTestFinished } from 'vitest';
import { createRedisStore } from '../../src/cache/redis-store.js';
import type { CacheOutcome } from '../../src/cache/types.js';
import { createRedisPubSub } from '../../src/pubsub/redis.js';
import { createCallLeases } from '../../src/replicas/call-leases.js';
import { captureLog } from './capture-log.js';
import { openLink, type TestRedis } from './redis.js';
import { openCached, TIMES, type Answering } from './upstream-cache.js';

/** A client of the provider `p` behind the cache of one replica. */
export async function openCacheReplica(redis: TestRedis, answering: Answering) {
  const link = await openLink(redis);
  const { log } = captureLog();
  const pubSub = createRedisPubSub({ link, prefix: 'test:', log });
  onTestFinished(() => pubSub.close());
  const outcomes: CacheOutcome[] = [];
  const cached = openCached(answering, {
    key: Buffer.alloc(32),
    // Their Redis has a clock of its own: what is missing must not be forgotten before the others have read it.
    timesOf: () => ({ ...TIMES, missingTtlMs: 1_000 }),
    shared: createRedisStore({ link, leases: createCallLeases({ link, pubSub, log }), prefix: 'test:', log }),
    observe: (_provider, _kind, outcome) => outcomes.push(outcome),
  });
  return { ...cached, link, outcomes };
}
