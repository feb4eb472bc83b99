import { LRUCache } from 'lru-cache';
import { ReadAhead } from '../domain/read-log.js';
import { credentialKey } from '../domain/credential-key.js';
import type { CallOptions, Listing } from '../providers/provider.js';
import { selectRecords } from './completion.js';
import { PageReader, type PagingFlaw } from './page-reader.js';
import type { ListedRecord, Selection } from './selection.js';
import { keyed, type Losses } from './sequence.js';
import { compareKeys, type Keyed } from './sort-key.js';

export interface SnapshotSettings {
  /** Most records that are read of one listing. */
  readonly maxDrain: number;
  /** How long a listing that was read counts as fresh. */
  readonly ttlMs: number;
  /** Time limit of reading a whole listing. */
  readonly drainTimeoutMs: number;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** What a query finds in a listing: every match, sorted. */
export interface View<T> extends Losses {
  readonly matches: readonly Keyed<T>[];
}

/** A whole listing as it was read. */
interface Snapshot<T> {
  readonly provider: string;
  /** As they came. */
  readonly pages: readonly (readonly T[])[];
  readonly records: readonly T[];
  readonly rejected: number;
  readonly flaw: PagingFlaw | null;
  readonly completed: Map<string, T>;
  /** By fingerprint of the query. They hold references only. */
  readonly views: LRUCache<string, Promise<View<T>>>;
}

/** Listings kept at a time, in multiples of the longest one. */
const KEPT_DRAINS = 10;
const VIEWS_OF_SNAPSHOT = 8;

/**
 * Whole listings of providers that cannot sort, kept for a short while: one reading serves every page, order and
 * search over them. A reading belongs to all callers with the credential it was made with. It goes on when the caller who began it has left or lost
 * patience, because the next caller asks for the same.
 */
export class Snapshots<T extends ListedRecord> {
  readonly #settings: SnapshotSettings;
  /** The last reading of each listing. */
  readonly #kept: LRUCache<string, { readonly snapshot: Snapshot<T>; readonly freshUntilMs: number }>;
  readonly #ahead = new ReadAhead<Promise<View<T>>>();
  readonly #drains = new Map<
    string,
    { readonly provider: string; readonly snapshot: Promise<Snapshot<T>> }
  >();

