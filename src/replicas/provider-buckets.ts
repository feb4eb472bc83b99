import type { PaceLimit } from '../http/pace.js';
import type { SharedBucket } from '../http/replicas.js';
import type { RedisLink } from '../redis/link.js';

/**
 * A token bucket as one number, the time at which it will be full again (GCRA), by the clock of the server. KEYS: bucket;
 * ARGV: time in which a token grows, in microseconds; burst; tokens that are wanted. Gives how many were taken, and the
 * microseconds until there is another one.
 */
const TAKE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local token, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = tonumber(redis.call('GET', KEYS[1]) or 0)
-- Never further away than an empty bucket, also when the clock was set back.
full = math.min(math.max(full, now), now + burst * token)
local granted = math.min(wanted, math.floor(burst - (full - now) / token))
if granted > 0 then
  full = full + granted * token
  redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
end
return { granted, math.max(0, full - (burst - 1) * token - now) }
`;

/** Makes the bucket of a credential at a provider, in Redis. */
export function openProviderBucket(
  link: RedisLink,
  provider: string,
  account: string,
  { requests, intervalMs, burst }: PaceLimit,
): SharedBucket {
  const key = `${link.prefix}pace:${provider}:${account}`;
  const tokenMicroseconds = Math.ceil((intervalMs * 1_000) / requests);
  return {
    take: async (wanted) => {
      try {
        const answer = await link.run((redis) => redis.eval(TAKE, 1, key, tokenMicroseconds, burst, wanted));
        const [granted = 0, nextMicroseconds = 0] = Array.isArray(answer) ? answer.map(Number) : [];
        return { granted, nextMs: nextMicroseconds / 1_000 };
      } catch {
        // The link has noted it, and each replica keeps to the rate by itself.
        return null;
      }
    },
  };
}
