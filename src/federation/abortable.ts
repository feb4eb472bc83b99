/**
 * Waits for work until the signal ends the waiting, whether the work heeds the signal or not. Rejects with the
 * signal's reason once it is aborted, so that every caller sees why and not how a call took the news.
 */
export async function abortable<T>(start: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    // eslint-disable-next-line prefer-promise-reject-errors -- the reason is what the caller of abort() chose
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([start(), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
