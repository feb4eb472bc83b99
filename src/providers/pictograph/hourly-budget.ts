import type { HttpAnswer } from '../../http/types.js';

/** Above this share of the hour's requests nobody need save. */
const AMPLE_SHARE = 1 / 4;
const MAX_SLOWDOWN = 8;

/** What the last answer said of the requests that the key may make in an hour (contract §7). */
export interface HourlyBudget {
  /** Reads `x-ratelimit-limit` and `x-ratelimit-remaining`; an answer without them changes nothing. */
  note(answer: Pick<HttpAnswer, 'headers'>): void;
  /** By how much whoever asks again and again is to ask less often: 1 while a quarter is left, up to 8 near the end. */
  readonly slowdown: number;
}

/** Nothing is known at first, and so nothing is saved. */
export function createHourlyBudget(): HourlyBudget {
  let slowdown = 1;
  return {
    note: ({ headers }) => {
      const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
      const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
      if (!(limit > 0 && remaining >= 0)) return;
      slowdown = Math.min(Math.max(1, (AMPLE_SHARE * limit) / remaining), MAX_SLOWDOWN);
    },
    get slowdown() {
      return slowdown;
    },
  };
}
