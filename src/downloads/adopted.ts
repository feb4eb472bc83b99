import type { DownloadProgressRecord } from '../domain/download.js';
import type { StoredDownload } from './download-store.js';
import { joined } from './targets.js';

/**
 * What another process says of a download, as this one tells it after what it told before: the sequence rises whatever the
 * other has counted, and bytes and percentage do not fall within an epoch, whatever the other has heard of them.
 */
export function adopted(download: StoredDownload, before: StoredDownload): StoredDownload {
  return {
    ...download,
    record: { ...download.record, progress: notBelow(download.record.progress, before.record.progress) },
    targets: joined(download.targets, before.targets),
  };
}

function notBelow(progress: DownloadProgressRecord, told: DownloadProgressRecord): DownloadProgressRecord {
  const sequence = Math.max(progress.sequence, told.sequence + 1);
  if (progress.epoch !== told.epoch) return { ...progress, sequence };
  return {
    ...progress,
    sequence,
    receivedBytes: greater(progress.receivedBytes, told.receivedBytes),
    totalBytes: progress.totalBytes ?? told.totalBytes,
    percent: greater(progress.percent, told.percent),
  };
}

function greater(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
