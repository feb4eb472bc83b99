import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MISSED_TOPIC, type PubSub } from '../../../src/pubsub/pubsub.js';
import { createRedisPubSub } from '../../../src/pubsub/redis.js';
import { captureLog } from '../../helpers/capture-log.js';
import { isWithoutRedis, openLink, startRedis, type TestRedis } from '../../helpers/redis.js';
import { describePubSub } from '../pubsub-contract.js';

const isSkipped = isWithoutRedis('pub/sub over Redis');
async function openReplica(redis: TestRedis, prefix = 'test:'): Promise<PubSub> {
  const link = await openLink(redis);
  const pubSub = createRedisPubSub({ link, prefix, log: captureLog().log });
  onTestFinished(() => pubSub.close());
  return pubSub;
}

/** Publishes until a subscriber has got something: the way to wait for a connection to come back. */
async function publishUntilHeard(from: PubSub, events: AsyncIterator<unknown>): Promise<unknown> {
  let heard: unknown;
  const hearing = events.next().then((result) => (heard = result.value));
  await expect
    .poll(() => from.publish('models', 'back').then(() => heard), { timeout: 15_000 })
    .toBeDefined();
  return hearing;
}

describe.skipIf(isSkipped)('over a real server', () => {
  describePubSub('Redis', async () => openReplica(await startRedis()));

  describe('Redis pub/sub', () => {
    it('reaches the other replicas', async () => {
      const redis = await startRedis();
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const events = await there.subscribe('models');

      await here.publish('models', { id: 'm1' });

      expect(await events.next()).toEqual({ done: false, value: { id: 'm1' } });
    });

    it('keeps deployments with other prefixes apart', async () => {
      const redis = await startRedis();
      const [ours, theirs] = [await openReplica(redis, 'ours:'), await openReplica(redis, 'theirs:')];
      const events = await ours.subscribe('models');

      await theirs.publish('models', 'foreign');
      await ours.publish('models', 'own');

      expect(await events.next()).toEqual({ done: false, value: 'own' });
    });

    it('refuses an empty prefix', async () => {
      const link = await openLink(await startRedis());

      expect(() => createRedisPubSub({ link, prefix: '', log: captureLog().log })).toThrow(/prefix/u);
    });

    it.each(['not json', '{}', '{"from":1}', 'null'])('survives %j on its channel', async (garbage) => {
      const redis = await startRedis();
      const stranger = new Redis(redis.url);
      onTestFinished(() => stranger.disconnect());
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const events = await there.subscribe('models');

      await stranger.publish('test:models', garbage);
      await here.publish('models', 'fine');

      expect(await events.next()).toEqual({ done: false, value: 'fine' });
    });

    it('gives a channel up when its last subscriber has left', async () => {
      const redis = await startRedis();
      const stranger = new Redis(redis.url);
      onTestFinished(() => stranger.disconnect());
      const pubSub = await openReplica(redis);
      const [first, second] = [await pubSub.subscribe('models'), await pubSub.subscribe('models')];

      await first.return?.();
      expect(await stranger.pubsub('CHANNELS')).toEqual(['test:models']);
      await second.return?.();

      await expect.poll(() => stranger.pubsub('CHANNELS')).toEqual([]);
    });

    it('counts Redis as back only when it hears the others again', async () => {
      const redis = await startRedis();
      const [hereLink, thereLink] = [await openLink(redis), await openLink(redis)];
      const [here, there] = [hereLink, thereLink].map((link) => {
        const pubSub = createRedisPubSub({ link, prefix: 'test:', log: captureLog().log });
        onTestFinished(() => pubSub.close());
        return pubSub;
      });
      const events = await there!.subscribe('models');
      await redis.stop();
      await expect.poll(() => [hereLink.isUp, thereLink.isUp]).toEqual([false, false]);
      await redis.start();
      await expect
        .poll(() => [hereLink.isUp, thereLink.isUp], { timeout: 10_000, interval: 1 })
        .toEqual([true, true]);

      await here!.publish('models', 'at once');

      const heard = events.next().then(({ value }) => value as unknown);
      expect(await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, 2_000))])).toBe(
        'at once',
      );
    });

    it('says that something may have been missed when it was cut off from the others', async () => {
      const redis = await startRedis();
      const stranger = new Redis(redis.url);
      onTestFinished(() => stranger.disconnect());
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const losses = [await here.subscribe(MISSED_TOPIC), await there.subscribe(MISSED_TOPIC)];

      await stranger.client('KILL', 'TYPE', 'pubsub');

      expect(await Promise.all(losses.map((each) => each.next()))).toMatchObject([
        { done: false },
        { done: false },
      ]);
    });

    it('says that something may have been missed when it could not tell the others', async () => {
      const redis = await startRedis();
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const losses = await there.subscribe(MISSED_TOPIC);

      redis.freeze();
      await here.publish('models', 'lost');
      redis.thaw();

      expect(await losses.next()).toMatchObject({ done: false });
    });

    it('subscribes again when the server comes back', async () => {
      const redis = await startRedis();
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const events = await there.subscribe('models');

      await redis.stop();
      await redis.start();

      expect(await publishUntilHeard(here, events)).toBe('back');
    });

    it('works inside the process while the server is away, and beyond it afterwards', async () => {
      const redis = await startRedis();
      await redis.stop();
      const [here, there] = [await openReplica(redis), await openReplica(redis)];
      const [near, far] = [await here.subscribe('models'), await there.subscribe('models')];

      await here.publish('models', 'local');
      expect(await near.next()).toEqual({ done: false, value: 'local' });
      await redis.start();

      expect(await publishUntilHeard(here, far)).toBe('back');
    });
  });
});
