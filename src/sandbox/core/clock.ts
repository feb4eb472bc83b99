import type { SandboxClock } from './types.js';

/** A clock that runs from `startMs` with real time, plus what it is advanced by. */
export function createRunningClock(startMs: number): SandboxClock {
  const startedMs = performance.now();
  const advances = createManualClock(startMs);
  return {
    now: () => Math.floor(advances.now() + performance.now() - startedMs),
    advance: (ms) => advances.advance(ms),
  };
}

/** A clock that stands still but for `advance`. */
export function createManualClock(startMs: number): SandboxClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`Time moves forward only, not by ${ms} ms.`);
      nowMs += ms;
    },
  };
}
