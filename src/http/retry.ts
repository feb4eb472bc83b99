import { pause } from '../async/abort.js';
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, MAX_RETRIES } from './defaults.js';
import type { Deadline } from './deadline.js';
import type { GatewayError } from '../errors/gateway-error.js';
import type { RetryBudget } from './retry-budget.js';

/** Full jitter: anywhere between 0 and a bound that doubles with each retry. `random` gives [0, 1). */
export function backoffMs(retries: number, random: () => number): number {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** retries);
}

/** What bounds the retries of a call. */
export interface RetryBounds {
  readonly deadline: Deadline;
  readonly budget: RetryBudget;
}

/**
 * Waits before the next try of a read, or throws `failure` when there is none: it is not retryable, the tries or the budget
 * are used up, or the wait does not fit into the deadline. Rate-limited reads are tried for as long as the deadline allows;
 * where the provider names the time of the next call, that bounds them and the budget is left alone.
 */
export async function waitForRetry(
  failure: GatewayError,
  retries: number,
  { deadline, budget }: RetryBounds,
): Promise<void> {
  const isRateLimited = failure.code === 'PROVIDER_RATE_LIMITED';
  if (!failure.retryable || (!isRateLimited && retries >= MAX_RETRIES)) throw failure;
  const waitMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(retries, Math.random));
  if (performance.now() + waitMs >= deadline.endsAtMs) throw failure;
  const isPaced = isRateLimited && failure.retryAfterMs !== undefined;
  if (!isPaced && !budget.spend()) throw failure;
  await pause(waitMs, deadline);
}
