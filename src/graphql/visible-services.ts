import { visibleArtifacts } from '../artifacts/visible-artifacts.js';
import { maySee, type Caller } from '../domain/caller.js';
import { visibleDownloads } from '../downloads/visible-downloads.js';
import { createLoaders } from '../loaders/create-loaders.js';
import { requireAdapter } from '../providers/require-adapter.js';
import type { Watcher } from '../watch/shared-poller.js';
import type { GatewayServices } from './context.js';

/**
 * The services as they are for a caller: providers that are not allowed to him, and everything that belongs to them, do
 * not exist. Made once for each operation, so that no resolver has to ask who calls.
 */
export function visibleServices(services: GatewayServices, caller: Caller): GatewayServices {
  if (caller.providers === null) return services;
  const adapters = new Map([...services.adapters].filter(([name]) => maySee(caller, name)));
  const visibleWatcher = <T>(watcher: Pick<Watcher<T>, 'watch'>): Pick<Watcher<T>, 'watch'> => ({
    watch: (key, credentials) => {
      requireAdapter(adapters, key.provider);
      return watcher.watch(key, credentials);
    },
  });
  return {
    ...services,
    adapters,
    federation: services.federation.within(adapters),
    downloads: visibleDownloads(services.downloads, adapters),
    artifacts: visibleArtifacts(services.artifacts, adapters),
    models: services.models.within(adapters),
    runWatcher: visibleWatcher(services.runWatcher),
    modelWatcher: visibleWatcher(services.modelWatcher),
    createLoaders: (call) => createLoaders({ adapters, call }),
  };
}
