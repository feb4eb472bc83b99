import { WINDOW_SECONDS, type RateVerdict } from './rate-limit.js';

const POLICY = '"operations"';

/** The headers of draft-ietf-httpapi-ratelimit-headers, and `Retry-After` for who has to wait. */
export function rateHeaders({
  quota,
  remaining,
  resetMs,
  isAllowed,
}: RateVerdict): Readonly<Record<string, string>> {
  const resetSeconds = Math.ceil(resetMs / 1_000);
  return {
    'ratelimit-policy': `${POLICY};q=${quota};w=${WINDOW_SECONDS}`,
    ratelimit: `${POLICY};r=${remaining};t=${resetSeconds}`,
    ...(isAllowed ? {} : { 'retry-after': String(resetSeconds) }),
  };
}
