import { randomUUID } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';
import type { JsonValue } from '../domain/common.js';
import type { Logger } from '../observability/logger.js';
import type { PubSub } from './pubsub.js';
import { Topics } from './topics.js';

/** What a pub/sub over Redis is made from. */
export interface RedisPubSubOptions {
  /** `redis://` or `rediss://`; may hold a password. */
  readonly url: string;
  /** Stands before every channel name, so that deployments can share a server. Not empty. */
  readonly prefix: string;
  readonly log: Logger;
}

/** Fail within half a second instead of waiting for a dead or frozen server; ioredis reconnects by itself. */
const CLIENT_OPTIONS = {
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  commandTimeout: 500,
  connectTimeout: 3_000,
  lazyConnect: true,
  // The channels are subscribed to again below, together with those whose first attempt failed.
  autoResubscribe: false,
} as const satisfies RedisOptions;

const envelopeSchema = z.object({ from: z.string(), payload: z.json() });

/**
 * Pub/sub across replicas. Subscribers in the same process get a payload directly, the others through Redis, so that an
 * outage of Redis costs only what other replicas publish meanwhile. Exact channels, one per topic that somebody here
 * listens to, on a connection of their own.
 */
export async function createRedisPubSub(options: RedisPubSubOptions): Promise<PubSub> {
  if (options.prefix === '') throw new Error('A prefix is needed');
  const pubSub = new RedisPubSub(options);
  await pubSub.connect();
  return pubSub;
}

class RedisPubSub implements PubSub {
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  /** Marks what this process published: it has been delivered here already. */
  readonly #self = randomUUID();
  readonly #topics = new Topics((topic) => void this.#unsubscribe(topic));
  /** Channels whose SUBSCRIBE was sent on the present connection. */
  readonly #subscriptions = new Map<string, Promise<void>>();
  #closed = false;

  constructor({ url, prefix, log }: RedisPubSubOptions) {
    this.#prefix = prefix;
    this.#log = log;
    this.#publisher = new Redis(url, CLIENT_OPTIONS);
    this.#subscriber = new Redis(url, CLIENT_OPTIONS);
    for (const connection of [this.#publisher, this.#subscriber]) {
      // Without a listener the first outage would end the process.
      connection.on('error', (error: Error) => log.warn({ error: error.message }, 'Redis cannot be reached'));
    }
    this.#subscriber.on('message', (channel: string, text: string) => this.#receive(channel, text));
    this.#subscriber.on('close', () => this.#subscriptions.clear());
    this.#subscriber.on('ready', () => {
      for (const topic of this.#topics.names()) void this.#ensureSubscribed(topic);
    });
  }

  /** Waits for both connections, or for their first failure; afterwards they come back by themselves. */
  async connect(): Promise<void> {
    await Promise.allSettled([this.#publisher.connect(), this.#subscriber.connect()]);
  }

  async publish(topic: string, payload: JsonValue): Promise<void> {
    this.#topics.deliver(topic, payload);
    try {
      await this.#publisher.publish(this.#prefix + topic, JSON.stringify({ from: this.#self, payload }));
    } catch (error) {
      this.#log.warn({ topic, error: messageOf(error) }, 'Other replicas were not told of an event');
    }
  }

  async subscribe(topic: string): Promise<AsyncIterableIterator<JsonValue>> {
    if (this.#closed) throw new Error('The pub/sub is closed');
    const iterator = this.#topics.add(topic);
    await this.#ensureSubscribed(topic);
    return iterator;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#topics.end();
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  /** Resolves when Redis has confirmed, or has failed to: then the next connection makes up for it. */
  #ensureSubscribed(topic: string): Promise<void> {
    const subscribing = this.#subscriptions.get(topic) ?? this.#subscribeUpstream(topic);
    this.#subscriptions.set(topic, subscribing);
    return subscribing;
  }

  async #subscribeUpstream(topic: string): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#prefix + topic);
    } catch (error) {
      this.#subscriptions.delete(topic);
      this.#log.warn(
        { topic, error: messageOf(error) },
        'Events of other replicas will be missed for a while',
      );
    }
  }

  async #unsubscribe(topic: string): Promise<void> {
    this.#subscriptions.delete(topic);
    try {
      await this.#subscriber.unsubscribe(this.#prefix + topic);
    } catch (error) {
      // The connection is gone, and the channel with it.
      this.#log.debug({ topic, error: messageOf(error) }, 'A channel was not given up');
    }
  }

  #receive(channel: string, text: string): void {
    const envelope = parseEnvelope(text);
    if (envelope === null) this.#log.warn({ channel }, 'Something that is not ours came through Redis');
    else if (envelope.from !== this.#self)
      this.#topics.deliver(channel.slice(this.#prefix.length), envelope.payload);
  }
}

function parseEnvelope(text: string): z.infer<typeof envelopeSchema> | null {
  try {
    return envelopeSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
