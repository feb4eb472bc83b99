import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { GATEWAY_CREDENTIALS } from '../../../src/providers/provider.js';
import { createRedisPubSub } from '../../../src/pubsub/redis.js';
import { createTurns } from '../../../src/replicas/turns.js';
import { createWatcher } from '../../../src/watch/shared-poller.js';
import { captureLog } from '../../helpers/capture-log.js';
import { isWithoutRedis, launchRedis, openLink } from '../../helpers/redis.js';
import { useRunning } from '../../helpers/sandbox.js';

const isSkipped = isWithoutRedis('watching together');
interface Progress {
  readonly epoch: number;
  readonly at: Date;
}

const isProgress = (value: unknown): value is Progress =>
  typeof value === 'object' && value !== null && 'epoch' in value;

describe.skipIf(isSkipped)('replicas that watch the same thing', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());
  let things = 0;

  /** A thing at its provider, and replicas that watch it. */
  function makeThing() {
    const key = { provider: 'runs', nativeId: `run-${(things += 1)}` };
    let epoch = 0;
    const openReplica = async () => {
      const link = await openLink(redis());
      const { log } = captureLog();
      const pubSub = createRedisPubSub({ link, prefix: link.prefix, log });
      const replica = { reads: 0 };
      const watcher = createWatcher<Progress>({
        read: async () => {
          replica.reads += 1;
          return { epoch, at: new Date(epoch) };
        },
        intervalMs: () => 40,
        isFinal: (value) => value.epoch === 1_000,
        changed: (previous, next) => previous.epoch !== next.epoch,
        onNews: () => undefined,
        shared: { turns: createTurns({ link, pubSub, log }), kind: 'run', recognises: isProgress },
      });
      onTestFinished(async () => {
        watcher.close();
        await pubSub.close();
      });
      const watch = (credentials = GATEWAY_CREDENTIALS) => watcher.watch(key, credentials);
      return Object.assign(replica, { watch, link });
    };
    return { openReplica, setEpoch: (next: number) => (epoch = next) };
  }

  const seen = async (iterator: AsyncIterator<Progress>) => (await iterator.next()).value?.epoch;

  it('have it read by one of them, and see the same', async () => {
    const thing = makeThing();
    const [here, there] = [await thing.openReplica(), await thing.openReplica()];
    const near = here.watch();
    expect(await seen(near)).toBe(0);
    await expect.poll(() => here.reads).toBeGreaterThan(1);
    const far = there.watch();
    expect(await seen(far)).toBe(0);

    for (const epoch of [1, 2, 3, 4, 5]) {
      thing.setEpoch(epoch);
      expect(await Promise.all([seen(near), seen(far)])).toEqual([epoch, epoch]);
    }

    // The first value is read by whoever begins to watch.
    expect(there.reads).toBe(1);
    expect(here.reads).toBeGreaterThan(5);
  });

  it('go on reading when who read has left, and end with its end', async () => {
    const thing = makeThing();
    const [here, there] = [await thing.openReplica(), await thing.openReplica()];
    const near = here.watch();
    await seen(near);
    await expect.poll(() => here.reads).toBeGreaterThan(1);
    const far = there.watch();
    await seen(far);

    await near.return?.();
    const readsHere = here.reads;
    thing.setEpoch(1);
    expect(await seen(far)).toBe(1);
    thing.setEpoch(1_000);

    expect(await seen(far)).toBe(1_000);
    expect((await far.next()).done).toBe(true);
    expect(here.reads).toBe(readsHere);
  });

  it('take over from one that is gone without a word', async () => {
    const thing = makeThing();
    const [here, there] = [await thing.openReplica(), await thing.openReplica()];
    const near = here.watch();
    await seen(near);
    await expect.poll(() => here.reads).toBeGreaterThan(1);
    const far = there.watch();
    await seen(far);

    here.link.close();
    thing.setEpoch(1);

    expect(await seen(far)).toBe(1);
    expect(there.reads).toBeGreaterThan(1);
  });

  it('read each for itself what only the credential of a caller shows', async () => {
    const thing = makeThing();
    const [here, there] = [await thing.openReplica(), await thing.openReplica()];
    const credentials = new Map([['runs', { secret: new Secret('x'), fingerprint: 'f' }]]);
    const [near, far] = [here.watch(credentials), there.watch(credentials)];
    await Promise.all([seen(near), seen(far)]);

    await expect.poll(() => Math.min(here.reads, there.reads)).toBeGreaterThan(2);
  });

  it('read each for itself while Redis is frozen', async () => {
    const thing = makeThing();
    const [here, there] = [await thing.openReplica(), await thing.openReplica()];
    const [near, far] = [here.watch(), there.watch()];
    await Promise.all([seen(near), seen(far)]);
    redis().freeze();
    onTestFinished(() => redis().thaw());

    thing.setEpoch(1);

    expect(await Promise.all([seen(near), seen(far)])).toEqual([1, 1]);
    await expect.poll(() => Math.min(here.reads, there.reads)).toBeGreaterThan(3);
  });
});
