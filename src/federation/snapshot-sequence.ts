import type { StopSignal } from '../async/stop.js';
import { abortable } from './abortable.js';
import { asError, type Losses, type Sequence } from './sequence.js';
import type { View } from './snapshot.js';
import { compareKeys, type Keyed, type SortKey } from './sort-key.js';
import type { SortDirection } from '../domain/common.js';

const NO_LOSSES: Losses = { rejected: 0, flaw: null, failures: [] };

/** The part of a sorted view behind the cursor. */
export class SnapshotSequence<T> implements Sequence<T> {
  failure: Error | null = null;
  readonly announcedTotal = null;
  isReading = true;

  readonly #loading: Promise<void>;
  #view: View<T> | null = null;
  #start = 0;

  /** @param load Begins at once; its failure shows in {@link at}. */
  constructor(
    load: () => Promise<View<T>>,
    after: SortKey | null,
    direction: SortDirection,
    signal: StopSignal,
  ) {
    this.#loading = this.#load(load, after, direction, signal);
  }

  get losses(): Losses {
    return this.#view ?? NO_LOSSES;
  }

  get everything(): readonly Keyed<T>[] | null {
    return this.#view?.matches ?? null;
  }

  async at(index: number): Promise<Keyed<T> | null> {
    await this.#loading;
    if (this.failure !== null) throw this.failure;
    return this.#view?.matches[this.#start + index] ?? null;
  }

  peek(index: number): Keyed<T> | null | undefined {
    return this.#view === null ? undefined : (this.#view.matches[this.#start + index] ?? null);
  }

  resumeToken(): string | null {
    return null;
  }

  async #load(
    load: () => Promise<View<T>>,
    after: SortKey | null,
    direction: SortDirection,
    signal: StopSignal,
  ): Promise<void> {
    try {
      const view = await abortable(load, signal);
      this.#view = view;
      this.#start = after === null ? 0 : countUpTo(view.matches, after, direction);
    } catch (error) {
      this.failure = asError(error);
    } finally {
      this.isReading = false;
    }
  }
}

/** How many of the sorted places are not behind `key`; found by halving. */
function countUpTo(places: readonly SortKey[], key: SortKey, direction: SortDirection): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const place = places[middle];
    if (place !== undefined && compareKeys(place, key, direction) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
