/** Time constant of the smoothing: what came 5 s ago counts 1/e of what comes now. */
const SMOOTHING_MS = 5_000;
/** Bytes are gathered for this long before they count as one measurement; shorter ones are mostly noise. */
const SAMPLE_MS = 100;

/** Measures how fast bytes come, as an exponentially weighted moving average over about 5 s. */
export interface ProgressMeter {
  /** Counts what came since the last call and gives the rate; null before the first measurement. */
  count(bytes: number, nowMs: number): number | null;
  /** Begins anew, so that a pause without bytes does not count as slowness. */
  reset(nowMs: number): void;
}

export function createProgressMeter(startedMs: number): ProgressMeter {
  let bytesPerSecond: number | null = null;
  let sampleBytes = 0;
  let sampleStartedMs = startedMs;

  return {
    count: (bytes, nowMs) => {
      sampleBytes += bytes;
      const elapsedMs = nowMs - sampleStartedMs;
      if (elapsedMs < SAMPLE_MS) return bytesPerSecond;
      const sampled = (sampleBytes / elapsedMs) * 1_000;
      const weight = 1 - Math.exp(-elapsedMs / SMOOTHING_MS);
      bytesPerSecond =
        bytesPerSecond === null ? sampled : bytesPerSecond + weight * (sampled - bytesPerSecond);
      sampleBytes = 0;
      sampleStartedMs = nowMs;
      return bytesPerSecond;
    },
    reset: (nowMs) => {
      bytesPerSecond = null;
      sampleBytes = 0;
      sampleStartedMs = nowMs;
    },
  };
}
