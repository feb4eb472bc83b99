import { GatewayError } from '../../errors/gateway-error.js';
import type { Tuning } from './tuning.js';

/** Failed connections in a row that brought nothing, after which the transfer fails: about 35 s of pauses by default. */
const MAX_FAILURES = 8;
/** Fresh URLs in a row without a byte more than ever before. */
const MAX_REFUSALS = 2;
/** Restarts in a row without a byte more than ever before. */
const MAX_RESTARTS = 4;
const MAX_DELAY_MS = 30_000;
/** A storage host that asks for a longer pause is not waited for. */
const MAX_RETRY_AFTER_MS = 120_000;

/** Decides how often one transfer is tried again. `random` gives [0, 1). */
export class RetryPolicy {
  readonly #tuning: Tuning;
  readonly #random: () => number;
  #mostReceivedBytes: number;
  #failures = 0;
  #refusals = 0;
  #restarts = 0;

  constructor(tuning: Tuning, receivedBytes: number, random: () => number = Math.random) {
    this.#tuning = tuning;
    this.#mostReceivedBytes = receivedBytes;
    this.#random = random;
  }

  /** Tells how much is on disk. Only more than ever before counts, so that restarts cannot go on for ever. */
  noteProgress(receivedBytes: number): void {
    if (receivedBytes <= this.#mostReceivedBytes) return;
    this.#mostReceivedBytes = receivedBytes;
    this.#failures = 0;
    this.#refusals = 0;
    this.#restarts = 0;
  }

  /**
   * How long to wait before the next connection: n² units after the n-th failure in a row, nothing after a
   * connection that got the transfer further. Throws the failure when there is no next one.
   */
  afterFailure(failure: GatewayError, broughtBytes: boolean): number {
    const askedMs = failure.retryAfterMs ?? 0;
    if (!failure.retryable || askedMs > MAX_RETRY_AFTER_MS) throw failure;
    if (broughtBytes && this.#failures === 0) return askedMs;
    this.#failures += 1;
    if (this.#failures >= MAX_FAILURES) throw failure;
    const delayMs = Math.min(MAX_DELAY_MS, this.#tuning.retryUnitMs * this.#failures ** 2);
    // Between half and the whole, so that transfers which broke together do not come back together.
    return Math.max(askedMs, delayMs * (0.5 + this.#random() / 2));
  }

  /** Throws URL_EXPIRED when fresh URLs were refused often enough. */
  afterRefusal(): void {
    this.#refusals += 1;
    if (this.#refusals <= MAX_REFUSALS) return;
    throw new GatewayError(
      'URL_EXPIRED',
      'The storage host refused every download address that the provider gave. ' +
        'Start the download again; if it fails again, check the clocks and the provider.',
      { retryable: true },
    );
  }

  /** Whether starting over may help once more. */
  mayRestart(): boolean {
    this.#restarts += 1;
    return this.#restarts <= MAX_RESTARTS;
  }
}