  constructor(settings: SnapshotSettings) {
    this.#settings = settings;
    this.#kept = new LRUCache({
      maxSize: settings.maxDrain * KEPT_DRAINS,
      sizeCalculation: ({ snapshot }) => snapshot.records.length + 1,
    });
  }

  /** Whether the listing was read already. */
  has(selection: Selection<T>, listing: Listing<T>, call: CallOptions): boolean {
    return this.#fresh(keyOf(selection, listing, call)) !== null;
  }

  /** Reads the listing, unless that was done or is being done, and finds the query's matches in it. */
  async view(selection: Selection<T>, listing: Listing<T>, call: CallOptions): Promise<View<T>> {
    const key = JSON.stringify(['snapshot', keyOf(selection, listing, call), selection.fingerprint]);
    const wave = call.reads?.start() ?? 0;
    const view = await (this.#ahead.take(call.reads, key) ?? this.#view(selection, listing, call));
    call.reads?.note({
      key,
      seen: { object: view, text: '' },
      wave,
      look: {
        ahead: async (later) => {
          const again = this.#view(selection, listing, later);
          if (later.reads !== undefined) this.#ahead.put(later.reads, key, again);
          return { object: await again, text: '' };
        },
        peek: () => null,
        use: () => {},
      },
    });
    return view;
  }

  async #view(selection: Selection<T>, listing: Listing<T>, call: CallOptions): Promise<View<T>> {
    const snapshot = await this.#snapshot(selection, listing, call);
    const known = snapshot.views.get(selection.fingerprint);
    if (known !== undefined) return known;
    const view = makeView(snapshot, selection, this.#ownCall(call));
    snapshot.views.set(selection.fingerprint, view);
    const forget = (): void => void snapshot.views.delete(selection.fingerprint);
    // An incomplete view is good for this answer; the next one tries again.
    view.then(({ failures }) => failures.length > 0 && forget(), forget);
    return view;
  }

  /** Forgets what was read of a provider. Readings under way end for those who wait, but are not kept. */
  invalidate(provider: string): void {
    for (const [key, { snapshot }] of this.#kept.entries()) {
      if (snapshot.provider === provider) this.#kept.delete(key);
    }
    for (const [key, drain] of this.#drains) {
      if (drain.provider === provider) this.#drains.delete(key);
    }
  }

  /** With the caller's credentials, but not with his patience. And without his `freshness`: see {@link AgedReading}. */
  #ownCall({ log, credentials, trace }: CallOptions): CallOptions {
    const signal = AbortSignal.timeout(this.#settings.drainTimeoutMs);
    return { log, credentials, signal, ...(trace === undefined ? {} : { trace }) };
  }

  #snapshot(selection: Selection<T>, listing: Listing<T>, call: CallOptions): Promise<Snapshot<T>> {
    const key = keyOf(selection, listing, call);
    const ready = this.#fresh(key);
    if (ready !== null) return Promise.resolve(ready);
    const running = this.#drains.get(key);
    if (running !== undefined) return running.snapshot;
    const reading = new AgedReading(this.#settings);
    const drain = {
      provider: selection.provider,
      snapshot: this.#drain(selection, listing, { ...this.#ownCall(call), freshness: reading }).then(
        (snapshot) => unchanged(this.#kept.get(key)?.snapshot, snapshot),
      ),
    };
    this.#drains.set(key, drain);
    const settle = (keep: Snapshot<T> | null): void => {
      if (this.#drains.get(key) !== drain) return;
      this.#drains.delete(key);
      if (keep !== null) this.#kept.set(key, { snapshot: keep, freshUntilMs: reading.freshUntilMs() });
    };
    drain.snapshot.then(settle, () => settle(null));
    return drain.snapshot;
  }

  #fresh(key: string): Snapshot<T> | null {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#settings.now() < kept.freshUntilMs ? kept.snapshot : null;
  }

  async #drain(selection: Selection<T>, listing: Listing<T>, call: CallOptions): Promise<Snapshot<T>> {
    const reader = new PageReader(listing, null, this.#settings.maxDrain, call);
    const records: T[] = [];
    for (;;) {
      const page = await reader.next(listing.pageSize.max);
      if (page === null) break;
      for (const record of page.records) records.push(record);
    }
    return {
      provider: selection.provider,
      pages: reader.pages,
      records,
      rejected: reader.rejected,
      flaw: reader.flaw,
      completed: new Map(),
      views: new LRUCache({ max: VIEWS_OF_SNAPSHOT }),
    };
  }
}

/**
 * Replicas that need the same copy at about the same time make it from the same answers. A copy counts as old as the
 * oldest of them was, or two times would add up; and none is older than half the time of a copy, or it would serve for
 * next to nothing.
 */
class AgedReading {
  readonly maxAgeMs: number;
  readonly #settings: SnapshotSettings;
  #oldestMs = 0;

  constructor(settings: SnapshotSettings) {
    this.#settings = settings;
    this.maxAgeMs = settings.ttlMs / 2;
  }

  sawAge(ageMs: number): void {
    this.#oldestMs = Math.max(this.#oldestMs, ageMs);
  }

  /** Of a copy that is whole now. */
  freshUntilMs(): number {
    return this.#settings.now() + this.#settings.ttlMs - this.#oldestMs;
  }
}

/**
 * The earlier one where its pages have come again, which are the same arrays then: its views need not be made again, unless
 * calls were made for them whose answers may be others by now.
 */
function unchanged<T>(earlier: Snapshot<T> | undefined, later: Snapshot<T>): Snapshot<T> {
  const isSame =
    earlier !== undefined &&
    earlier.completed.size === 0 &&
    earlier.pages.length === later.pages.length &&
    earlier.pages.every((page, index) => page === later.pages[index]);
  return isSame ? earlier : later;
}

async function makeView<T extends ListedRecord>(
  snapshot: Snapshot<T>,
  selection: Selection<T>,
  call: CallOptions,
): Promise<View<T>> {
  const { records, failures } = await selectRecords(snapshot.records, selection, snapshot.completed, call);
  const matches = records
    .map((record) => keyed(record, selection))
    .sort((left, right) => compareKeys(left, right, selection.direction));
  return { matches, rejected: snapshot.rejected, flaw: snapshot.flaw, failures };
}

function keyOf<T extends ListedRecord>(
  { provider, scope }: Selection<T>,
  listing: Listing<T>,
  call: CallOptions,
): string {
  return JSON.stringify([provider, credentialKey(call, provider), listing.key, scope]);
}
