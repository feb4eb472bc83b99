import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { RedisLink } from '../redis/link.js';

/** Window of all rates. */
export const WINDOW_SECONDS = 60;

/** Where somebody stands after one more operation. */
export interface RateVerdict {
  readonly isAllowed: boolean;
  /** Operations of one window. */
  readonly quota: number;
  readonly remaining: number;
  /** When the window begins anew, in milliseconds from now. */
  readonly resetMs: number;
}

/** Counts operations in windows of {@link WINDOW_SECONDS}. */
export interface RateLimit {
  /** Counts one operation of `holder`. Never fails; an outage of Redis costs one wait at most, see {@link RedisLink}. */
  take(holder: string): Promise<RateVerdict>;
}

/** Where replicas count together. */
export interface SharedRates {
  readonly link: RedisLink;
  /** Stands before every key. */
  readonly prefix: string;
}

export interface RateLimitOptions {
  readonly perMinute: number;
  /** Shared by replicas; null: each process counts for itself. */
  readonly redis: SharedRates | null;
}

/** Makes a rate limit in memory, or in Redis with the memory to fall back on. */
export function createRateLimit({ perMinute, redis }: RateLimitOptions): RateLimit {
  const memory = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  const shared = redis === null ? null : new SharedCount(redis, perMinute);
  return {
    take: async (holder) => (await shared?.take(holder)) ?? (await countIn(memory, holder, perMinute)),
  };
}

/** The count in Redis; null while Redis is away. */
class SharedCount {
  readonly #link: RedisLink;
  readonly #prefix: string;
  readonly #quota: number;
  #limiter: RateLimiterRedis | null = null;

  constructor({ link, prefix }: SharedRates, quota: number) {
    this.#link = link;
    this.#prefix = prefix;
    this.#quota = quota;
  }

  async take(holder: string): Promise<RateVerdict | null> {
    try {
      return await this.#link.run((redis) => {
        this.#limiter ??= new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: this.#prefix,
          points: this.#quota,
          duration: WINDOW_SECONDS,
        });
        return countIn(this.#limiter, holder, this.#quota);
      });
    } catch {
      // The connection has noted it, and a failed count must not fail the operation.
      return null;
    }
  }
}

async function countIn(limiter: RateLimiterAbstract, holder: string, quota: number): Promise<RateVerdict> {
  const verdict = (counted: RateLimiterRes, isAllowed: boolean): RateVerdict => ({
    isAllowed,
    quota,
    remaining: Math.max(0, counted.remainingPoints),
    resetMs: counted.msBeforeNext,
  });
  try {
    return verdict(await limiter.consume(holder), true);
  } catch (error) {
    if (error instanceof RateLimiterRes) return verdict(error, false);
    throw error;
  }
}
