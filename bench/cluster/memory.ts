import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ask, withCluster } from './parts.js';
import { startDownloads } from './watching.js';

/** What keys of one kind take in Redis. */
export interface KeyMemory {
  /** Names with what differs left out. */
  readonly kind: string;
  readonly keys: number;
  /** By `MEMORY USAGE`, of all together. */
  readonly bytes: number;
}

/** What Redis takes. */
export interface RedisMemory {
  /** `used_memory` of the empty server and of the filled one, in bytes. */
  readonly emptyBytes: number;
  readonly filledBytes: number;
  readonly downloads: number;
  readonly kinds: readonly KeyMemory[];
}

/** Downloads that run at a time; the others of them wait. */
const RUNNING = 10;
/** For what is under way to be written, in milliseconds. */
const SETTLE_MS = 2_000;

/** Has a replica answer a list and carry downloads that do not end, and looks at what is in Redis then. */
export function measureMemory(): Promise<RedisMemory> {
  const downloads = { concurrency: RUNNING, concurrencyPerProvider: RUNNING, connectionsPerDownload: 1 };
  return withCluster({ replicas: 1, sections: { downloads } }, async (cluster) => {
    const redis = new Redis(cluster.redisUrl);
    try {
      // Until the load balancer has found the replica.
      await sleep(SETTLE_MS);
      const emptyBytes = await usedBytes(redis);
      const ids = await startDownloads(cluster);
      await sleep(SETTLE_MS);
      await ask(
        `${cluster.origin}/graphql`,
        '{ models(first: 20) { nodes { id } } runs(first: 20) { nodes { id } } }',
      );
      const kinds = await survey(redis);
      return { emptyBytes, filledBytes: await usedBytes(redis), downloads: ids.length, kinds };
    } finally {
      redis.disconnect();
    }
  });
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/mu.exec(await redis.info('memory'))?.[1]);
}

async function survey(redis: Redis): Promise<readonly KeyMemory[]> {
  const kinds = new Map<string, KeyMemory>();
  for (const key of await redis.keys('*')) {
    const kind = kindOf(key);
    const known = kinds.get(kind) ?? { kind, keys: 0, bytes: 0 };
    const bytes = (await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0;
    kinds.set(kind, { kind, keys: known.keys + 1, bytes: known.bytes + bytes });
  }
  return [...kinds.values()].toSorted((left, right) => right.bytes - left.bytes);
}

/** Keys of one kind differ in a provider, in digests, ids and numbers. */
function kindOf(key: string): string {
  return key
    .replace(/\{(?!downloads\})[^}]*\}/u, '{…}')
    .replace(/:(answer|lease|generation):.*$/u, ':$1:…')
    .replace(/(pace|turn|queue|lease|job):.*$/u, '$1:…');
}
