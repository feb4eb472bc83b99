import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Announcements } from '../artifacts/announcements.js';
import type { PubSub } from '../pubsub/pubsub.js';

const TOPIC = 'artifact-changed';

const changeSchema = z.object({ from: z.string(), artifact: z.string() });

/** Announces changes of artifacts to the replicas that share a pub/sub. Ends when that is closed. */
export async function announceArtifacts(pubSub: PubSub): Promise<Announcements> {
  const self = randomUUID();
  const listeners = new Set<(artifactId: string) => void>();
  const changes = await pubSub.subscribe(TOPIC);
  void (async () => {
    for await (const payload of changes) {
      const change = changeSchema.safeParse(payload);
      if (!change.success || change.data.from === self) continue;
      for (const listener of listeners) listener(change.data.artifact);
    }
  })();
  return {
    tell: (artifact) => void pubSub.publish(TOPIC, { from: self, artifact }),
    listen: (onChanged) => {
      listeners.add(onChanged);
      return () => void listeners.delete(onChanged);
    },
  };
}
