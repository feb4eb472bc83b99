import type { DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { CallOptions } from '../providers/provider.js';

/** Starts, follows and ends downloads. The protocol is docs/downloads.md. */
export interface DownloadManager {
  /**
   * Idempotent: joins a download of the same bytes that is under way, or answers COMPLETED from the store. The
   * returned record is a snapshot; the transfer goes on when the caller leaves. Throws NOT_FOUND, NOT_READY, UNSUPPORTED
   * or a provider's failure when it cannot be planned.
   */
  start(provider: string, target: DownloadTarget, call: CallOptions): Promise<DownloadRecord>;
  /** Resolves when the bytes have stopped. A finished download stays as it is. Null when there is no such download. */
  cancel(id: string, call: CallOptions): Promise<DownloadRecord | null>;
  get(id: string): DownloadRecord | null;
  /** Newest first. */
  list(): readonly DownloadRecord[];
  /** The newest download of this thing. */
  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null;
  /**
   * The present state at once, then every change (coalesced, latest wins), then the final state, then the end.
   * Null when there is no such download. Each iterator has a buffer of one record; `return()` frees it at once.
   */
  watch(id: string): AsyncIterableIterator<DownloadRecord> | null;
  /** The present state of each unfinished download, then every change of any download until `return()`. */
  watchAll(): AsyncIterableIterator<DownloadRecord>;
  /** Stops all transfers and ends all iterators. */
  close(): Promise<void>;
}
