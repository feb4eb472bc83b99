import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthenticator } from './auth/authenticator.js';
import { openFileKeyStore } from './auth/file-key-store.js';
import type { Authenticator } from './auth/session.js';
import { createTokenSessions } from './auth/token-sessions.js';
import { artifactFilePath } from './artifacts/serve.js';
import { createArtifactStore } from './artifacts/store.js';
import type { ArtifactStore } from './artifacts/types.js';
import { createRedisStore } from './cache/redis-store.js';
import { cacheTimes } from './cache/times.js';
import { createUpstreamCache, type UpstreamCache } from './cache/upstream-cache.js';
import type { GatewayConfig } from './config/schema.js';
import type { ModelRecord } from './domain/model.js';
import type { RunRecord } from './domain/run.js';
import { createTransferEngine } from './downloads/engine/engine.js';
import type { TransferEngine } from './downloads/engine/types.js';
import { openDownloadManager } from './downloads/manager.js';
import type { DownloadManager } from './downloads/types.js';
import { toDownloadSettings } from './downloads/settings.js';
import { openSqliteDownloadStore } from './downloads/sqlite-store.js';
import { openCursorKey } from './federation/cursor-key.js';
import { createFederation } from './federation/federation.js';
import type { GatewayServices } from './graphql/context.js';
import { createHttp, type Http } from './http/create-http.js';
import { DEFAULT_RESILIENCE } from './domain/resilience.js';
import { requireCredentials } from './http/require-credentials.js';
import { MANY } from './http/read-subject.js';
import { observeAll } from './http/upstream-observer.js';
import { createInspector } from './inspect/inspector.js';
import { createLoaders } from './loaders/create-loaders.js';
import { createHealthBoard } from './observability/health-board.js';
import type { Logger } from './observability/logger.js';
import { createMetrics } from './observability/metrics.js';
import { openTracing } from './observability/tracing.js';
import { startChangeRelay } from './operations/change-relay.js';
import { createModelOperations } from './operations/model-operations.js';
import type { ProviderType } from './providers/provider.js';
import { createAdapters } from './providers/registry.js';
import { createMemoryPubSub } from './pubsub/memory.js';
import type { PubSub } from './pubsub/pubsub.js';
import { createRedisPubSub } from './pubsub/redis.js';
import { callerPolicies, openDoors } from './open-doors.js';
import { REDIS_PREFIX, RedisLink } from './redis/link.js';
import type { Readiness } from './server/create-server.js';
import { listen } from './server/listen.js';
import { stopServer } from './server/stop-server.js';
import type { Watcher } from './watch/shared-poller.js';
import { createModelWatcher, createRunWatcher, type WatcherDependencies } from './watch/watchers.js';

/** A built gateway. */
export interface App {
  /** Whether callers have to have a credential. */
  needsCredential(): boolean;
  /** Starts listening; gives the origin, such as `http://127.0.0.1:4000`. Throws CONFIGURATION when the port is taken. */
  listen(): Promise<string>;
  /** Stops accepting, ends subscriptions, lets running queries end within the configured time, frees everything. */
  close(): Promise<void>;
}

export interface AppDependencies {
  readonly log: Logger;
  /** Types of providers that the configuration may name. */
  readonly providerTypes: readonly ProviderType[];
}

/** Builds the gateway. Contacts nobody: a provider that is down keeps no gateway from starting. */
export async function createApp(
  config: GatewayConfig,
  { log, providerTypes }: AppDependencies,
): Promise<App> {
  const observation = observe(config, log);
  const http = createHttp({ ...policiesOf(config), observer: observation.upstream });
  const artifacts = await createArtifactStore({ directory: config.dataDirectory, log });
  const cursorKey = await openCursorKey(config.dataDirectory);
  const redis = await openRedis(config, log);
  const pubSub = openPubSub(redis, log);
  const engine = openEngine(config);
  const site = { origin: config.publicUrl };
  const services = await createServices(config, {
    http,
    observation,
    engine,
    artifacts,
    cursorKey,
    pubSub,
    redis,
    site,
    providerTypes,
    log,
  });
  const authenticator = await openAuthenticator(config, log);
  let isListening = false;
  const { server, sockets } = await openDoors(config, {
    services,
    authenticator,
    artifacts,
    redis,
    readiness: () => (isListening ? readinessWith(redis) : 'stopping'),
    log,
  });
  const close = async () => {
    isListening = false;
    const stopped = stopServer(server, config.shutdownMs);
    // WebSocket clients first: they then see that the gateway leaves, and not that their subscriptions are over.
    const disposed = sockets.dispose();
    for (const ending of [services.runWatcher, services.modelWatcher, observation.health]) ending.close();
    await Promise.all([services.downloads.close(), disposed, stopped]);
    for (const part of [authenticator, engine, pubSub]) await part.close();
    redis?.close();
    await Promise.all([...services.adapters.values()].map((adapter) => adapter.close()));
    await http.close();
    await observation.tracing?.close();
  };
  let closing: Promise<void> | undefined;
  return {
    needsCredential: () => authenticator.isRequired(),
    listen: async () => {
      const origin = await listen(server, config);
      site.origin ??= origin;
      isListening = true;
      if (!authenticator.isRequired())
        log.warn('Open to whoever reaches this address: there is no authentication');
      return origin;
    },
    close: () => (closing ??= close()),
  };
}

