import { GatewayError } from '../../errors/gateway-error.js';
import type { RedisLink } from '../../redis/link.js';

/** Does what needs the other replicas' consent. Throws COORDINATION_UNAVAILABLE, at once, while Redis is away. */
export async function withConsent<T>(link: RedisLink, step: () => Promise<T>): Promise<T> {
  if (!link.isUp) throw awayError();
  try {
    return await step();
  } catch (error) {
    throw link.isUp ? error : awayError(error);
  }
}

/** What somebody hears whose wish nobody grants. */
export function silentError(): GatewayError {
  return new GatewayError(
    'COORDINATION_UNAVAILABLE',
    'The replica that has this download does not answer. Another one takes over within seconds. Try again.',
    { retryable: true },
  );
}

function awayError(cause?: unknown): GatewayError {
  return new GatewayError(
    'COORDINATION_UNAVAILABLE',
    'Downloads cannot be started or controlled at the moment: the Redis through which the replicas of this gateway agree ' +
      'does not answer. Those that run go on. Try again.',
    { retryable: true, cause },
  );
}
