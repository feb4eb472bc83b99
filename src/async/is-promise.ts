/** Whether a value is still to come. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `in` takes longer, and this is asked of every value of an answer
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

/** Uses a value when it is there, which may be now: a promise is made only of a promise. */
export function whenThere<T, R>(value: T | Promise<T>, use: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(value) ? value.then(use) : use(value);
}
