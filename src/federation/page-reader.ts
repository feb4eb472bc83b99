import type { CallOptions, Listing } from '../providers/provider.js';
import { abortable } from './abortable.js';
import type { ListedRecord } from './selection.js';

/**
 * What ended a listing too early. `cyclic`: its pages lead back or bring nothing new. `truncated`: it is longer than
 * the gateway reads in one go.
 */
export type PagingFlaw = 'cyclic' | 'truncated';

/** One page as it came, without the records that an earlier page held. */
export interface FreshPage<T> {
  /** `after` of the request that brought it. */
  readonly token: string | null;
  readonly records: readonly T[];
}

/** Pages in a row that may bring nothing new. A provider that filters after cutting pages sends a few such. */
const MAX_IDLE_PAGES = 10;

/** Reads a listing from one page to the next and ends for certain, whatever the provider answers. */
export class PageReader<T extends ListedRecord> {
  /** Records that came but could not be read. */
  rejected = 0;
  flaw: PagingFlaw | null = null;
  /** Size of the whole listing as the provider told last; null where it does not. */
  total: number | null = null;

  /** The items of each page that was read, as they came. */
  readonly pages: (readonly T[])[] = [];

  readonly #listing: Listing<T>;
  readonly #maxRecords: number;
  readonly #call: CallOptions;
  readonly #seenIds = new Set<string>();
  readonly #seenTokens = new Set<string | null>();
  #token: string | null;
  #idlePages = 0;
  #ended = false;

  /** @param start `next` of an earlier page, or null for the beginning. */
  constructor(listing: Listing<T>, start: string | null, maxRecords: number, call: CallOptions) {
    this.#listing = listing;
    this.#token = start;
    this.#maxRecords = maxRecords;
    this.#call = call;
  }

  /** The next page, or null at the end. Rejects as the listing does. */
  async next(limit: number): Promise<FreshPage<T> | null> {
    if (this.#ended) return null;
    const token = this.#token;
    this.#seenTokens.add(token);
    const { min, max } = this.#listing.pageSize;
    const page = await abortable(
      () => this.#listing.page({ after: token, limit: Math.min(Math.max(limit, min), max) }, this.#call),
      this.#call.signal,
    );
    this.pages.push(page.items);
    this.rejected += page.rejected;
    this.total = page.total;
    const records = this.#takeFresh(page.items);
    this.#idlePages = records.length === 0 ? this.#idlePages + 1 : 0;
    this.#moveTo(page.next);
    return { token, records };
  }

  #takeFresh(items: readonly T[]): readonly T[] {
    const fresh: T[] = [];
    for (const item of items) {
      if (this.#seenIds.has(item.nativeId)) continue;
      if (this.#seenIds.size >= this.#maxRecords) {
        this.#endWith('truncated');
        break;
      }
      this.#seenIds.add(item.nativeId);
      fresh.push(item);
    }
    return fresh;
  }

  #moveTo(next: string | null): void {
    this.#token = next;
    if (next === null) this.#ended = true;
    else if (this.#seenTokens.has(next) || this.#idlePages >= MAX_IDLE_PAGES) this.#endWith('cyclic');
    else if (this.#seenIds.size >= this.#maxRecords) this.#endWith('truncated');
  }

  #endWith(flaw: PagingFlaw): void {
    this.#ended = true;
    this.flaw ??= flaw;
  }
}
