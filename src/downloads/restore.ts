import type { DownloadRecord } from '../domain/download.js';
import type { StoredDownload } from './download-store.js';
import type { PartialObject } from './engine/types.js';
import { applyEvent, isFinished, percentOf } from './state.js';

/** Every process numbers its events from a multiple of this; no process lives long enough to reach the next one. */
const SEQUENCES_PER_GENERATION = 2 ** 32;

/**
 * A download of an earlier process as this one begins with it: unfinished ones wait for their turn again, unless they are
 * paused, with the bytes that are on disk, and count from above everything that may have been told of them.
 */
export function restoreDownload(
  download: StoredDownload,
  generation: number,
  partial: PartialObject | null,
  at: Date,
): StoredDownload {
  const { record } = download;
  if (isFinished(record)) return download;
  const queued = record.state === 'PAUSED' ? record : applyEvent(record, { kind: 'queue' }, at);
  const sequence = Math.max(queued.progress.sequence, generation * SEQUENCES_PER_GENERATION);
  const progress = { ...withBytes(queued, partial), sequence };
  return { ...download, record: { ...queued, progress } };
}

/** Bytes that are not in the partial's journal do not exist. */
function withBytes(record: DownloadRecord, partial: PartialObject | null): DownloadRecord['progress'] {
  const { progress, carrier } = record;
  if (carrier === 'PROVIDER') return progress;
  const receivedBytes = partial?.receivedBytes ?? 0;
  const totalBytes = partial?.totalBytes ?? progress.totalBytes;
  const percent = percentOf(receivedBytes, totalBytes);
  return { ...progress, receivedBytes, verifiedBytes: 0, totalBytes, percent, queuePosition: null };
}
