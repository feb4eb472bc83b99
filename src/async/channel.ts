/** One producer, one consumer, and a buffer between them that decides what a slow consumer misses. */
export interface Channel<T> {
  /** Hands a value over. Does nothing after {@link end} or once the consumer has left. */
  readonly push: (value: T) => void;
  /**
   * Ends the iteration. Values that were not read yet are still delivered; then the iteration is done, or it rejects
   * with `error` once and is done after that.
   */
  readonly end: (error?: Error) => void;
  /** What the consumer iterates. Its `return` ends it at once, also while a `next` is waiting. */
  readonly iterator: AsyncIterableIterator<T, undefined>;
}

/** Holds what was not read yet. It must be bounded: a consumer may stop reading without leaving. */
export interface ChannelBuffer<T> {
  put(value: T): void;
  /** The value to be read next, boxed; null when there is none. */
  take(): { readonly value: T } | null;
  clear(): void;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

/**
 * Makes a channel. An async generator will not do: its `return` waits for the `await` inside it, so that a consumer who
 * leaves a quiet stream would hold it open for ever.
 *
 * @param onLeave Called once when the consumer leaves before the producer ended.
 */
export function createChannel<T>(buffer: ChannelBuffer<T>, onLeave: () => void): Channel<T> {
  const waiting: Waiter<T>[] = [];
  let ended = false;
  let failure: Error | null = null;

  const settleNext = (): void => {
    const waiter = waiting[0];
    if (waiter === undefined) return;
    const next = buffer.take();
    if (next === null && !ended) return;
    waiting.shift();
    if (next !== null) {
      waiter.resolve({ done: false, value: next.value });
    } else if (failure !== null) {
      waiter.reject(failure);
      failure = null;
    } else {
      waiter.resolve({ done: true, value: undefined });
    }
  };

  const end = (error?: Error): void => {
    if (ended) return;
    ended = true;
    failure = error ?? null;
    while (waiting.length > 0) settleNext();
  };

  const leave = (): void => {
    const early = !ended;
    buffer.clear();
    end();
    failure = null;
    if (early) onLeave();
  };

  const iterator: AsyncIterableIterator<T, undefined> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        settleNext();
      }),
    return: () => {
      leave();
      return Promise.resolve({ done: true, value: undefined });
    },
    throw: (error) => {
      leave();
      return Promise.reject(error);
    },
  };

  const push = (value: T): void => {
    if (ended) return;
    buffer.put(value);
    settleNext();
  };

  return { push, end, iterator };
}
