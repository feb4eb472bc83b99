import { DOWNLOAD_PRIORITIES, type DownloadPriority } from '../../domain/download.js';
import type { StoredDownload } from '../download-store.js';
import { isFinished } from '../state.js';

/** Jobs have priorities from 1 to 2^21; each of the downloads' has a third of them. */
const TURNS_PER_PRIORITY = 2 ** 19;

/**
 * The turn of a caller's next download: one after that caller's last one, but not before the one that is being served, so
 * that nobody who stayed away has saved up turns. Callers with as many downloads each come in turn then.
 */
export function nextTurn(downloads: readonly StoredDownload[], caller: string): number {
  const unfinished = downloads.filter(({ record }) => !isFinished(record));
  const turnOf = ({ custody }: StoredDownload): number => custody?.turn ?? 0;
  const served = unfinished.filter(({ record }) => record.state !== 'QUEUED').map(turnOf);
  const own = unfinished.filter((download) => download.caller === caller).map((each) => turnOf(each) + 1);
  return Math.max(0, ...served, ...own);
}

/** The place of a download in its line, the smaller first. */
export function linePriority({ record, custody }: StoredDownload): number {
  const turn = Math.min(custody?.turn ?? 0, TURNS_PER_PRIORITY - 1);
  return 1 + rankOf(record.priority) * TURNS_PER_PRIORITY + turn;
}

/** Those that wait for a replica, the next first. */
export function inLine(downloads: readonly StoredDownload[]): readonly StoredDownload[] {
  return downloads
    .filter(({ record, custody }) => record.state === 'QUEUED' && custody?.holder === null)
    .toSorted(
      (one, other) =>
        linePriority(one) - linePriority(other) ||
        one.record.createdAt.getTime() - other.record.createdAt.getTime(),
    );
}

function rankOf(priority: DownloadPriority): number {
  return DOWNLOAD_PRIORITIES.indexOf(priority);
}
