import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';

/**
 * Waits for work until the signal ends the waiting, whether the work heeds the signal or not. Rejects with the
 * signal's reason once it is aborted, so that every caller sees why and not how a call took the news.
 */
export async function abortable<T>(start: () => Promise<T>, signal: StopSignal): Promise<T> {
  signal.throwIfAborted();
  let letGo = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    letGo = onFirstAbort([signal], reject);
  });
  try {
    return await Promise.race([start(), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    letGo();
  }
}
