import { createHmac, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ProviderNews, Replicas } from '../http/replicas.js';
import type { PubSub } from '../pubsub/pubsub.js';
import type { RedisLink } from '../redis/link.js';
import { openProviderBucket } from './provider-buckets.js';

const TOPIC = 'provider-news';

const newsSchema = z.object({
  from: z.string(),
  provider: z.string(),
  news: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('hold'), account: z.string(), waitMs: z.number() }),
    z.object({ kind: z.literal('circuit'), isOpen: z.boolean(), failingForMs: z.number() }),
  ]),
});

/** What the other replicas are reached by. */
export interface ProviderReplicasOptions {
  readonly link: RedisLink;
  readonly pubSub: PubSub;
  /** A secret that all replicas have. */
  readonly key: Buffer;
}

/** Makes the way to the other replicas, for calls to providers. Ends when the pub/sub is closed. */
export async function joinProviderReplicas({
  link,
  pubSub,
  key,
}: ProviderReplicasOptions): Promise<Replicas> {
  const self = randomUUID();
  const listeners = new Map<string, Set<(news: ProviderNews) => void>>();
  const messages = await pubSub.subscribe(TOPIC);
  void (async () => {
    for await (const message of messages) {
      const { data } = newsSchema.safeParse(message);
      if (data === undefined || data.from === self) continue;
      for (const hear of listeners.get(data.provider) ?? []) hear(data.news);
    }
  })();
  return {
    key: createHmac('sha256', key).update('provider-accounts').digest(),
    bucketOf: (provider, account, limit) => openProviderBucket(link, provider, account, limit),
    tell: (provider, news) => void pubSub.publish(TOPIC, { from: self, provider, news }),
    listen: (provider, hear) => {
      const known = listeners.get(provider) ?? new Set();
      listeners.set(provider, known.add(hear));
    },
  };
}
