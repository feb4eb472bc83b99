import { pause } from '../async/abort.js';
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, MAX_RETRIES } from './defaults.js';
import type { Deadline } from './deadline.js';
import type { GatewayError } from '../errors/gateway-error.js';

/** Full jitter: anywhere between 0 and a bound that doubles with each retry. `random` gives [0, 1). */
export function backoffMs(retries: number, random: () => number): number {
  return random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** retries);
}

/**
 * Waits before the next try of a read, or throws `failure` when there is none: it is not retryable, the tries are used
 * up, or the wait does not fit into the deadline. Rate-limited reads are tried for as long as the deadline allows.
 */
export async function waitForRetry(
  failure: GatewayError,
  retries: number,
  deadline: Deadline,
): Promise<void> {
  const isSpent = failure.code !== 'PROVIDER_RATE_LIMITED' && retries >= MAX_RETRIES;
  if (!failure.retryable || isSpent) throw failure;
  const waitMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(retries, Math.random));
  if (performance.now() + waitMs >= deadline.endsAtMs) throw failure;
  await pause(waitMs, deadline.signal);
}
