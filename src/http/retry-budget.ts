/** Retries that are there before any call has earned one, and most that can be saved up. */
const RESERVE = 10;

/**
 * Keeps retries to a share of the traffic: when a provider is in trouble, every call would else become three. Each call earns
 * a fraction of a retry.
 */
export class RetryBudget {
  readonly #earned: number;
  #retries = RESERVE;

  constructor(percent: number) {
    this.#earned = percent / 100;
  }

  /** A call is made. */
  earn(): void {
    this.#retries = Math.min(RESERVE, this.#retries + this.#earned);
  }

  /** Takes one retry; false when there is none left. */
  spend(): boolean {
    if (this.#retries < 1) return false;
    this.#retries -= 1;
    return true;
  }
}
