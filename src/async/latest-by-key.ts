import { createChannel, type Channel, type ChannelBuffer } from './channel.js';

/** A channel with one slot per key: a slow consumer gets the latest value of each, in the order the keys changed. */
export interface LatestByKey<T> extends Channel<T> {
  /** Drops the slot of a key that will not come again, so that a consumer who never reads stays small. */
  readonly forget: (key: string) => void;
}

/**
 * Makes a channel with one slot per key.
 *
 * @param keyOf Names the slot of a value.
 * @param onLeave Called once when the consumer leaves before the producer ended.
 */
export function createLatestByKey<T>(keyOf: (value: T) => string, onLeave: () => void): LatestByKey<T> {
  const slots = new Map<string, T>();
  const buffer: ChannelBuffer<T> = {
    put: (value) => void slots.set(keyOf(value), value),
    take: () => {
      for (const [key, value] of slots) {
        slots.delete(key);
        return { value };
      }
      return null;
    },
    clear: () => slots.clear(),
  };
  return { ...createChannel(buffer, onLeave), forget: (key) => void slots.delete(key) };
}
