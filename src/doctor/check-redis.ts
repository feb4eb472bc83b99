import type { GatewayConfig } from '../config/schema.js';
import { askOnce } from '../redis/ask-once.js';
import { messageOf } from '../redis/link.js';
import { fine, type Finding } from './finding.js';

/** Whether the Redis that replicas share answers. */
export async function checkRedis({ redisUrl }: GatewayConfig): Promise<readonly Finding[]> {
  if (redisUrl === null) return [fine('redis', 'None is configured: this gateway works alone.')];
  const { host } = new URL(redisUrl.open());
  try {
    const tookMs = await askOnce(redisUrl.open());
    return [fine('redis', `${host} answers in ${tookMs.toFixed(1)} ms.`)];
  } catch (error) {
    return [
      {
        subject: 'redis',
        name: null,
        verdict: 'broken',
        message: `${host} does not answer (${messageOf(error)}). Replicas do not share their caches and events.`,
        fix: 'Check that it runs and that REDIS_URL has its address, its password and, for TLS, rediss://.',
      },
    ];
  }
}
