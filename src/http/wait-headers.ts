import { MAX_WAIT_MS } from './defaults.js';
import type { HttpAnswer } from './types.js';

/** Below this a reset value counts seconds from now, above it seconds since 1970 (a date in 2001 at the earliest). */
const FIRST_UNIX_SECONDS = 1e9;

/**
 * `Retry-After` in milliseconds (RFC 9110 §10.2.3: whole seconds or an HTTP date; a past date is 0). Null when it is
 * absent or unreadable. Never more than an hour.
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/u.test(text)) return clamp(Number(text) * 1_000);
  // Only the three date forms of HTTP begin with a letter; Date.parse alone would also read "-5" or "2.5".
  const dateMs = /^[A-Za-z]/u.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? null : clamp(dateMs - nowMs);
}

/**
 * A rate-limit reset in milliseconds from now: Unix seconds, or seconds to wait. Null when it is absent or unreadable.
 * Never more than an hour.
 */
export function parseRateLimitReset(value: string | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (!/^\d+(?:\.\d+)?$/u.test(text)) return null;
  const seconds = Number(text);
  return clamp(seconds < FIRST_UNIX_SECONDS ? seconds * 1_000 : seconds * 1_000 - nowMs);
}

/** How long a refused call asks us to wait: `Retry-After` of an answer that is not a success. */
export function readRetryAfterMs(answer: HttpAnswer, nowMs: number): number | null {
  return answer.status >= 300 ? parseRetryAfter(answer.headers['retry-after'], nowMs) : null;
}

/**
 * `Retry-After` of a refusal, else the time until `x-ratelimit-reset` when the answer is a 429 or when
 * `x-ratelimit-remaining` says that nothing is left. For `HttpClientOptions.readWaitMs`.
 */
export function readRateLimitWaitMs(answer: HttpAnswer, nowMs: number): number | null {
  const retryAfterMs = readRetryAfterMs(answer, nowMs);
  if (retryAfterMs !== null) return retryAfterMs;
  const isSpent = answer.status === 429 || answer.headers['x-ratelimit-remaining']?.trim() === '0';
  return isSpent ? parseRateLimitReset(answer.headers['x-ratelimit-reset'], nowMs) : null;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), MAX_WAIT_MS);
}
