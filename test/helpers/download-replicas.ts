import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createArtifactStore } from '../../src/artifacts/store.js';
import type { ArtifactStore } from '../../src/artifacts/types.js';
import type { RedisConfig } from '../../src/config/redis-schema.js';
import { ReplicaCrew } from '../../src/downloads/cluster/replica-crew.js';
import { readStoreName } from '../../src/downloads/cluster/store-name.js';
import { createTransferEngine } from '../../src/downloads/engine/engine.js';
import { openManagerWith } from '../../src/downloads/manager.js';
import type { DownloadManager } from '../../src/downloads/types.js';
import { GATEWAY_CREDENTIALS, type CallOptions, type ProviderAdapter } from '../../src/providers/provider.js';
import { createRedisPubSub } from '../../src/pubsub/redis.js';
import type { RedisLink } from '../../src/redis/link.js';
import { captureLog } from './capture-log.js';
import { settingsOf, temporaryFolder, type RigOptions } from './download-rig.js';
import { openLinkTo, redisConfigOf, type TestRedis } from './redis.js';

/** A download manager of one replica, as in a process of its own: its own Redis connections, threads and store. */
export interface Replica {
  readonly manager: DownloadManager;
  readonly artifacts: ArtifactStore;
  readonly link: RedisLink;
  readonly dataDirectory: string;
  readonly call: CallOptions;
  readonly logLines: readonly string[];
  /** As when the process is killed: nothing is written, said or given back any more. */
  die(): Promise<void>;
}

export interface ReplicaOptions extends Pick<RigOptions, 'settings' | 'freeBytes'> {
  /** A folder of its own when absent. */
  readonly dataDirectory?: string;
  /** 60 s when absent. */
  readonly graceMs?: number;
  /** Stands before its keys in Redis, so that tests can share one. */
  readonly prefix?: string;
  /** Of another Redis than the given one. */
  readonly redisConfig?: RedisConfig;
  /** Whether it carries downloads; it does when absent. */
  readonly carries?: boolean;
}

/** Opens one more replica over a Redis; it is closed when the test ends. */
export async function openReplica(
  redis: TestRedis,
  adapters: readonly ProviderAdapter[],
  options: ReplicaOptions = {},
): Promise<Replica> {
  const { log, lines } = captureLog();
  const link = await openLinkTo(options.redisConfig ?? redisConfigOf(redis, options.prefix));
  const pubSub = createRedisPubSub({ link, prefix: link.prefix, log });
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder());
  const artifacts = await createArtifactStore({ directory: join(dataDirectory, 'artifacts'), log });
  const engine = createTransferEngine({ bytesPerSecond: null });
  const settings = settingsOf(options.settings);
  const crew = new ReplicaCrew({
    link,
    pubSub,
    store: await readStoreName(artifacts.ingests),
    concurrency: options.carries === false ? 0 : settings.concurrency,
    concurrencyPerProvider: settings.concurrencyPerProvider,
    graceMs: options.graceMs ?? 60_000,
    log,
  });
  const manager = await openManagerWith(
    {
      adapters: new Map(adapters.map((adapter) => [adapter.name, adapter])),
      engine,
      artifacts,
      freeBytes: options.freeBytes ?? (async () => Number.MAX_SAFE_INTEGER),
      settings,
      onModelChanged: () => {},
      log,
    },
    crew,
  );
  onTestFinished(async () => {
    await manager.close();
    await artifacts.close();
    await engine.close();
    await artifacts.close();
    await pubSub.close();
  });
  const call = { signal: new AbortController().signal, log, credentials: GATEWAY_CREDENTIALS };
  const die = async (): Promise<void> => {
    link.close();
    await Promise.all([pubSub.close(), engine.close()]);
  };
  return { manager, artifacts, link, dataDirectory, call, logLines: lines, die };
}
