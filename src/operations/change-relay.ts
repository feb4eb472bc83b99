import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Ref } from '../domain/ref.js';
import type { PubSub } from '../pubsub/pubsub.js';

const TOPIC = 'model-changed';

const changeSchema = z.object({ from: z.string(), provider: z.string(), nativeId: z.string() });

/** Carries "this model has changed" to every replica. */
export interface ChangeRelay {
  /** Applies a change here at once, so that its maker sees it, and tells the other replicas. */
  announce(key: Ref): void;
}

/** Starts listening. Ends when the pub/sub is closed. */
export async function startChangeRelay(pubSub: PubSub, apply: (key: Ref) => void): Promise<ChangeRelay> {
  const self = randomUUID();
  const changes = await pubSub.subscribe(TOPIC);
  void (async () => {
    for await (const payload of changes) {
      const change = changeSchema.safeParse(payload);
      if (change.success && change.data.from !== self) apply(change.data);
    }
  })();
  return {
    announce: ({ provider, nativeId }) => {
      apply({ provider, nativeId });
      void pubSub.publish(TOPIC, { from: self, provider, nativeId });
    },
  };
}
