import { describe, expect, it, onTestFinished } from 'vitest';
import { REDIS_PATIENCE_MS } from '../../../src/redis/link.js';
import { isWithoutRedis, openLink, openLinkTo, startRedis } from '../../helpers/redis.js';
import { startCluster } from '../../helpers/redis-topologies.js';

const isSkipped = isWithoutRedis('a process that is busy');

/** Keeps the process from everything else for longer than Redis may take. */
function beBusy(): void {
  const untilMs = performance.now() + REDIS_PATIENCE_MS + 200;
  while (performance.now() < untilMs);
}

describe.skipIf(isSkipped)('a process that was too busy to read what Redis had answered', () => {
  it('takes the answers for what they are', async () => {
    const link = await openLink(await startRedis());

    const stored = link.run((redis) => redis.set('key', 'value'));
    const read = link.run((redis) => redis.pipeline().get('key').get('other').exec());
    beBusy();

    expect(await stored).toBe('OK');
    expect(await read).toEqual([
      [null, 'value'],
      [null, null],
    ]);
    expect(link.isUp).toBe(true);
  });

  it('does so with a cluster, too', async () => {
    const cluster = await startCluster();
    onTestFinished(() => cluster.close());
    const link = await openLinkTo(cluster.config);
    await expect.poll(() => link.isUp, { timeout: 10_000 }).toBe(true);

    const stored = link.run((redis) => redis.set('key', 'value'));
    beBusy();

    expect(await stored).toBe('OK');
    expect(link.isUp).toBe(true);
  });

  it('still gives up a Redis that has not answered', async () => {
    const redis = await startRedis();
    const link = await openLink(redis);
    redis.freeze();

    const stored = link.run((client) => client.set('key', 'value'));
    beBusy();

    await expect(stored).rejects.toThrow('Command timed out');
    expect(link.isUp).toBe(false);
    redis.thaw();
  });
});
