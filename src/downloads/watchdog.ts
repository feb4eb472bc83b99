/** Notices silence. */
export interface Watchdog {
  /** Something came: the time begins anew, and the dog may bark again. */
  touch(): void;
  stop(): void;
}

/** Starts at once. `onSilence` is called once per silence of `afterMs`. */
export function startWatchdog(afterMs: number, onSilence: () => void): Watchdog {
  const timer = setTimeout(onSilence, afterMs);
  return {
    // `refresh` re-arms the timer, a fired one too, without a new object for each chunk.
    touch: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
