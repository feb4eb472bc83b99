import { Cluster } from 'ioredis';
import type { RedisConfig } from '../config/redis-schema.js';
import { createConnection } from './connection.js';

const PATIENCE_MS = 3_000;

/** What a server says of itself. */
export interface RedisServer {
  /** Such as `7.2.4`. */
  readonly version: string;
  /** Most memory that it takes, in bytes; 0: no limit. */
  readonly maxMemoryBytes: number;
  /** What it does when the memory is full, such as `noeviction`. */
  readonly policy: string;
}

/** What was found. */
export interface RedisSurvey {
  /** Each server that takes writes: one, or the masters of a cluster. */
  readonly servers: readonly RedisServer[];
  /** Time of a command, in milliseconds. */
  readonly tookMs: number;
}

/** Connects, asks the servers about themselves and leaves. Rejects with the reason when there is no answer. */
export async function surveyRedis(config: RedisConfig): Promise<RedisSurvey> {
  const redis = createConnection(config, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: true,
    commandTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
    retryStrategy: () => null,
  });
  // What `connect` rejects with says only that the connection was closed; the reason came before.
  let reason: Error | null = null;
  redis.on('error', (error: Error) => (reason ??= error));
  redis.on('node error', (error: Error) => (reason ??= error));
  try {
    await redis.connect();
    const startedMs = performance.now();
    await redis.ping();
    const tookMs = performance.now() - startedMs;
    const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
    return { servers: await Promise.all(nodes.map(async (node) => describe(await node.info()))), tookMs };
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Lines of `name:value`. */
function describe(info: string): RedisServer {
  const valueOf = (name: string): string => new RegExp(`^${name}:(.*)$`, 'mu').exec(info)?.[1]?.trim() ?? '';
  return {
    version: valueOf('redis_version'),
    maxMemoryBytes: Number(valueOf('maxmemory')),
    policy: valueOf('maxmemory_policy'),
  };
}
