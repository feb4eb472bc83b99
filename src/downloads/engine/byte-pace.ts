/** How much may come at once after a pause, as a time at the full rate. */
const BURST_MS = 100;

/** A token bucket for bytes that have already come: it tells how long to stop for. Pure; any steady clock. */
export class BytePace {
  readonly #bytesPerMs: number;
  readonly #burstBytes: number;
  #credit: number;
  #countedAtMs: number;

  /** `bytesPerSecond`: null for no limit. */
  constructor(bytesPerSecond: number | null, nowMs: number) {
    this.#bytesPerMs = bytesPerSecond === null ? Infinity : bytesPerSecond / 1_000;
    this.#burstBytes = this.#bytesPerMs * BURST_MS;
    this.#credit = 0;
    this.#countedAtMs = nowMs;
  }

  /** Counts bytes that came, and gives the milliseconds for which no more should come; 0 mostly. */
  take(bytes: number, nowMs: number): number {
    if (this.#bytesPerMs === Infinity) return 0;
    const grown = this.#credit + (nowMs - this.#countedAtMs) * this.#bytesPerMs;
    this.#credit = Math.min(this.#burstBytes, grown) - bytes;
    this.#countedAtMs = nowMs;
    return this.#credit >= 0 ? 0 : -this.#credit / this.#bytesPerMs;
  }
}
