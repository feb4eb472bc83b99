import { join } from 'node:path';
import type { GatewayConfig } from '../config/schema.js';
import type { Ref } from '../domain/ref.js';
import { openDownloadManager, openManagerWith } from '../downloads/manager.js';
import { toDownloadSettings } from '../downloads/settings.js';
import { openSqliteDownloadStore } from '../downloads/sqlite-store.js';
import type { DownloadManager } from '../downloads/types.js';
import { freeBytesOf } from '../files/free-bytes.js';
import type { ProviderAdapter } from '../providers/provider.js';
import type { Foundation } from './foundation.js';

/** What downloads are made from besides what everything stands on. */
export interface DownloadParts extends Pick<Foundation, 'engine' | 'artifacts' | 'redis' | 'pubSub' | 'log'> {
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  /** Called when a download that a provider carries has moved. */
  readonly onModelChanged: (model: Ref) => void;
}

/** Opens the manager of downloads: of this process alone, or together with the replicas that share its Redis. */
export async function openDownloads(config: GatewayConfig, parts: DownloadParts): Promise<DownloadManager> {
  const { adapters, engine, artifacts, redis, pubSub, onModelChanged, log } = parts;
  const { dataDirectory, downloads } = config;
  const settings = toDownloadSettings(downloads);
  const freeBytes = () => freeBytesOf(workDirectoryOf(config));
  const common = { adapters, engine, artifacts, freeBytes, settings, onModelChanged, log };
  if (redis === null) {
    const store = openSqliteDownloadStore(join(dataDirectory, 'downloads.sqlite'), log);
    return openDownloadManager({ ...common, store });
  }
  // Imported here, for most gateways work alone: the queue's modules are half as many as all others.
  const { ReplicaCrew } = await import('../downloads/cluster/replica-crew.js');
  const { readStoreName } = await import('../downloads/cluster/store-name.js');
  const crew = new ReplicaCrew({
    link: redis,
    pubSub,
    store: await readStoreName(artifacts.ingests),
    concurrency: config.roles.includes('downloads') ? settings.concurrency : 0,
    concurrencyPerProvider: settings.concurrencyPerProvider,
    graceMs: downloads.takeoverGraceSeconds * 1_000,
    log,
  });
  return openManagerWith(common, crew);
}

/** On the volume where bytes arrive. */
function workDirectoryOf({ artifacts, dataDirectory }: GatewayConfig): string {
  return artifacts.kind === 'folder' ? artifacts.directory : dataDirectory;
}
