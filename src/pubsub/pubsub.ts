import type { JsonValue } from '../domain/common.js';

/**
 * Carries events from those who cause them to those who watch, across replicas where the implementation does. Delivery
 * is at most once: a subscriber that needs certainty reads the present state after it has subscribed.
 */
export interface PubSub {
  /** Hands the payload to every active subscription of the topic. Trouble on the way is logged, not thrown. */
  publish(topic: string, payload: JsonValue): Promise<void>;
  /**
   * Resolves once the subscription is active: what is published afterwards arrives, in order. `return()` ends it at once.
   * A subscriber that does not read loses the oldest payloads beyond {@link MAX_WAITING_PAYLOADS}. Throws when closed.
   */
  subscribe(topic: string): Promise<AsyncIterableIterator<JsonValue>>;
  /** Ends all subscriptions and frees connections. */
  close(): Promise<void>;
}

/** How many payloads wait for one subscriber. */
export const MAX_WAITING_PAYLOADS = 1_000;

/**
 * A topic of the pub/sub itself: something on it says that what other replicas published on any topic may have been missed,
 * and that what comes from now on is not. Its payload means nothing.
 */
export const MISSED_TOPIC = 'missed';
