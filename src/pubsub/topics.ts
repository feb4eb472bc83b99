import type { JsonValue } from '../domain/common.js';
import { createChannel, type Channel, type ChannelBuffer } from '../async/channel.js';
import { MAX_WAITING_PAYLOADS } from './pubsub.js';

/** The subscriptions inside this process, by topic. */
export class Topics {
  readonly #channels = new Map<string, Set<Channel<JsonValue>>>();
  readonly #onIdle: (topic: string) => void;

  /** @param onIdle Called when the last subscriber of a topic has left. */
  constructor(onIdle: (topic: string) => void) {
    this.#onIdle = onIdle;
  }

  names(): readonly string[] {
    return [...this.#channels.keys()];
  }

  /** Hands the payload to every subscriber of the topic. */
  deliver(topic: string, payload: JsonValue): void {
    for (const { push } of this.#channels.get(topic) ?? []) push(payload);
  }

  /** Adds a subscriber, active at once. */
  add(topic: string): AsyncIterableIterator<JsonValue> {
    const channels = this.#channels.get(topic) ?? new Set();
    this.#channels.set(topic, channels);
    const channel = createChannel(createQueue<JsonValue>(MAX_WAITING_PAYLOADS), () => {
      channels.delete(channel);
      if (channels.size > 0) return;
      this.#channels.delete(topic);
      this.#onIdle(topic);
    });
    channels.add(channel);
    return channel.iterator;
  }

  /** Ends every subscription. */
  end(): void {
    for (const channels of this.#channels.values()) {
      for (const { end } of channels) end();
    }
    this.#channels.clear();
  }
}

/** Keeps the newest `limit` values in order. */
function createQueue<T>(limit: number): ChannelBuffer<T> {
  // A Set of boxes takes from the front in constant time; an array of this size would not.
  const boxes = new Set<{ readonly value: T }>();
  const take = (): { readonly value: T } | null => {
    const [oldest] = boxes;
    if (oldest === undefined) return null;
    boxes.delete(oldest);
    return oldest;
  };
  return {
    put: (value) => {
      boxes.add({ value });
      if (boxes.size > limit) take();
    },
    take,
    clear: () => boxes.clear(),
  };
}
