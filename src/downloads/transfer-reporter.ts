import type { PartialObject, TransferProgress } from './engine/types.js';
import { createProgressMeter } from './progress-meter.js';
import type { DownloadRun } from './run.js';

/** Turns what the engine says of one transfer into events of its download. */
export interface TransferReporter {
  readonly report: (progress: TransferProgress) => void;
}

/** `partial` is what was on disk when the transfer began. */
export function createTransferReporter(
  run: DownloadRun,
  partial: PartialObject | null,
  now: () => number,
): TransferReporter {
  const meter = createProgressMeter(now());
  const earlierAttempts = run.record().progress.attempts;
  let epoch = partial?.epoch ?? 0;
  let lastReceivedBytes = partial?.receivedBytes ?? 0;

  /** The engine counts epochs over the life of its directory, which may be longer than that of the download. */
  const hasRestarted = (progress: TransferProgress): boolean => {
    const { totalBytes } = run.record().progress;
    const hasOtherTotal =
      totalBytes !== null && progress.totalBytes !== null && totalBytes !== progress.totalBytes;
    return hasOtherTotal || progress.epoch > epoch;
  };

  const rateOf = (progress: TransferProgress): number | null => {
    if (progress.isStalled || progress.waitingUntil !== null) {
      meter.reset(now());
      return null;
    }
    return meter.count(Math.max(0, progress.receivedBytes - lastReceivedBytes), now());
  };

  const report = (progress: TransferProgress): void => {
    // It is being stopped: how far it came is told when it has.
    if (run.signal.aborted) return;
    if (run.record().state === 'RESOLVING') {
      if (progress.phase === 'resolving' && progress.waitingUntil === null) return;
      run.dispatch({ kind: 'transfer' });
    }
    if (hasRestarted(progress)) {
      meter.reset(now());
      lastReceivedBytes = 0;
      run.dispatch({
        kind: 'restart',
        reason: progress.restartReason ?? 'The object changed at the storage host.',
      });
    }
    epoch = progress.epoch;
    const told = run.record().progress;
    // A full disk can keep the journal from saying all that had come; what was told stays true within the epoch.
    const receivedBytes = Math.max(progress.receivedBytes, told.receivedBytes ?? 0);
    run.dispatch({
      kind: 'advance',
      receivedBytes,
      verifiedBytes: Math.min(receivedBytes, Math.max(progress.verifiedBytes, told.verifiedBytes ?? 0)),
      totalBytes: progress.totalBytes ?? told.totalBytes,
      bytesPerSecond: rateOf(progress),
      connections: progress.connections,
      attempts: earlierAttempts + Math.max(1, progress.attempts),
      stalled: progress.isStalled,
      waitingUntil: progress.waitingUntil,
      resolving: progress.phase === 'resolving',
    });
    lastReceivedBytes = progress.receivedBytes;
    if (progress.phase === 'verifying' && run.record().state === 'TRANSFERRING')
      run.dispatch({ kind: 'verify' });
  };

  return { report };
}
