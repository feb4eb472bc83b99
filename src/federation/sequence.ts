import { toRef } from '../domain/ref.js';
import type { GatewayError } from '../errors/gateway-error.js';
import type { PagingFlaw } from './page-reader.js';
import type { ListedRecord, Selection } from './selection.js';
import type { Keyed, SortValue } from './sort-key.js';

/** What an answer has to say about a listing that was read, but not without loss. */
export interface Losses {
  /** Records that came but could not be read. */
  readonly rejected: number;
  readonly flaw: PagingFlaw | null;
  /** Why records that the query needs completed could not be. */
  readonly failures: readonly GatewayError[];
}

/**
 * The matches of one listing behind the cursor, in order, for one answer. What was read stays, so that an answer can
 * be put together again without another call when a provider has dropped out of it.
 */
export interface Sequence<T> {
  /** The match at an index, read when needed; null behind the last. Rejects once {@link failure} is set. */
  at(index: number): Promise<Keyed<T> | null>;
  /** The same where it takes no waiting; undefined where it does. */
  peek(index: number): Keyed<T> | null | undefined;
  /** Whether somebody waits for the provider now. */
  readonly isReading: boolean;
  /** What ended the reading; null while nothing did. */
  readonly failure: Error | null;
  readonly losses: Losses;
  /** Where to read on for the matches behind a position with this value; null: from the beginning. */
  resumeToken(value: SortValue): string | null;
  /** Every match of the whole listing, where that is known by now; else null. */
  readonly everything: readonly Keyed<T>[] | null;
  /** Size of the whole listing as the provider tells; null where it does not. */
  readonly announcedTotal: number | null;
}

/** What a call has thrown, which need not be an error, as one. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('A provider call was ended.', { cause: thrown });
}

/** Puts a record in its place. */
export function keyed<T extends ListedRecord>(record: T, selection: Selection<T>): Keyed<T> {
  const { nativeId } = record;
  return {
    value: selection.sortValue(record),
    ref: toRef({ provider: selection.provider, nativeId }),
    record,
  };
}
