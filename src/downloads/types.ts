import type { DownloadPriority, DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { CallOptions } from '../providers/provider.js';

/** What clients can do with downloads. The protocol is docs/downloads.md. */
export interface DownloadLibrary {
  /**
   * Idempotent: joins a download of the same bytes that is under way, or answers COMPLETED from the store. The
   * returned record is a snapshot; the transfer goes on when the caller leaves. Throws NOT_FOUND, NOT_READY, UNSUPPORTED
   * or a provider's failure when it cannot be planned.
   */
  start(
    provider: string,
    target: DownloadTarget,
    call: CallOptions,
    options?: StartOptions,
  ): Promise<DownloadRecord>;
  /**
   * Resolves when the bytes have stopped. Null when there is no such download. Throws UNSUPPORTED when the provider carries it,
   * CONFLICT when it is finished.
   */
  pause(id: string): Promise<DownloadRecord | null>;
  /** Lets a paused download go on. Null when there is no such download. Throws CONFLICT when it is finished. */
  resume(id: string): Promise<DownloadRecord | null>;
  /**
   * Starts what a failed or cancelled download was to fetch again, going on from its partial. Null when there is no such
   * download. Throws CONFLICT when it has not ended so, or as `start` does.
   */
  retry(id: string, call: CallOptions): Promise<DownloadRecord | null>;
  /** Resolves when the bytes have stopped. A finished download stays as it is. Null when there is no such download. */
  cancel(id: string, call: CallOptions, options?: CancelOptions): Promise<DownloadRecord | null>;
  get(id: string): DownloadRecord | null;
  /** Newest first. */
  list(): readonly DownloadRecord[];
  /** The newest download of this thing. */
  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null;
  /** What has been received of bytes that are not complete, the largest first. */
  partials(): Promise<readonly PartialRecord[]>;
  /** False when there is no such partial. Throws CONFLICT when an unfinished download owns it. */
  discardPartial(id: string): Promise<boolean>;
  /**
   * The present state at once, then every change (coalesced, latest wins), then the final state, then the end.
   * Null when there is no such download. Each iterator has a buffer of one record; `return()` frees it at once.
   */
  watch(id: string): AsyncIterableIterator<DownloadRecord> | null;
  /** The present state of each unfinished download, then every change of any download until `return()`. */
  watchAll(): AsyncIterableIterator<DownloadRecord>;
}

/** Starts, follows and ends downloads. */
export interface DownloadManager extends DownloadLibrary {
  /** Whether this process moves the download, or was the last to do so; others may share it. */
  carries(id: string): boolean;
  /** Where there are other processes, has them go on with what is moved here, and takes no more. Everything else goes on. */
  retire(): Promise<void>;
  /** Stops all transfers and ends all iterators. What is unfinished goes on with the next manager over the same store. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** NORMAL when absent. A greater one raises that of a download that is joined. */
  readonly priority?: DownloadPriority;
  /** Who asks, for taking turns; everybody is the same when absent. */
  readonly caller?: string;
}

export interface CancelOptions {
  /** Whether what has been received stays on disk for a later start; false when absent. */
  readonly keepPartial?: boolean;
}

/** What has been received of bytes that are not complete. */
export interface PartialRecord {
  /** 64 hex digits. */
  readonly id: string;
  /** The newest download of these bytes; null when it is not remembered any more. */
  readonly download: DownloadRecord | null;
  readonly receivedBytes: number;
  /** Null where it never became known. */
  readonly totalBytes: number | null;
  readonly sizeOnDiskBytes: number;
  readonly changedAt: Date;
}
