/** Whether a value is still to come. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** Uses a value when it is there, which may be now: a promise is made only of a promise. */
export function whenThere<T, R>(value: T | Promise<T>, use: (value: T) => R): R | Promise<R> {
  return isPromise(value) ? value.then(use) : use(value);
}
