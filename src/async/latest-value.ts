import { createChannel, type Channel, type ChannelBuffer } from './channel.js';

/** One producer, one consumer and one slot between them: a slow consumer gets the latest value, never a backlog. */
export type LatestValue<T> = Channel<T>;

/**
 * Makes a one-slot channel.
 *
 * @param onLeave Called once when the consumer leaves before the producer ended.
 */
export function createLatestValue<T>(onLeave: () => void = () => {}): LatestValue<T> {
  return createChannel(oneSlot<T>(), onLeave);
}

function oneSlot<T>(): ChannelBuffer<T> {
  let slot: { readonly value: T } | null = null;
  return {
    put: (value) => {
      slot = { value };
    },
    take: () => {
      const taken = slot;
      slot = null;
      return taken;
    },
    clear: () => {
      slot = null;
    },
  };
}
