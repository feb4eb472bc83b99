import { onFirstAbort } from '../async/abort.js';
import { cancelledError, timeoutError, type Peer } from './failures.js';

/** The time one call may take. */
export interface Deadline {
  /** Aborted with a GatewayError: PROVIDER_TIMEOUT when the time is up, CANCELLED when somebody left before. */
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** Frees the timer and the listeners. */
  dispose(): void;
}

/** Starts the clock of a call that also ends with any of `sources`. */
export function startDeadline(peer: Peer, totalMs: number, sources: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  const letGo = onFirstAbort(sources, (reason) => controller.abort(cancelledError(peer, reason)));
  const timer = setTimeout(() => controller.abort(timeoutError(peer, totalMs)), totalMs);
  return {
    signal: controller.signal,
    endsAtMs: performance.now() + totalMs,
    dispose: () => {
      clearTimeout(timer);
      letGo();
    },
  };
}
