import type { DownloadProgressRecord, DownloadRecord } from '../domain/download.js';
import type { StoredDownload } from './download-store.js';
import type { PartialObject } from './engine/types.js';
import { applyEvent, isFinished, percentOf, restarted } from './state.js';

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
  // Bytes that are not in the partial's journal do not exist.
  const progress =
    record.carrier === 'PROVIDER'
      ? queued.progress
      : withBytes(queued.progress, partial?.receivedBytes ?? 0, partial);
  return { ...download, record: { ...queued, progress: { ...progress, sequence } } };
}

/** Who goes on with a download, and with what. */
export interface Takeover {
  /** Name of the replica. */
  readonly holder: string;
  /** Name of its artifact store. */
  readonly store: string;
  /** Greater than all sequences that earlier holders have told. */
  readonly sequence: number;
  /** What its store has of the bytes; null: nothing. */
  readonly partial: PartialObject | null;
  readonly at: Date;
}

/**
 * A download as the replica that goes on with it begins. To those who watch, received bytes do not fall: what the journal of
 * the partial does not say comes again. When there is nothing to go on with, it restarts from zero, visibly.
 */
export function takeOver(download: StoredDownload, takeover: Takeover): StoredDownload {
  const { record } = download;
  const { holder, store, partial, at } = takeover;
  const queued = record.state === 'QUEUED' ? record : applyEvent(record, { kind: 'queue' }, at);
  const sequence = Math.max(queued.progress.sequence, takeover.sequence);
  const told = record.progress.receivedBytes ?? 0;
  const before = download.custody ?? { turn: 0, takeovers: 0, takenOverAtBytes: 0, holder: null };
  const hasGoneAway = before.holder !== null;
  const inVain = told > before.takenOverAtBytes ? 0 : before.takeovers;
  return {
    ...download,
    record: { ...queued, progress: { ...continued(queued, partial), sequence } },
    custody: {
      turn: before.turn,
      holder,
      store,
      takeovers: hasGoneAway ? inVain + 1 : before.takeovers,
      takenOverAtBytes: hasGoneAway ? told : before.takenOverAtBytes,
    },
  };
}

function continued(
  { progress, carrier }: DownloadRecord,
  partial: PartialObject | null,
): DownloadProgressRecord {
  const told = progress.receivedBytes ?? 0;
  const onDisk = partial?.receivedBytes ?? 0;
  if (carrier === 'PROVIDER') return progress;
  if (told > 0 && onDisk === 0) {
    const reason = 'Another replica goes on with the download and does not have what had come.';
    return { ...progress, ...restarted(progress, reason), queuePosition: null };
  }
  return withBytes(progress, Math.max(told, onDisk), partial);
}

/** What was hashed is hashed again. */
function withBytes(
  progress: DownloadProgressRecord,
  receivedBytes: number,
  partial: PartialObject | null,
): DownloadProgressRecord {
  const totalBytes = partial?.totalBytes ?? progress.totalBytes;
  const percent = percentOf(receivedBytes, totalBytes);
  return { ...progress, receivedBytes, verifiedBytes: 0, totalBytes, percent, queuePosition: null };
}
