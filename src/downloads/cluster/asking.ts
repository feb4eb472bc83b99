import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError, isGatewayError } from '../../errors/gateway-error.js';
import type { RedisLink } from '../../redis/link.js';

/** How long Redis may be away before somebody is refused, in milliseconds: a busy process reads its answers late. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 100;

/**
 * Does what needs the other replicas' consent, and may be done twice: it is tried again for a while when Redis is away for a moment.
 * Throws COORDINATION_UNAVAILABLE when that lasts.
 */
export async function withPatience<T>(link: RedisLink, step: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await withConsent(link, step);
    } catch (error) {
      if (!isGatewayError(error) || performance.now() > deadlineMs) throw error;
    }
    await sleep(RETRY_MS);
  }
}

async function withConsent<T>(link: RedisLink, step: () => Promise<T>): Promise<T> {
  if (!link.isUp) throw awayError();
  try {
    return await step();
  } catch (error) {
    // One that is full refuses to write.
    throw isGatewayError(error) ? error : awayError(error);
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
      'does not answer, or is full. Those that run go on. Try again.',
    { retryable: true, cause },
  );
}
