import { artifactFilePath } from '../artifacts/serve.js';
import { cacheTimes } from '../cache/times.js';
import type { SharedStore } from '../cache/types.js';
import { type UpstreamCache, createUpstreamCache } from '../cache/upstream-cache.js';
import { callerPolicies } from '../config/policies.js';
import type { GatewayConfig } from '../config/schema.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { DownloadManager } from '../downloads/types.js';
import { createFederation } from '../federation/federation.js';
import type { GatewayServices } from '../graphql/context.js';
import { MANY } from '../http/read-subject.js';
import { requireCredentials } from '../http/require-credentials.js';
import { createInspector } from '../inspect/inspector.js';
import { createLoaders } from '../loaders/create-loaders.js';
import { startChangeRelay } from '../operations/change-relay.js';
import { createModelOperations } from '../operations/model-operations.js';
import type { Logger } from '../observability/logger.js';
import type { ProviderType } from '../providers/provider.js';
import { createAdapters } from '../providers/registry.js';
import type { PubSub } from '../pubsub/pubsub.js';
import type { RedisLink } from '../redis/link.js';
import { createCallLeases } from '../replicas/call-leases.js';
import { createTurns } from '../replicas/turns.js';
import type { Watcher } from '../watch/shared-poller.js';
import { type WatcherDependencies, createModelWatcher, createRunWatcher } from '../watch/watchers.js';
import { openDownloads } from './downloads.js';
import type { Foundation } from './foundation.js';

/** With what clients cannot do. */
export interface OwnedServices extends GatewayServices {
  readonly downloads: DownloadManager;
  readonly runWatcher: Watcher<RunRecord>;
  readonly modelWatcher: Watcher<ModelRecord>;
}

/** What services are made from. */
export interface ServiceParts extends Foundation {
  /** Origin of the artifacts' URLs; null until the gateway listens. */
  readonly site: { readonly origin: string | null };
  readonly providerTypes: readonly ProviderType[];
}

/** Makes what operations work with, and what ends with the gateway. */
export async function createServices(config: GatewayConfig, parts: ServiceParts): Promise<OwnedServices> {
  const { http, observation, artifacts, cursorKey, site, log } = parts;
  const cache = await openCache(config, parts);
  const guarded = requireCredentials(cache.cover(http), callerPolicies(config));
  const adapters = createAdapters(config.providers, parts.providerTypes, { http: guarded, log });
  const federation = createFederation({ adapters, settings: config.federation, cursorKey });
  const watching: WatcherDependencies = {
    adapters,
    onNews: (provider, nativeIds, news) => {
      cache.drop(provider, news === 'first' ? nativeIds : [...nativeIds, MANY]);
      if (news === 'end') federation.invalidate(provider);
    },
    turns: parts.redis === null ? null : createTurns({ link: parts.redis, pubSub: parts.pubSub, log }),
    log,
  };
  const modelWatcher = createModelWatcher(watching);
  const changes = await startChangeRelay(parts.pubSub, {
    changed: (key) => {
      federation.invalidate(key.provider);
      modelWatcher.nudge(key);
    },
    missedSome: () => {
      for (const provider of adapters.keys()) federation.invalidate(provider);
    },
  });
  return {
    adapters,
    federation,
    health: observation.health,
    metrics: observation.metrics,
    tracing: observation.tracing,
    artifacts,
    modelWatcher,
    runWatcher: createRunWatcher(watching),
    downloads: await openDownloads(config, {
      ...parts,
      adapters,
      onModelChanged: (key) => {
        cache.drop(key.provider, [key.nativeId, MANY]);
        changes.announce(key);
      },
    }),
    inspector: createInspector({ adapters, transfers: http.transfers, artifacts }),
    models: createModelOperations({ adapters, onChanged: (key) => changes.announce(key) }),
    upstreamCalls: config.limits.upstreamCalls,
    maxPageSize: config.federation.maxPageSize,
    createLoaders: (call) => createLoaders({ adapters, call }),
    artifactFileUrl: (artifact, file) => `${site.origin ?? ''}${artifactFilePath(artifact.id, file)}`,
  };
}

async function openCache(
  config: GatewayConfig,
  { cursorKey, redis, pubSub, observation, log }: ServiceParts,
): Promise<UpstreamCache> {
  return createUpstreamCache({
    maxBytes: config.cache.memoryMiB * 1_024 * 1_024,
    timesOf: cacheTimes(config),
    observe: (provider, kind, outcome) => observation.metrics.cached(provider, kind, outcome),
    key: cursorKey,
    shared: redis === null ? null : await openRedisStore(redis, pubSub, log),
  });
}

async function openRedisStore(link: RedisLink, pubSub: PubSub, log: Logger): Promise<SharedStore> {
  const { createRedisStore } = await import('../cache/redis-store.js');
  return createRedisStore({
    link,
    leases: createCallLeases({ link, pubSub, log }),
    prefix: `${link.prefix}cache:`,
    log,
  });
}
