import type { ErrorCode } from '../errors/codes.js';
import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import type { CallOptions, Listing } from '../providers/provider.js';
import { selectRecords } from './completion.js';
import { PageReader, type FreshPage } from './page-reader.js';
import type { ListedRecord, Selection } from './selection.js';
import { asError, keyed, type Losses, type Sequence } from './sequence.js';
import { compareKeys, compareValues, type Keyed, type SortKey, type SortValue } from './sort-key.js';

/** A listing that calls itself ordered showed a record out of the asked order. */
export class DisorderedListing extends Error {}

/** Which part of an ordered listing an answer needs. */
export interface StreamRange {
  /** Position of the last record that the client has; null: none. */
  readonly after: SortKey | null;
  /** `next` of an earlier page that began before that position; null: unknown. */
  readonly token: string | null;
  /** How many matches the answer shows at most. */
  readonly first: number;
  /** How many records may be read at most. */
  readonly maxRecords: number;
}

/** What providers answer to a token that has expired or points at something that is gone. */
const STALE_TOKEN_CODES: ReadonlySet<ErrorCode> = new Set([
  'INVALID_ARGUMENT',
  'INVALID_CURSOR',
  'NOT_FOUND',
  'PROVIDER_REJECTED',
]);

/**
 * Reads an ordered listing lazily: one page is one match more than the answer shows, and pages double from there, so
 * that a rare match in a long listing does not cost a thousand calls.
 *
 * Records with equal values may come in any order; they are held back until the next value and sorted by ref. That
 * is why a resume page must begin with a value strictly before the position: then no record of its value is missed.
 * Offsets move when records are deleted, so a page that begins later is not trusted and the listing is read from
 * its beginning.
 */
export class ListingStream<T extends ListedRecord> implements Sequence<T> {
  failure: Error | null = null;

  readonly #listing: Listing<T>;
  readonly #selection: Selection<T>;
  readonly #range: StreamRange;
  readonly #call: CallOptions;
  readonly #matches: Keyed<T>[] = [];
  /** First value of each page, for {@link resumeToken}. */
  readonly #pages: { readonly token: string | null; readonly firstValue: SortValue }[] = [];
  readonly #completed = new Map<string, T>();
  readonly #failures: GatewayError[] = [];
  /** Matches with the value read last; more of them may follow. */
  #group: Keyed<T>[] = [];
  #lastValue: SortValue | undefined;
  #reader: PageReader<T>;
  #limit: number;
  #isResuming: boolean;
  #reading: Promise<void> | null = null;
  #ended = false;

  constructor(listing: Listing<T>, selection: Selection<T>, range: StreamRange, call: CallOptions) {
    this.#listing = listing;
    this.#selection = selection;
    this.#range = range;
    this.#call = call;
    this.#limit = range.first + 1;
    this.#isResuming = range.token !== null;
    this.#reader = new PageReader(listing, range.token, range.maxRecords, call);
  }

  get isReading(): boolean {
    return this.#reading !== null;
  }

  get losses(): Losses {
    return { rejected: this.#reader.rejected, flaw: this.#reader.flaw, failures: this.#failures };
  }

  get announcedTotal(): number | null {
    return this.#reader.total;
  }

  get everything(): readonly Keyed<T>[] | null {
    return this.#ended && this.#range.after === null ? this.#matches : null;
  }

  async at(index: number): Promise<Keyed<T> | null> {
    while (this.#matches.length <= index && !this.#ended) await this.#readMore();
    return this.#matches[index] ?? null;
  }

  peek(index: number): Keyed<T> | null | undefined {
    return this.#matches[index] ?? (this.#ended ? null : undefined);
  }

  resumeToken(value: SortValue): string | null {
    const isBefore = (page: { firstValue: SortValue }): boolean =>
      compareValues(page.firstValue, value, this.#selection.direction) < 0;
    return this.#pages.findLast(isBefore)?.token ?? null;
  }

  /** Several readers of one sequence share the call in flight, and its failure is final. */
  async #readMore(): Promise<void> {
    if (this.failure !== null) throw this.failure;
    this.#reading ??= this.#readPage()
      .catch((error: unknown) => {
        this.failure = asError(error);
        throw this.failure;
      })
      .finally(() => {
        this.#reading = null;
      });
    await this.#reading;
  }

  async #readPage(): Promise<void> {
    const page = this.#isResuming ? await this.#resume() : await this.#reader.next(this.#limit);
    this.#limit *= 2;
    if (page === null) {
      this.#closeGroup();
      this.#ended = true;
      return;
    }
    const places = page.records.map((record) => this.#place(record));
    const [first] = places;
    if (first !== undefined) this.#pages.push({ token: page.token, firstValue: first.value });
    await this.#collect(places);
  }

  async #resume(): Promise<FreshPage<T> | null> {
    this.#isResuming = false;
    const { after, maxRecords } = this.#range;
    const page = await this.#reader.next(this.#limit).catch((error: unknown) => {
      if (isGatewayError(error) && STALE_TOKEN_CODES.has(error.code)) return null;
      throw error;
    });
    const first = page?.records[0];
    const { direction } = this.#selection;
    if (
      page != null &&
      first !== undefined &&
      (after === null || compareValues(this.#selection.sortValue(first), after.value, direction) < 0)
    ) {
      return page;
    }
    this.#reader = new PageReader(this.#listing, null, maxRecords, this.#call);
    this.#limit = this.#listing.pageSize.max;
    return this.#reader.next(this.#limit);
  }

  #place(record: T): Keyed<T> {
    if (this.#selection.lacksSortValue(record)) throw new DisorderedListing();
    const place = keyed(record, this.#selection);
    const last = this.#lastValue;
    if (last !== undefined && compareValues(place.value, last, this.#selection.direction) < 0) {
      throw new DisorderedListing();
    }
    this.#lastValue = place.value;
    return place;
  }

  async #collect(places: readonly Keyed<T>[]): Promise<void> {
    const candidates = places.filter((place) => this.#isBehindCursor(place)).map(({ record }) => record);
    const selected = await selectRecords(candidates, this.#selection, this.#completed, this.#call);
    this.#failures.push(...selected.failures);
    const matches = new Map(selected.records.map((record) => [record.nativeId, record]));
    let groupValue = this.#group[0]?.value;
    for (const place of places) {
      if (groupValue !== undefined && place.value !== groupValue) this.#closeGroup();
      const record = matches.get(place.record.nativeId);
      if (record === undefined) continue;
      groupValue = place.value;
      this.#group.push({ ...place, record });
    }
  }

  #isBehindCursor(place: SortKey): boolean {
    const { after } = this.#range;
    return after === null || compareKeys(place, after, this.#selection.direction) > 0;
  }

  #closeGroup(): void {
    const group = this.#group.sort((left, right) => compareKeys(left, right, this.#selection.direction));
    for (const place of group) this.#matches.push(place);
    this.#group = [];
  }
}
