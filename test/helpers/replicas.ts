import { onTestFinished } from 'vitest';
import type { Replicas } from '../../src/http/replicas.js';
import { createRedisPubSub } from '../../src/pubsub/redis.js';
import type { RedisLink } from '../../src/redis/link.js';
import { joinProviderReplicas } from '../../src/replicas/provider-replicas.js';
import { captureLog } from './capture-log.js';
import { openLink, type TestRedis } from './redis.js';

/** How a replica reaches the others. */
export async function joinReplicas(redis: TestRedis): Promise<Replicas & { readonly link: RedisLink }> {
  const link = await openLink(redis);
  const pubSub = createRedisPubSub({ link, prefix: link.prefix, log: captureLog().log });
  onTestFinished(() => pubSub.close());
  return { link, ...(await joinProviderReplicas({ link, pubSub, key: Buffer.alloc(32) })) };
}
