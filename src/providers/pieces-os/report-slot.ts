import type { RemoteProgress } from '../provider.js';

interface Waiter {
  resolve(result: IteratorResult<RemoteProgress, undefined>): void;
  reject(error: Error): void;
}

/**
 * Reports on their way to one watcher: a slow one gets the latest, so the final one always. Made by hand, because an
 * async generator that waits inside cannot be left.
 */
export class ReportSlot implements AsyncIterator<RemoteProgress, undefined> {
  readonly #onLeave: () => void;
  readonly #waiters: Waiter[] = [];
  #report: RemoteProgress | null = null;
  #failure: Error | null = null;
  #hasEnded = false;

  /** `onLeave` is called once when the watcher leaves before {@link end}. */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  /** Replaces a report that was not read yet. */
  push(report: RemoteProgress): void {
    if (this.#hasEnded) return;
    this.#report = report;
    this.#settle();
  }

  /** Ends the iteration after a report that was not read yet, with a failure if one is given. */
  end(failure: Error | null = null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#failure = failure;
    this.#settle();
  }

  next(): Promise<IteratorResult<RemoteProgress, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#settle();
    });
  }

  return(): Promise<IteratorResult<RemoteProgress, undefined>> {
    this.#report = null;
    this.#failure = null;
    if (!this.#hasEnded) {
      this.end();
      this.#onLeave();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  #settle(): void {
    while (this.#waiters.length > 0 && (this.#report !== null || this.#hasEnded)) {
      const waiter = this.#waiters.shift();
      if (this.#report !== null) waiter?.resolve({ done: false, value: this.#report });
      else if (this.#failure !== null) waiter?.reject(this.#failure);
      else waiter?.resolve({ done: true, value: undefined });
      if (this.#report === null) this.#failure = null;
      this.#report = null;
    }
  }
}
