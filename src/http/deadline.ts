import { onFirstAbort } from '../async/abort.js';
import { Stop, type StopSignal } from '../async/stop.js';
import { cancelledError, timeoutError, type Peer } from './failures.js';

/** The time one call may take. */
export interface Deadline {
  /** Aborted with a GatewayError: PROVIDER_TIMEOUT when the time is up, CANCELLED when somebody left before. */
  readonly signal: StopSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** Frees the timer and the listeners. */
  dispose(): void;
}

/** Starts the clock of a call that also ends with any of `sources`. */
export function startDeadline(peer: Peer, totalMs: number, sources: readonly StopSignal[]): Deadline {
  const signal = new Stop();
  const letGo = onFirstAbort(sources, (reason) => signal.abort(cancelledError(peer, reason)));
  const timer = setTimeout(() => signal.abort(timeoutError(peer, totalMs)), totalMs);
  return {
    signal,
    endsAtMs: performance.now() + totalMs,
    dispose: () => {
      clearTimeout(timer);
      letGo();
    },
  };
}
