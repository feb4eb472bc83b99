import type { Reception } from './reception.js';
import type { TransferPhase, TransferProgress } from './types.js';

const PROGRESS_EVERY_MS = 100;

/** What the owner is told besides what is on disk. */
export interface Standing {
  readonly connections: number;
  readonly attempts: number;
  readonly isStalled: boolean;
  /** On the clock of `performance.now()`; in the past while nothing waits. */
  readonly heldUntilMs: number;
  readonly phase: TransferPhase;
}

/** Tells the owner of a transfer how it stands: when it asks, and else not more often than it is good for. */
export class ProgressTeller {
  readonly #reception: Reception;
  readonly #expectedBytes: number | null;
  readonly #onProgress: (progress: TransferProgress) => void;
  #toldAtMs = 0;
  #toldEpoch: number;
  #toldReceivedBytes: number;

  constructor(
    reception: Reception,
    expectedBytes: number | null,
    onProgress: (progress: TransferProgress) => void,
  ) {
    this.#reception = reception;
    this.#expectedBytes = expectedBytes;
    this.#onProgress = onProgress;
    this.#toldEpoch = reception.epoch;
    this.#toldReceivedBytes = reception.parts.receivedBytes;
  }

  /** Whether it is time to tell again. */
  isDue(nowMs: number): boolean {
    return nowMs - this.#toldAtMs >= PROGRESS_EVERY_MS;
  }

  tell(standing: Standing, nowMs: number): void {
    this.#toldAtMs = nowMs;
    const { parts, hashedBytes, epoch, restartReason, hasAnnouncedDigest } = this.#reception;
    const { connections, attempts, isStalled, heldUntilMs, phase } = standing;
    // What is found damaged was here, too; the number stands until all of it is here again.
    const leastReceivedBytes = epoch === this.#toldEpoch ? this.#toldReceivedBytes : 0;
    this.#toldEpoch = epoch;
    this.#toldReceivedBytes = Math.max(leastReceivedBytes, parts.receivedBytes);
    const heldForMs = heldUntilMs - nowMs;
    this.#onProgress({
      receivedBytes: this.#toldReceivedBytes,
      verifiedBytes: hashedBytes,
      totalBytes: parts.totalBytes ?? this.#expectedBytes,
      connections,
      attempts,
      epoch,
      restartReason,
      isStalled,
      waitingUntil: heldForMs > 0 ? new Date(Date.now() + heldForMs) : null,
      phase,
      hasAnnouncedDigest,
    });
  }
}
