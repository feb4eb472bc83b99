import { Redis } from 'ioredis';

const PATIENCE_MS = 3_000;

/** Connects, asks for a sign of life and leaves; gives how long the answer took, in milliseconds. Rejects with the reason. */
export async function askOnce(url: string): Promise<number> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // What `connect` rejects with says only that the connection was closed; the reason came before.
  let reason: Error | null = null;
  redis.on('error', (error: Error) => (reason ??= error));
  try {
    await redis.connect();
    const startedMs = performance.now();
    await redis.ping();
    return performance.now() - startedMs;
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
