import type { Tuning } from './tuning.js';

/** Later, one more is tried from time to time: networks change. */
const PROBE_AFTER_MS = 10_000;
/** A change of the number must bring this much to be kept. */
const MIN_GAIN = 1.1;

/**
 * Finds the number of connections that is worth having: 1, 2, 4 and so on while the total rate rises by a tenth or more, then
 * the last number that paid. Pure; times are milliseconds of any steady clock.
 */
export class AdaptiveConnections {
  readonly #rampWindowMs: number;
  #max: number;
  #target = 1;
  /** The number to go back to, and what it gave; null while nothing is being tried. */
  #trial: { readonly fallback: number; readonly bytesPerMs: number } | null = null;
  #isRamping = true;
  #windowStartMs: number;
  #windowStartBytes: number;

  constructor(tuning: Tuning, max: number, nowMs: number, receivedBytes: number) {
    this.#rampWindowMs = tuning.rampWindowMs;
    this.#max = Math.max(1, max);
    this.#windowStartMs = nowMs;
    this.#windowStartBytes = receivedBytes;
  }

  /** How many connections to have now. */
  get target(): number {
    return this.#target;
  }

  /** Told the state often; changes the target at the end of a window. */
  observe(nowMs: number, receivedBytes: number): void {
    const elapsedMs = nowMs - this.#windowStartMs;
    const isTrying = this.#isRamping || this.#trial !== null;
    if (elapsedMs < (isTrying ? this.#rampWindowMs : PROBE_AFTER_MS)) return;
    const bytesPerMs = (receivedBytes - this.#windowStartBytes) / elapsedMs;
    this.#startWindow(nowMs, receivedBytes);
    if (bytesPerMs <= 0) return;
    if (!isTrying) {
      // The long window says nothing of the rate just now: measure it first, with the present number.
      this.#isRamping = true;
      return;
    }
    this.#judge(bytesPerMs);
  }

  /** The storage host refuses so many at once: one less, and no more from now on. */
  backOff(): void {
    this.#max = Math.max(1, Math.min(this.#max, this.#target) - 1);
    this.#target = Math.min(this.#target, this.#max);
    this.#trial = null;
    this.#isRamping = false;
  }

  #judge(bytesPerMs: number): void {
    if (this.#trial !== null && bytesPerMs < this.#trial.bytesPerMs * MIN_GAIN) {
      this.#target = this.#trial.fallback;
      this.#trial = null;
      this.#isRamping = false;
      return;
    }
    if (this.#target >= this.#max) {
      this.#trial = null;
      this.#isRamping = false;
      return;
    }
    this.#trial = { fallback: this.#target, bytesPerMs };
    this.#target = Math.min(this.#max, this.#target * 2);
  }

  #startWindow(nowMs: number, receivedBytes: number): void {
    this.#windowStartMs = nowMs;
    this.#windowStartBytes = receivedBytes;
  }
}
