/** A bounded number of places; who finds none waits in order of arrival. */
export interface Slots {
  /** Resolves with the function that gives the place back. Rejects with the signal's reason while waiting. */
  acquire(signal: AbortSignal): Promise<() => void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  const release = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };

  const acquire = (signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
      } else if (free > 0) {
        free -= 1;
        resolve(release);
      } else {
        const leave = (): void => {
          waiting.delete(enter);
          reject(signal.reason);
        };
        const enter = (): void => {
          waiting.delete(enter);
          signal.removeEventListener('abort', leave);
          resolve(release);
        };
        waiting.add(enter);
        signal.addEventListener('abort', leave, { once: true });
      }
    });

  return { acquire };
}
