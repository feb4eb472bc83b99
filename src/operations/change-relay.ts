import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Ref } from '../domain/ref.js';
import { MISSED_TOPIC, type PubSub } from '../pubsub/pubsub.js';

const TOPIC = 'model-changed';

const changeSchema = z.object({ from: z.string(), provider: z.string(), nativeId: z.string() });

/** Carries "this model has changed" to every replica. */
export interface ChangeRelay {
  /** Applies a change here at once, so that its maker sees it, and tells the other replicas. */
  announce(key: Ref): void;
}

/** What is done about changes. */
export interface ChangeListener {
  changed(key: Ref): void;
  /** Changes at other replicas may not have been heard of. */
  missedSome(): void;
}

/** Starts listening. Ends when the pub/sub is closed. */
export async function startChangeRelay(pubSub: PubSub, listener: ChangeListener): Promise<ChangeRelay> {
  const self = randomUUID();
  const changes = await pubSub.subscribe(TOPIC);
  const losses = await pubSub.subscribe(MISSED_TOPIC);
  void (async () => {
    for await (const payload of changes) {
      const change = changeSchema.safeParse(payload);
      if (change.success && change.data.from !== self) listener.changed(change.data);
    }
  })();
  void (async () => {
    for await (const _ of losses) listener.missedSome();
  })();
  return {
    announce: ({ provider, nativeId }) => {
      listener.changed({ provider, nativeId });
      void pubSub.publish(TOPIC, { from: self, provider, nativeId });
    },
  };
}
