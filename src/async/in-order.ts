/** Does one thing after the other, in the order in which they were asked for. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  /** A failure is for who asked; what comes behind goes on. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done;
    // The caller handles the failure; here it only must not count as unhandled.
    done.catch(() => {});
    return done;
  }
}
