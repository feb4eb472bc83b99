import type { DownloadSnapshot } from '@modelgate/client';
import { bytes, seconds, word } from './format.js';
import type { Progress } from './progress-view.js';
import type { Cell } from './table.js';

/** What happens to a download now, in a few words: `transferring`, `stalled`, `queued, place 3`. */
function activityOf({ state, stateReason, progress, error }: DownloadSnapshot): string {
  const { phase, queuePosition, waitingUntil, stalled } = progress;
  if (state === 'FAILED') return `failed: ${error?.message ?? 'for no known reason'}`;
  if (state === 'WAITING_FOR_SPACE') return `waiting for space: ${stateReason ?? ''}`;
  if (stalled) return 'stalled';
  if (phase === 'WAITING' && waitingUntil !== null) return `waiting until ${waitingUntil.slice(11, 19)} UTC`;
  if (state === 'QUEUED' && queuePosition !== null) return `queued, place ${queuePosition}`;
  return word(phase ?? state) ?? '';
}

/** `12.3 MB of 45 MB`; null where providers that fetch by themselves do not say. */
export function amountOf({ progress: { receivedBytes, totalBytes } }: DownloadSnapshot): Cell {
  if (receivedBytes === null) return null;
  return totalBytes === null ? bytes(receivedBytes) : `${bytes(receivedBytes)} of ${bytes(totalBytes)}`;
}

/** `3.1 MB/s, 12s left`; null while nothing flows. */
export function paceOf({ progress }: DownloadSnapshot): Cell {
  const speed = bytes(progress.bytesPerSecond);
  if (speed === null) return null;
  const left = seconds(progress.etaSeconds);
  return left === null ? `${speed}/s` : `${speed}/s, ${left} left`;
}

/** What a bar shows of a download. */
export function progressOf(download: DownloadSnapshot): Pick<Progress, 'activity' | 'percent' | 'details'> {
  const details = [amountOf(download), paceOf(download)].filter((part) => part !== null);
  return {
    activity: activityOf(download),
    percent: download.progress.percent,
    details: details.length === 0 ? null : details.join('  '),
  };
}
