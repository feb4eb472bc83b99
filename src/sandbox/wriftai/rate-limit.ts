/** Requests a second that are refilled, and how many may come at once (contract §6; burst sizes are our choice). */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

export const RATE_WITH_TOKEN: RateLimit = { perSecond: 3, burst: 6 };
export const RATE_WITHOUT_TOKEN: RateLimit = { perSecond: 1, burst: 3 };

/** What one kind of caller has left. Counts in real time, because its clients do. */
export class RateBucket {
  readonly #limit: RateLimit;
  #left: number;
  #countedAtMs = performance.now();

  constructor(limit: RateLimit) {
    this.#limit = limit;
    this.#left = limit.burst;
  }

  /** Takes one request; false when there is none left. */
  take(): boolean {
    this.#refill();
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  /** The headers of every answer; the reset is a Unix timestamp in whole seconds. */
  headers(): Readonly<Record<string, string>> {
    this.#refill();
    const missing = Math.max(0, 1 - this.#left);
    const resetMs = Date.now() + (missing / this.#limit.perSecond) * 1_000;
    return {
      'x-ratelimit-limit': String(this.#limit.perSecond),
      'x-ratelimit-remaining': String(Math.floor(this.#left)),
      'x-ratelimit-reset': String(Math.ceil(resetMs / 1_000)),
    };
  }

  #refill(): void {
    const nowMs = performance.now();
    const gained = ((nowMs - this.#countedAtMs) / 1_000) * this.#limit.perSecond;
    this.#left = Math.min(this.#limit.burst, this.#left + gained);
    this.#countedAtMs = nowMs;
  }
}
