import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/domain/common.js';
import { MAX_WAITING_PAYLOADS, type PubSub } from '../../src/pubsub/pubsub.js';

const done = { done: true, value: undefined };

/** Reads as many payloads as are asked for. */
async function take(iterator: AsyncIterator<JsonValue>, count: number): Promise<JsonValue[]> {
  const taken: JsonValue[] = [];
  while (taken.length < count) {
    const result = await iterator.next();
    if (result.done === true) break;
    taken.push(result.value);
  }
  return taken;
}

/** What every pub/sub promises. `open` gives one that is closed when the test ends. */
export function describePubSub(name: string, open: () => Promise<PubSub>): void {
  describe(`${name} pub/sub`, () => {
    it('delivers what is published right after the subscription', async () => {
      const pubSub = await open();
      const events = await pubSub.subscribe('models');

      await pubSub.publish('models', { id: 'm1', tags: ['a', null, 1.5, true] });

      expect(await events.next()).toEqual({ done: false, value: { id: 'm1', tags: ['a', null, 1.5, true] } });
    });

    it('delivers in order, and nothing twice', async () => {
      const pubSub = await open();
      const events = await pubSub.subscribe('models');

      for (let event = 0; event < 100; event += 1) await pubSub.publish('models', event);

      expect(await take(events, 100)).toEqual([...Array(100).keys()]);
      await pubSub.publish('models', 'next');
      expect(await events.next()).toEqual({ done: false, value: 'next' });
    });

    it('keeps topics apart, also when one name begins like another', async () => {
      const pubSub = await open();
      const short = await pubSub.subscribe('model');
      const long = await pubSub.subscribe('models');

      await pubSub.publish('model*', 'pattern');
      await pubSub.publish('models', 'long');
      await pubSub.publish('model', 'short');

      expect(await short.next()).toEqual({ done: false, value: 'short' });
      expect(await long.next()).toEqual({ done: false, value: 'long' });
    });

    it('goes on for one subscriber when another one of the topic leaves', async () => {
      const pubSub = await open();
      const first = await pubSub.subscribe('models');
      const second = await pubSub.subscribe('models');

      await first.return?.();
      await pubSub.publish('models', 'still here');

      expect(await second.next()).toEqual({ done: false, value: 'still here' });
      expect(await first.next()).toEqual(done);
    });

    it('can be subscribed to again after the last subscriber left', async () => {
      const pubSub = await open();
      const first = await pubSub.subscribe('models');

      await first.return?.();
      const second = await pubSub.subscribe('models');
      await pubSub.publish('models', 'again');

      expect(await second.next()).toEqual({ done: false, value: 'again' });
    });

    it('ends a subscriber who waits as soon as it leaves', async () => {
      const events = await (await open()).subscribe('models');
      const waiting = events.next();

      await events.return?.();

      expect(await waiting).toEqual(done);
    });

    it('drops the oldest payloads of a subscriber who does not read', async () => {
      const pubSub = await open();
      const events = await pubSub.subscribe('models');

      const count = MAX_WAITING_PAYLOADS + 5;
      await Promise.all(Array.from({ length: count }, (_, event) => pubSub.publish('models', event)));

      expect(await events.next()).toEqual({ done: false, value: 5 });
    });

    it('ends all subscriptions when it is closed, and takes no more', async () => {
      const pubSub = await open();
      const events = await pubSub.subscribe('models');
      const waiting = events.next();

      await pubSub.close();

      expect(await waiting).toEqual(done);
      await expect(pubSub.subscribe('models')).rejects.toThrow(/closed/u);
    });
  });
}
