import { filterIterator } from '../async/filter-iterator.js';
import type { DownloadRecord } from '../domain/download.js';
import type { ProviderAdapter } from '../providers/provider.js';
import { requireAdapter } from '../providers/require-adapter.js';
import type { DownloadLibrary } from './types.js';

/** The downloads of these providers, as if there were no others. */
export function visibleDownloads(
  downloads: DownloadLibrary,
  adapters: ReadonlyMap<string, ProviderAdapter>,
): DownloadLibrary {
  const isVisible = ({ provider }: DownloadRecord): boolean => adapters.has(provider);
  const get = (id: string): DownloadRecord | null => {
    const download = downloads.get(id);
    return download !== null && isVisible(download) ? download : null;
  };
  /** Does it to a visible download; null when there is none of this id. */
  const onVisible = async <T>(id: string, action: () => Promise<T | null>): Promise<T | null> =>
    get(id) === null ? null : action();
  const partials = async () =>
    (await downloads.partials()).filter(({ download }) => download !== null && isVisible(download));
  return {
    get,
    list: () => downloads.list().filter(isVisible),
    latestOf: (provider, target) => (adapters.has(provider) ? downloads.latestOf(provider, target) : null),
    start: async (provider, target, call, options) => {
      requireAdapter(adapters, provider);
      return downloads.start(provider, target, call, options);
    },
    pause: (id) => onVisible(id, () => downloads.pause(id)),
    resume: (id) => onVisible(id, () => downloads.resume(id)),
    retry: (id, call) => onVisible(id, () => downloads.retry(id, call)),
    cancel: (id, call, options) => onVisible(id, () => downloads.cancel(id, call, options)),
    partials,
    discardPartial: async (id) =>
      (await partials()).some((partial) => partial.id === id) && downloads.discardPartial(id),
    watch: (id) => (get(id) === null ? null : downloads.watch(id)),
    watchAll: () => filterIterator(downloads.watchAll(), isVisible),
  };
}