async function openAuthenticator({ keyFile, auth }: GatewayConfig, log: Logger): Promise<Authenticator> {
  const keys = await openFileKeyStore(keyFile, log);
  return createAuthenticator({
    keys,
    openTokenSession: auth === null ? null : createTokenSessions(auth),
    log,
  });
}

/** With what clients cannot do. */
interface OwnedServices extends GatewayServices {
  readonly downloads: DownloadManager;
  readonly runWatcher: Watcher<RunRecord>;
  readonly modelWatcher: Watcher<ModelRecord>;
}

interface Parts {
  readonly http: Http;
  readonly observation: ReturnType<typeof observe>;
  readonly engine: TransferEngine;
  readonly artifacts: ArtifactStore;
  readonly cursorKey: Buffer;
  readonly pubSub: PubSub;
  /** Null: this process works alone. */
  readonly redis: RedisLink | null;
  /** Origin of the artifacts' URLs; null until the gateway listens. */
  readonly site: { readonly origin: string | null };
  readonly providerTypes: readonly ProviderType[];
  readonly log: Logger;
}

async function createServices(config: GatewayConfig, parts: Parts): Promise<OwnedServices> {
  const { http, observation, engine, artifacts, cursorKey, site, log } = parts;
  const cache = openCache(config, parts);
  const guarded = requireCredentials(cache.cover(http), callerPolicies(config));
  const adapters = createAdapters(config.providers, parts.providerTypes, { http: guarded, log });
  const federation = createFederation({ adapters, settings: config.federation, cursorKey });
  const watching: WatcherDependencies = {
    adapters,
    onNews: (provider, nativeIds, news) => {
      cache.drop(provider, news === 'first' ? nativeIds : [...nativeIds, MANY]);
      if (news === 'end') federation.invalidate(provider);
    },
    log,
  };
  const modelWatcher = createModelWatcher(watching);
  const changes = await startChangeRelay(parts.pubSub, (key) => {
    federation.invalidate(key.provider);
    modelWatcher.nudge(key);
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
    downloads: await openDownloadManager({
      adapters,
      engine,
      artifacts,
      store: openSqliteDownloadStore(join(config.dataDirectory, 'downloads.sqlite'), log),
      freeBytes: () => freeBytesOf(config.dataDirectory),
      settings: toDownloadSettings(config.downloads),
      onModelChanged: (key) => {
        cache.drop(key.provider, [key.nativeId, MANY]);
        changes.announce(key);
      },
      log,
    }),
    inspector: createInspector({ adapters, transfers: http.transfers, artifacts }),
    models: createModelOperations({ adapters, onChanged: (key) => changes.announce(key) }),
    upstreamCalls: config.limits.upstreamCalls,
    maxPageSize: config.federation.maxPageSize,
    createLoaders: (call) => createLoaders({ adapters, call }),
    artifactFileUrl: (artifact, file) => `${site.origin ?? ''}${artifactFilePath(artifact.id, file)}`,
  };
}

function openEngine({ downloads: { kibibytesPerSecond } }: GatewayConfig): TransferEngine {
  return createTransferEngine({
    bytesPerSecond: kibibytesPerSecond === 0 ? null : kibibytesPerSecond * 1_024,
  });
}

/** Those who look on. */
function observe({ providers, tracingEndpoint }: GatewayConfig, log: Logger) {
  const health = createHealthBoard();
  const metrics = createMetrics(providers.map(({ name }) => name));
  const tracing = tracingEndpoint === null ? null : openTracing(tracingEndpoint, log);
  return { health, metrics, tracing, upstream: observeAll([health.observer, metrics.upstream]) };
}

/** What the configuration says of all providers, whatever their type. */
function policiesOf({ providers }: GatewayConfig) {
  return {
    resilience: new Map(
      providers.map(({ name, policy }) => [name, policy?.resilience ?? DEFAULT_RESILIENCE]),
    ),
    tracedProviders: new Set(
      providers.filter(({ policy }) => policy?.tracing?.shareContext === true).map(({ name }) => name),
    ),
  };
}

/** Replicas that share a Redis tell each other what has changed. */
function openPubSub(link: RedisLink | null, log: Logger): PubSub {
  return link === null ? createMemoryPubSub() : createRedisPubSub({ link, prefix: REDIS_PREFIX, log });
}

/** Without its Redis a replica answers everything, only with more calls and without the others' events. */
function readinessWith(redis: RedisLink | null): Readiness {
  return redis === null || redis.isUp ? 'ready' : 'degraded';
}

/** The way to the Redis that replicas share; null: this process works alone. */
async function openRedis({ redisUrl }: GatewayConfig, log: Logger): Promise<RedisLink | null> {
  if (redisUrl === null) return null;
  const link = new RedisLink(redisUrl.open(), log);
  await link.connect();
  return link;
}

function openCache(config: GatewayConfig, { cursorKey, redis, observation, log }: Parts): UpstreamCache {
  return createUpstreamCache({
    maxBytes: config.cache.memoryMiB * 1_024 * 1_024,
    timesOf: cacheTimes(config),
    observe: (provider, kind, outcome) => observation.metrics.cached(provider, kind, outcome),
    key: cursorKey,
    shared: redis === null ? null : createRedisStore({ link: redis, prefix: `${REDIS_PREFIX}cache:`, log }),
  });
}

/** What an unprivileged process may still write to the volume of a directory. */
async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
