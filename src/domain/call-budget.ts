import { GatewayError } from '../errors/gateway-error.js';

/** How many calls to providers one operation may still cause, or one event of a subscription. */
export class CallBudget {
  readonly #maximum: number;
  #left: number;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#left = maximum;
  }

  /** Counts a call that is about to leave. Throws BUDGET_EXCEEDED when there is none left; the call must not be made then. */
  take(): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    throw new GatewayError(
      'BUDGET_EXCEEDED',
      `One operation may cause ${this.#maximum} calls to providers, and this one has. This part was not asked for; ` +
        'ask for fewer things at once.',
    );
  }

  /** Begins anew, for the next event of a subscription. */
  renew(): void {
    this.#left = this.#maximum;
  }
}
