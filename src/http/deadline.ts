/** The time one call may take. It ends the call's signal, as the caller's own signal does. */
export interface Deadline {
  /** Aborted when the time is up or the caller left, whichever is first. */
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
  /** Whether the time was up before the caller left. */
  hasPassed(): boolean;
  /** Frees the timer and the listener. */
  dispose(): void;
}

/**
 * Starts the clock of a call. Made by hand because `AbortSignal.any` keeps its sources alive for as long as a
 * long-lived caller's signal lives.
 */
export function startDeadline(caller: AbortSignal, totalMs: number): Deadline {
  const controller = new AbortController();
  let passed = false;
  const leave = (): void => controller.abort(caller.reason);
  const timer = setTimeout(() => {
    passed = !controller.signal.aborted;
    controller.abort(new DOMException(`No answer within ${totalMs} ms`, 'TimeoutError'));
  }, totalMs);
  if (caller.aborted) leave();
  else caller.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    endsAtMs: performance.now() + totalMs,
    hasPassed: () => passed,
    dispose: () => {
      clearTimeout(timer);
      caller.removeEventListener('abort', leave);
    },
  };
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    }, ms);
    signal.addEventListener('abort', leave, { once: true });
  });
}
