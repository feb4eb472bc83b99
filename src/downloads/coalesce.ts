/** Thins out a stream of values: the latest wins, and urgent ones pass at once. */
export interface Coalescer<T> {
  /** Emits at once when the last emission is long enough ago or when it is urgent, else later, if nothing newer comes. */
  offer(value: T, urgent: boolean): void;
  /** Drops what waits and frees the timer. */
  dispose(): void;
}

/** Makes a coalescer that emits values that are not urgent at most once in `intervalMs`. */
export function createCoalescer<T>(intervalMs: number, emit: (value: T) => void): Coalescer<T> {
  let timer: NodeJS.Timeout | null = null;
  let waiting: { readonly value: T } | null = null;

  const dispose = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    waiting = null;
  };

  const emitNow = (value: T): void => {
    dispose();
    timer = setTimeout(onInterval, intervalMs);
    emit(value);
  };

  const onInterval = (): void => {
    timer = null;
    if (waiting !== null) emitNow(waiting.value);
  };

  const offer = (value: T, urgent: boolean): void => {
    if (urgent || timer === null) emitNow(value);
    else waiting = { value };
  };

  return { offer, dispose };
}
