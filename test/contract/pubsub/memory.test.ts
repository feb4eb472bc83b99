import { onTestFinished } from 'vitest';
import { createMemoryPubSub } from '../../../src/pubsub/memory.js';
import { describePubSub } from '../pubsub-contract.js';

describePubSub('memory', async () => {
  const pubSub = createMemoryPubSub();
  onTestFinished(() => pubSub.close());
  return pubSub;
});
