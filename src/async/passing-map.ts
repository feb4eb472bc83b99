/** After so many deletions the entries move. */
const DELETIONS = 512;

/**
 * A map whose entries are there for a moment only, in the order in which they came. One of the engine's own takes a new table
 * again and again, and each table names the next. Once one of them has become old, so does every later one before it can be
 * collected, with all that was in it: minor collections took twice as long. Here the chain is short.
 */
export class PassingMap<Key, Value> {
  #entries = new Map<Key, Value>();
  #deletions = 0;

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value);
  }

  delete(key: Key): void {
    if (!this.#entries.delete(key)) return;
    this.#deletions += 1;
    if (this.#deletions < DELETIONS) return;
    this.#deletions = 0;
    this.#entries = new Map(this.#entries);
  }

  /** All that are there now, the oldest first. */
  values(): readonly Value[] {
    return [...this.#entries.values()];
  }
}
