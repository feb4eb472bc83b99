import type { SandboxAnswer, SandboxClock } from '../core/types.js';
import { oldProblem } from './answers.js';

const WINDOW_MS = 3_600_000;

/** The hourly limit of one key: a sliding window of one hour (contract §7). */
export class HourlyLimit {
  readonly #requests: number;
  readonly #clock: SandboxClock;
  /** Times of the requests of the last hour, oldest first. */
  #timesMs: number[] = [];

  constructor(requests: number, clock: SandboxClock) {
    this.#requests = requests;
    this.#clock = clock;
  }

  /** Counts a request; null when it may pass. */
  take(): SandboxAnswer | null {
    const nowMs = this.#clock.now();
    const firstKept = this.#timesMs.findIndex((timeMs) => timeMs > nowMs - WINDOW_MS);
    if (firstKept !== 0) this.#timesMs = firstKept === -1 ? [] : this.#timesMs.slice(firstKept);
    if (this.#timesMs.length < this.#requests) {
      this.#timesMs.push(nowMs);
      return null;
    }
    const seconds = Math.ceil((this.#resetMs() - nowMs) / 1_000);
    const refusal = oldProblem(429, 'rate_limit_exceeded', { message: 'Slow down', retry_after: seconds });
    return { ...refusal, headers: { 'Retry-After': String(seconds) } };
  }

  /** What successful answers carry. */
  headers(): Readonly<Record<string, string>> {
    return {
      'X-RateLimit-Limit': String(this.#requests),
      'X-RateLimit-Remaining': String(Math.max(0, this.#requests - this.#timesMs.length)),
      'X-RateLimit-Reset': String(Math.ceil(this.#resetMs() / 1_000)),
    };
  }

  /** When the oldest request leaves the window. */
  #resetMs(): number {
    return (this.#timesMs[0] ?? this.#clock.now()) + WINDOW_MS;
  }
}
