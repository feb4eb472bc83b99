/** One producer, one consumer and one slot between them: a slow consumer gets the latest value, never a backlog. */
export interface LatestValue<T> {
  /** Replaces a value that was not read yet. Does nothing after {@link end} or once the consumer has left. */
  readonly push: (value: T) => void;
  /**
   * Ends the iteration. A value that was not read yet is still delivered; then the iteration is done, or it rejects
   * with `error` once and is done after that.
   */
  readonly end: (error?: Error) => void;
  /** What the consumer iterates. Its `return` ends it at once, also while a `next` is waiting. */
  readonly iterator: AsyncIterableIterator<T, undefined>;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

/**
 * Makes a one-slot channel. An async generator will not do: its `return` waits for the `await` inside it, so that a
 * consumer who leaves a quiet stream would hold it open for ever.
 *
 * @param onLeave Called once when the consumer leaves before the producer ended.
 */
export function createLatestValue<T>(onLeave: () => void = () => {}): LatestValue<T> {
  const waiting: Waiter<T>[] = [];
  let slot: { readonly value: T } | null = null;
  let ended = false;
  let failure: Error | null = null;

  const settleNext = (): void => {
    if (waiting.length === 0 || (slot === null && !ended)) return;
    const waiter = waiting.shift();
    if (slot !== null) {
      waiter?.resolve({ done: false, value: slot.value });
      slot = null;
    } else if (failure !== null) {
      waiter?.reject(failure);
      failure = null;
    } else {
      waiter?.resolve({ done: true, value: undefined });
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
    slot = null;
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
    slot = { value };
    settleNext();
  };

  return { push, end, iterator };
}
