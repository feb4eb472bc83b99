/** Slower than this share of the usual rate is too slow. */
const TOO_SLOW = 0.1;
/** Fewer rates than this say nothing. */
const MIN_RATES = 3;
/** Few enough that a line which has become slow for all is the usual rate soon. */
const MAX_RATES = 9;

/**
 * The rates of the connections of one transfer: those that brought their part lately, and those of windows of the ones under
 * way. It tells whether one of them is much worse than usual. When fresh connections are as slow, their rates become the
 * usual ones after a few, and the host is left in peace. Pure; rates are bytes a millisecond.
 */
export class PeerRates {
  /** The newest last. */
  readonly #rates: number[] = [];

  /** Compares with what was noted before, then notes. */
  isTooSlow(rate: number): boolean {
    const usual = this.#rates.length < MIN_RATES ? 0 : median(this.#rates);
    this.note(rate);
    return rate < usual * TOO_SLOW;
  }

  note(rate: number): void {
    this.#rates.push(rate);
    if (this.#rates.length > MAX_RATES) this.#rates.shift();
  }
}

/** Measures the rate of one connection in windows; time in which it is stopped from this side does not count. */
export class RateMeter {
  #fromMs: number;
  #bytes = 0;
  #stoppedAtMs: number | null = null;

  constructor(nowMs: number) {
    this.#fromMs = nowMs;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
  }

  stop(nowMs: number): void {
    this.#stoppedAtMs = nowMs;
  }

  goOn(nowMs: number): void {
    this.#fromMs += nowMs - (this.#stoppedAtMs ?? nowMs);
    this.#stoppedAtMs = null;
  }

  /** Bytes a millisecond of a window that is at least so long, which ends now; null while it is not. */
  takeWindow(nowMs: number, windowMs: number): number | null {
    const elapsedMs = nowMs - this.#fromMs;
    if (this.#stoppedAtMs !== null || elapsedMs < windowMs) return null;
    const rate = this.#bytes / elapsedMs;
    this.#fromMs = nowMs;
    this.#bytes = 0;
    return rate;
  }
}

function median(rates: readonly number[]): number {
  const sorted = rates.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
