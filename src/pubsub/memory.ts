import type { PubSub } from './pubsub.js';
import { Topics } from './topics.js';

/** Pub/sub inside one process. */
export function createMemoryPubSub(): PubSub {
  const topics = new Topics(() => {});
  let closed = false;
  return {
    publish: async (topic, payload) => topics.deliver(topic, payload),
    subscribe: async (topic) => {
      if (closed) throw new Error('The pub/sub is closed');
      return topics.add(topic);
    },
    close: async () => {
      closed = true;
      topics.end();
    },
  };
}
