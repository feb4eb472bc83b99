import type { ModelQuery, Page } from '../../src/domain/listing.js';
import type { ModelRecord } from '../../src/domain/model.js';
import type { CallOptions, Listing, ModelReader, ProviderAdapter } from '../../src/providers/provider.js';

/** How a shelf names the page after this one. */
export const PAGINGS = ['offset', 'after-item', 'all-at-once'] as const;
export type Paging = (typeof PAGINGS)[number];

export interface PageCall {
  readonly listing: string;
  readonly after: string | null;
  readonly limit: number;
}

/** One listing of a provider under test: records that the test may change at any time. */
export interface Shelf {
  readonly key: string;
  records: ModelRecord[];
  readonly ordered: boolean;
  readonly paging: Paging;
  readonly pageSize: { readonly min: number; readonly max: number };
  /** Whether pages tell the size of the whole listing. */
  readonly tellsTotal: boolean;
}

/** A provider over shelves, with every page call on record. */
export interface ShelfProvider {
  readonly adapter: ProviderAdapter;
  readonly shelves: readonly Shelf[];
  readonly calls: PageCall[];
  /** Runs before a page is cut; throws or waits to make the provider fail or hang. */
  onPage: (call: CallOptions, page: PageCall) => Promise<void> | void;
}

export function shelf(fields: Partial<Shelf> = {}): Shelf {
  return {
    key: 'all',
    records: [],
    ordered: true,
    paging: 'after-item',
    pageSize: { min: 1, max: 100 },
    tellsTotal: false,
    ...fields,
  };
}

export function shelfProvider(
  name: string,
  shelves: readonly Shelf[],
  reader: Partial<ModelReader> = {},
  facets: Partial<ProviderAdapter> = {},
): ShelfProvider {
  const calls: PageCall[] = [];
  const provider: ShelfProvider = {
    shelves,
    calls,
    onPage: () => {},
    adapter: {
      name,
      type: 'shelf',
      kind: 'REGISTRY',
      models: {
        nativeSearch: false,
        listings: (query) => shelves.map((each) => listingOf(each, query, provider)),
        getMany: () => Promise.reject(new Error('Lists do not look up single models.')),
        ...reader,
      },
      probe: () => Promise.resolve({ version: null }),
      close: () => Promise.resolve(),
      ...facets,
    },
  };
  return provider;
}

function listingOf(source: Shelf, query: ModelQuery, provider: ShelfProvider): Listing<ModelRecord> {
  return {
    key: source.key,
    ordered: source.ordered,
    pageSize: source.pageSize,
    page: async ({ after, limit }, call) => {
      const page = { listing: source.key, after, limit };
      provider.calls.push(page);
      await provider.onPage(call, page);
      return cut(source, query, after, limit);
    },
  };
}

function cut(source: Shelf, query: ModelQuery, after: string | null, limit: number): Page<ModelRecord> {
  // Equal values stay in the order of the shelf, as a provider's index leaves them in any order.
  const sorted = source.ordered
    ? source.records.toSorted((left, right) => compareNatively(left, right, query))
    : source.records;
  const total = source.tellsTotal ? sorted.length : null;
  if (source.paging === 'all-at-once') return { items: sorted, next: null, total, rejected: 0 };
  const start = startOf(source.paging, sorted, after);
  const items = sorted.slice(start, start + limit);
  const last = items.at(-1);
  const isLast = last === undefined || start + limit >= sorted.length;
  const next = source.paging === 'offset' ? String(start + limit) : (last?.nativeId ?? '');
  return { items, next: isLast ? null : next, total, rejected: 0 };
}

function startOf(paging: Paging, sorted: readonly ModelRecord[], after: string | null): number {
  if (after === null) return 0;
  if (paging === 'offset') return Number(after);
  const index = sorted.findIndex((record) => record.nativeId === after);
  // As a service does that no longer finds the item of a token: it begins again.
  return index + 1;
}

/** Nulls last, so that the listing is ordered as the federation means it. Texts and dates only. */
function compareNatively(left: ModelRecord, right: ModelRecord, { order }: ModelQuery): number {
  const value = (record: ModelRecord): string | number | null =>
    order.field === 'NAME' ? record.name : (record.createdAt?.getTime() ?? null);
  const [a, b] = [value(left), value(right)];
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (order.direction === 'ASC' ? 1 : -1);
}
