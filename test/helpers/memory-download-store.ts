import type { DownloadStore, StoredDownload } from '../../src/downloads/download-store.js';

/** What survives in memory as long as somebody holds it: several stores over it are one process after another. */
export interface DownloadMemory {
  generation: number;
  readonly downloads: Map<string, StoredDownload>;
}

/** A store that forgets with its memory. */
export function createMemoryDownloadStore(
  memory: DownloadMemory = { generation: -1, downloads: new Map() },
): DownloadStore {
  return {
    load: async () => {
      memory.generation += 1;
      const downloads = [...memory.downloads.values()].toSorted(byAge);
      return { generation: memory.generation, downloads };
    },
    save: async (downloads) => {
      for (const download of downloads) memory.downloads.set(download.record.id, download);
    },
    remove: async (ids) => {
      for (const id of ids) memory.downloads.delete(id);
    },
    close: async () => {},
  };
}

function byAge(one: StoredDownload, other: StoredDownload): number {
  return one.record.createdAt.getTime() - other.record.createdAt.getTime();
}
