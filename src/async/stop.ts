/** Hears that work is to end: a function, or an object that needs no further one to be told. */
export type StopListener = (() => void) | { handleEvent(): void };

/** What work has to know of an AbortSignal to end in time; the platform's own fit. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: StopListener): void;
  removeEventListener(type: 'abort', listener: StopListener): void;
}

/**
 * An AbortController and its signal in one, without events: three of the platform's own, which every call to a provider
 * would take, cost more than parsing its answer.
 */
export class Stop implements StopSignal {
  #isAborted = false;
  #reason: unknown = undefined;
  /** Most have one listener: it takes no collection. */
  #listener: StopListener | null = null;
  /** Those that came after one that was there. */
  #others: Set<StopListener> | null = null;

  get aborted(): boolean {
    return this.#isAborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** Ends the work. Only the first reason counts. */
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    if (this.#listener !== null) tell(this.#listener);
    // Who lets go meanwhile is no longer in it.
    for (const listener of this.#others ?? []) tell(listener);
    this.#listener = null;
    this.#others = null;
  }

  throwIfAborted(): void {
    if (this.#isAborted) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: StopListener): void {
    if (this.#isAborted || this.#listener === listener) return;
    if (this.#listener === null && this.#others === null) this.#listener = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  removeEventListener(_type: 'abort', listener: StopListener): void {
    if (this.#listener === listener) this.#listener = null;
    else this.#others?.delete(listener);
    if (this.#others?.size === 0) this.#others = null;
  }
}

function tell(listener: StopListener): void {
  if (typeof listener === 'function') listener();
  else listener.handleEvent();
}

/** The same as a signal of the platform, for what takes no other. */
export function toAbortSignal(signal: StopSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  const follow = (): void => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow);
  return controller.signal;
}
