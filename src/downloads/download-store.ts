import type { DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { DownloadPlan } from '../providers/provider.js';

/** One download with what is needed to go on with it in another process. */
export interface StoredDownload {
  readonly record: DownloadRecord;
  /** Identity of the bytes inside the provider (`DownloadPlan.key`). */
  readonly key: string;
  /** Everything that was asked for and turned out to be these bytes. */
  readonly targets: readonly DownloadTarget[];
  /** Null when the provider carries: it is asked again. */
  readonly plan: DownloadPlan | null;
  /** Who asked for it first; for taking turns. */
  readonly caller: string;
  /** Null where one process works alone. */
  readonly custody: Custody | null;
}

/** What replicas have to know of a download that any of them may go on with. */
export interface Custody {
  /** The replica that changes it now; null: it waits for one. */
  readonly holder: string | null;
  /** The artifact store that has what has been received; null: nobody has begun. */
  readonly store: string | null;
  /** Place in the order of turns among those of equal priority, the smaller first. */
  readonly turn: number;
  /** How often in a row a replica that had it went away without having brought a byte. */
  readonly takeovers: number;
  /** What had been received at the last of them. */
  readonly takenOverAtBytes: number;
}

/** What a store gives a process that starts. */
export interface LoadedDownloads {
  /** Rises with every load, so that each process can number its events above those of all earlier ones. */
  readonly generation: number;
  /** In the order in which they were asked for. */
  readonly downloads: readonly StoredDownload[];
}

/** Keeps downloads over restarts. The contract suite is test/contract/download-store-contract.ts. */
export interface DownloadStore {
  /** Called once, first. What cannot be understood is left out. */
  load(): Promise<LoadedDownloads>;
  /** Adds or replaces, all or none. Resolves when a killed process would find them again. */
  save(downloads: readonly StoredDownload[]): Promise<void>;
  /** Unknown ids are ignored. */
  remove(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
