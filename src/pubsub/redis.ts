import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { InOrder } from '../async/in-order.js';
import { parseJson, type JsonValue } from '../domain/common.js';
import type { Logger } from '../observability/logger.js';
import type { RedisClient } from '../redis/connection.js';
import { messageOf, RedisAwayError, type RedisLink } from '../redis/link.js';
import { MISSED_TOPIC, type PubSub } from './pubsub.js';
import { Topics } from './topics.js';

/** What a pub/sub over Redis is made from. */
export interface RedisPubSubOptions {
  /** Not closed with the pub/sub. */
  readonly link: RedisLink;
  /** Stands before every channel name, so that deployments can share a server. Not empty. */
  readonly prefix: string;
  readonly log: Logger;
}

/** Publishes at the node of a key, which is the channel's name. KEYS: channel; ARGV: text. */
const PUBLISH = `return redis.call('PUBLISH', KEYS[1], ARGV[1])`;

const envelopeSchema = z.object({ from: z.string(), payload: z.json() });

/**
 * Pub/sub across replicas. Subscribers in the same process get a payload directly, the others through Redis, so that an
 * outage of Redis costs only what other replicas publish meanwhile, and no time. Exact channels, one per topic that
 * somebody here listens to, on a connection of their own.
 */
export function createRedisPubSub(options: RedisPubSubOptions): PubSub {
  if (options.prefix === '') throw new Error('A prefix is needed');
  return new RedisPubSub(options);
}

class RedisPubSub implements PubSub {
  readonly #prefix: string;
  readonly #log: Logger;
  readonly #link: RedisLink;
  readonly #subscriber: Redis;
  /** Marks what this process published: it has been delivered here already. */
  readonly #self = randomUUID();
  readonly #topics = new Topics((topic) => void this.#unsubscribe(topic));
  /** Channels whose SUBSCRIBE was sent on the present connection. */
  readonly #subscriptions = new Map<string, Promise<void>>();
  readonly #connecting: Promise<unknown>;
  readonly #order = new InOrder();
  /** Whether an event of another replica, or one that was for others, may have been lost. */
  #mayHaveMissed = false;
  #closed = false;

  constructor({ link, prefix, log }: RedisPubSubOptions) {
    this.#prefix = prefix;
    this.#log = log;
    this.#link = link;
    this.#subscriber = link.openSubscriber();
    this.#subscriber.on('message', (channel: string, text: string) => this.#receive(channel, text));
    this.#subscriber.on('close', () => {
      this.#subscriptions.clear();
      this.#mayHaveMissed = true;
    });
    this.#subscriber.on('ready', () => void this.#subscribeAgain());
    // Afterwards it comes back by itself.
    this.#connecting = this.#subscriber.connect().catch(() => undefined);
    // A connection that outlived an outage may lead nowhere any more.
    link.keepUp((redis) => this.#checkSubscriber(redis));
  }

  async publish(topic: string, payload: JsonValue): Promise<void> {
    this.#topics.deliver(topic, payload);
    try {
      await this.#inOrder(() => this.#link.run((redis) => this.#tellOthers(redis, topic, payload)));
    } catch (error) {
      this.#mayHaveMissed = true;
      const level = error instanceof RedisAwayError ? 'debug' : 'warn';
      this.#log[level]({ topic, error: messageOf(error) }, 'Other replicas were not told of an event');
    }
  }

  async subscribe(topic: string): Promise<AsyncIterableIterator<JsonValue>> {
    if (this.#closed) throw new Error('The pub/sub is closed');
    const iterator = this.#topics.add(topic);
    // Without Redis there are only the events of this process; the others come once it is back.
    if (this.#link.isUp) await this.#connecting.then(() => this.#ensureSubscribed(topic));
    return iterator;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#topics.end();
    this.#subscriber.disconnect();
  }

  /** Throws while events of other replicas would be missed: Redis is not back before they come again. */
  async #checkSubscriber(redis: RedisClient): Promise<void> {
    if (this.#subscriber.status !== 'ready') throw new RedisAwayError();
    try {
      await this.#subscriber.ping();
    } catch (error) {
      this.#subscriber.disconnect(true);
      throw error;
    }
    await this.#subscribeToAll();
    await this.#admitLoss(redis);
  }

  async #subscribeAgain(): Promise<void> {
    await this.#subscribeToAll();
    // Where that fails, it is done when Redis answers again.
    await this.#link.run((redis) => this.#admitLoss(redis)).catch(() => undefined);
  }

  async #subscribeToAll(): Promise<void> {
    await Promise.all(this.#topics.names().map((topic) => this.#ensureSubscribed(topic)));
  }

  /** The others do not know what they were not told; here it is not known what was not heard. */
  async #admitLoss(redis: RedisClient): Promise<void> {
    if (!this.#mayHaveMissed) return;
    this.#mayHaveMissed = false;
    this.#topics.deliver(MISSED_TOPIC, null);
    try {
      await this.#tellOthers(redis, MISSED_TOPIC, null);
    } catch (error) {
      this.#mayHaveMissed = true;
      throw error;
    }
  }

  /**
   * The client of a cluster sends a PUBLISH to any of its nodes, and once more later while it connects to that one: events would
   * overtake each other. So they go to the node of their channel there, each when the one before has arrived.
   */
  #inOrder<T>(publish: () => Promise<T>): Promise<T> {
    return this.#link.isToCluster ? this.#order.run(publish) : publish();
  }

  #tellOthers(redis: RedisClient, topic: string, payload: JsonValue): Promise<unknown> {
    const [channel, text] = [this.#prefix + topic, JSON.stringify({ from: this.#self, payload })];
    return this.#link.isToCluster ? redis.eval(PUBLISH, 1, channel, text) : redis.publish(channel, text);
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
    const envelope = envelopeSchema.safeParse(parseJson(text)).data;
    if (envelope === undefined) this.#log.warn({ channel }, 'Something that is not ours came through Redis');
    else if (envelope.from !== this.#self)
      this.#topics.deliver(channel.slice(this.#prefix.length), envelope.payload);
  }
}
