import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisConfig } from '../config/redis-schema.js';
import { createLogger } from '../observability/logger.js';
import { createRedisPubSub } from '../pubsub/redis.js';
import { RedisLink } from '../redis/link.js';
import { openKeyExchange } from './key-exchange.js';

/** How long a person waits for Redis, in milliseconds, and how often it is tried meanwhile. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 100;

/** What a command needs to take part in the exchange of keys for a moment. */
export interface KeyDesk {
  /** Exchanges the keys of the file with those of replicas; false when Redis did not answer in time. */
  exchange(): Promise<boolean>;
  close(): Promise<void>;
}

/** Connects, as a replica with this key file would. */
export async function openKeyDesk(path: string, redis: RedisConfig): Promise<KeyDesk> {
  const log = createLogger('silent', (line) => line);
  const link = new RedisLink(redis, log);
  await link.connect();
  const pubSub = createRedisPubSub({ link, prefix: link.prefix, log });
  const keys = await openKeyExchange({ path, link, pubSub, log });
  const untilMs = performance.now() + PATIENCE_MS;
  return {
    exchange: async () => {
      for (;;) {
        if (await keys.exchange()) return true;
        if (performance.now() > untilMs) return false;
        await sleep(RETRY_MS);
      }
    },
    close: async () => {
      await keys.close();
      await pubSub.close();
      link.close();
    },
  };
}
