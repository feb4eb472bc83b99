import { join } from 'node:path';
import { createArtifactStore } from '../artifacts/store.js';
import type { ArtifactStore } from '../artifacts/types.js';
import { announceArtifacts } from './artifact-announcements.js';
import { policiesOf } from '../config/policies.js';
import type { GatewayConfig } from '../config/schema.js';
import { createTransferEngine } from '../downloads/engine/engine.js';
import type { TransferEngine } from '../downloads/engine/types.js';
import { openCursorKey } from '../federation/cursor-key.js';
import { type Http, createHttp } from '../http/create-http.js';
import { observeAll } from '../http/upstream-observer.js';
import { createHealthBoard } from '../observability/health-board.js';
import type { Logger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import type { Tracing } from '../observability/tracing.js';
import { createMemoryPubSub } from '../pubsub/memory.js';
import type { PubSub } from '../pubsub/pubsub.js';
import type { RedisLink } from '../redis/link.js';
import { joinProviderReplicas } from '../replicas/provider-replicas.js';
import { agreeOnSecret } from '../replicas/shared-secret.js';

/** What everything else stands on. */
export interface Foundation {
  readonly observation: Awaited<ReturnType<typeof observe>>;
  readonly http: Http;
  readonly artifacts: ArtifactStore;
  /** Signs cursors, and turns credentials into fingerprints. */
  readonly cursorKey: Buffer;
  /** Null: this process works alone. */
  readonly redis: RedisLink | null;
  readonly pubSub: PubSub;
  readonly engine: TransferEngine;
  readonly log: Logger;
}

/*
 * What only some gateways need (tracing, Redis, a bucket) is imported where it is opened: reading its modules takes longer than all
 * the rest of the start.
 */

/** Opens what everything else stands on. */
export async function layFoundation(config: GatewayConfig, log: Logger): Promise<Foundation> {
  const observation = await observe(config, log);
  const redis = await openRedis(config, log);
  const pubSub = await openPubSub(redis, log);
  const cursorKey = await openKey(config, redis, log);
  const replicas =
    redis === null ? null : await joinProviderReplicas({ link: redis, pubSub, key: cursorKey });
  return {
    observation,
    http: createHttp({ ...policiesOf(config), observer: observation.upstream, replicas }),
    artifacts: await openStore(config, redis === null ? null : pubSub, log),
    cursorKey,
    redis,
    pubSub,
    engine: openEngine(config),
    log,
  };
}

/** Those who look on. */
async function observe({ providers, tracingEndpoint }: GatewayConfig, log: Logger) {
  const health = createHealthBoard();
  const metrics = createMetrics(providers.map(({ name }) => name));
  const tracing = tracingEndpoint === null ? null : await startTracing(tracingEndpoint, log);
  return { health, metrics, tracing, upstream: observeAll([health.observer, metrics.upstream]) };
}

async function startTracing(endpoint: string, log: Logger): Promise<Tracing> {
  const { openTracing } = await import('../observability/tracing.js');
  return openTracing(endpoint, log);
}

/** @param pubSub Null where there are no other replicas. */
async function openStore(
  { artifacts, dataDirectory }: GatewayConfig,
  pubSub: PubSub | null,
  log: Logger,
): Promise<ArtifactStore> {
  if (artifacts.kind === 'folder') return createArtifactStore({ directory: artifacts.directory, log });
  const { createBucketStore } = await import('../artifacts/bucket/bucket-store.js');
  const directory = join(dataDirectory, 'artifacts');
  const announcements = pubSub === null ? null : await announceArtifacts(pubSub);
  return createBucketStore({ settings: artifacts, directory, announcements, log });
}

function openEngine({ downloads: { kibibytesPerSecond } }: GatewayConfig): TransferEngine {
  return createTransferEngine({
    bytesPerSecond: kibibytesPerSecond === 0 ? null : kibibytesPerSecond * 1_024,
  });
}

/** The configured key, else this replica's own or, with a Redis, that of all. */
async function openKey(
  { cursorKey, dataDirectory }: GatewayConfig,
  redis: RedisLink | null,
  log: Logger,
): Promise<Buffer> {
  if (cursorKey !== null) return Buffer.from(cursorKey.open());
  if (redis === null) return openCursorKey(dataDirectory);
  return openCursorKey(dataDirectory, (own) => agreeOnSecret(redis, own, log));
}

/** Replicas that share a Redis tell each other what has changed. */
async function openPubSub(link: RedisLink | null, log: Logger): Promise<PubSub> {
  if (link === null) return createMemoryPubSub();
  const { createRedisPubSub } = await import('../pubsub/redis.js');
  return createRedisPubSub({ link, prefix: link.prefix, log });
}

/** The way to the Redis that replicas share; null: this process works alone. */
async function openRedis({ redis }: GatewayConfig, log: Logger): Promise<RedisLink | null> {
  if (redis === null) return null;
  const link = new (await import('../redis/link.js')).RedisLink(redis, log);
  await link.connect();
  return link;
}
