/** Those values of `source` for which `keep` holds. Its `return` reaches the source at once, also while a `next` waits. */
export function filterIterator<T>(
  source: AsyncIterableIterator<T>,
  keep: (value: T) => boolean,
): AsyncIterableIterator<T> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      let result = await source.next();
      while (result.done !== true && !keep(result.value)) result = await source.next();
      return result;
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
