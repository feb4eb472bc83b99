import { bytes, duration, speed } from '../format/quantities.js';
import { words } from '../format/words.js';
import type { DownloadProgressPartsFragment } from '../generated/graphql.js';

type Progress = DownloadProgressPartsFragment;

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** Whether a download has not ended yet. */
export function isActive({ state }: Pick<Progress, 'state'>): boolean {
  return !FINAL.has(state);
}

/** What happens at the moment, in a word or two: finer than the state where the gateway says more. */
export function phaseOf({ state, progress: { phase, waitingUntil, queuePosition } }: Progress): string {
  if (phase === 'QUEUED' && queuePosition != null) return `Queued, number ${queuePosition}`;
  if (phase === 'WAITING' && waitingUntil != null) {
    const seconds = (Date.parse(waitingUntil) - Date.now()) / 1_000;
    return seconds > 0 ? `Waiting ${duration(seconds)}` : 'Waiting';
  }
  return words(phase ?? state);
}

/** Amount, speed and time left, as far as they are known. */
export function numbersOf({ state, progress, artifact }: Progress): readonly string[] {
  const { receivedBytes, totalBytes, percent, bytesPerSecond, etaSeconds } = progress;
  if (state === 'COMPLETED') {
    const size = artifact?.sizeBytes ?? totalBytes;
    return [...(size == null ? [] : [bytes(size)]), ...(artifact == null ? [] : [verificationOf(artifact)])];
  }
  const amount =
    receivedBytes == null
      ? null
      : totalBytes == null
        ? bytes(receivedBytes)
        : `${bytes(receivedBytes)} of ${bytes(totalBytes)}`;
  return [
    percent == null ? null : `${Math.floor(percent)} %`,
    amount,
    bytesPerSecond == null ? null : speed(bytesPerSecond),
    etaSeconds == null ? null : `${duration(etaSeconds)} left`,
  ].filter((part) => part !== null);
}

function verificationOf({ verification }: NonNullable<Progress['artifact']>): string {
  if (verification === 'NONE') return 'nothing to compare with';
  return verification === 'SIZE_ONLY' ? 'size verified' : `${verification} verified`;
}
