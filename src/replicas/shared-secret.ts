import { messageOf, type RedisLink } from '../redis/link.js';
import type { Logger } from '../observability/logger.js';

/**
 * The secret that all replicas have: the one that the first of them left in Redis, which is this process's own when it is
 * the first. While Redis is away each goes by its own.
 */
export async function agreeOnSecret(link: RedisLink, own: Buffer, log: Logger): Promise<Buffer> {
  const key = `${link.prefix}secret`;
  try {
    await link.run((redis) => redis.setnx(key, own.toString('base64')));
    const text = await link.run((redis) => redis.get(key));
    return text === null ? own : Buffer.from(text, 'base64');
  } catch (error) {
    log.warn(
      { error: messageOf(error) },
      'Cursors and the shared cache may not be those of the other replicas until the next start',
    );
    return own;
  }
}
