/** How the gateway treats one provider instance when it does not answer as it should. Times in milliseconds. */
export interface Resilience {
  /** One total for a metadata call with all its retries and waits. */
  readonly totalTimeoutMs: number;
  /** Most calls that are under way at the same time; further ones wait within their time. */
  readonly maxConcurrency: number;
  /** Retries of reads in percent of all calls; a small reserve comes on top, so that a quiet provider gets retries, too. */
  readonly retryBudgetPercent: number;
  /** So many failed calls one after the other open the circuit; so does half of the last twenty. */
  readonly circuitFailures: number;
  /** How long an open circuit refuses calls before one is tried; doubles with each failed try, up to six times this. */
  readonly circuitOpenMs: number;
}

/** For a provider whose entry says nothing else. */
export const DEFAULT_RESILIENCE: Resilience = {
  totalTimeoutMs: 10_000,
  maxConcurrency: 16,
  retryBudgetPercent: 10,
  circuitFailures: 5,
  circuitOpenMs: 5_000,
};
