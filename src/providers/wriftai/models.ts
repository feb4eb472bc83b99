import type { ModelFilter, ModelOrder, ModelQuery } from '../../domain/listing.js';
import type { ModelRecord } from '../../domain/model.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, Listing, ModelReader } from '../provider.js';
import type { AccountLookup } from './account.js';
import {
  CONCURRENT_LOOKUPS,
  PAGE_SIZE,
  type MarketClient,
  type PageRequest,
  type Parameters,
} from './client.js';
import { toListedModel, toModel } from './convert.js';
import { isSegment, parseModelKey } from './keys.js';
import type { ReceivedPage, WireModel } from './wire.js';

/** What the facets of one instance share. */
export interface Market {
  /** Configured name of the provider. */
  readonly provider: string;
  readonly client: MarketClient;
  readonly accountId: AccountLookup;
  /** The records of a page, by the account that may change some of them. */
  readonly recordsOf: (page: ReceivedPage<WireModel>) => Map<string | null, readonly ModelRecord[]>;
  readonly hasToken: boolean;
}

/** Models of the marketplace. */
export function createModelReader(market: Market): ModelReader {
  const read = async (nativeId: string, call: CallOptions): Promise<ModelRecord | null> => {
    const key = parseModelKey(nativeId);
    if (key === null) return null;
    const [model, accountId] = await Promise.all([market.client.getModel(key, call), market.accountId(call)]);
    return model === null ? null : toModel({ provider: market.provider, accountId }, model);
  };
  return {
    nativeSearch: true,
    listings: (query) => (canMatch(query.filter) ? listingsOf(market, query) : []),
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, (nativeId) => read(nativeId, call)),
    fill: (records, call) => {
      const complete = async (record: ModelRecord) =>
        record.deferred.length === 0 ? record : read(record.nativeId, call);
      return lookUpEach(records, CONCURRENT_LOOKUPS, call, complete);
    },
  };
}

/** Whether any model of the marketplace can match: all are READY, and none has a task, metrics or weights to fetch. */
function canMatch({ status, task, metric, runtimeState, downloadable }: ModelFilter): boolean {
  const asksForOthers = [task, metric, runtimeState].some((wanted) => wanted !== null && wanted.length > 0);
  const asksForReady = status === null || status.length === 0 || status.includes('READY');
  return asksForReady && !asksForOthers && downloadable !== true;
}

/** Lists never show private models, not even one's own (contract §7, trap 7), so these are a listing of their own. */
function listingsOf(market: Market, { search, filter, order }: ModelQuery): readonly Listing<ModelRecord>[] {
  if (search !== null) return [searchListing(market, search)];
  const own = market.hasToken && filter.visibility !== 'PUBLIC' ? [ownListing(market)] : [];
  return filter.visibility === 'PRIVATE' ? own : [...publicListings(market, filter, order), ...own];
}

/** The search has parameters neither for the order nor for categories (contract §4.1). */
function searchListing(market: Market, words: string): Listing<ModelRecord> {
  return listing(market, 'search', false, (page, call) => market.client.searchModels(words, page, call));
}

function ownListing(market: Market): Listing<ModelRecord> {
  return listing(market, 'own', false, (page, call) => market.client.listOwnModels(page, call));
}

/**
 * Sorted by creation even where another order is asked for: the other native order leaves out models without
 * predictions and moves while it is read (contract §7, traps 5 and 8).
 */
function publicListings(
  market: Market,
  filter: ModelFilter,
  order: ModelOrder,
): readonly Listing<ModelRecord>[] {
  const isNative = order.field === 'CREATED_AT';
  const conditions: Parameters = [
    ['sort_by', 'created_at'],
    ['sort_direction', isNative ? order.direction.toLowerCase() : 'asc'],
    ...(filter.category ?? []).map((slug) => ['category_slugs', slug] as const),
  ];
  const listingOf = (key: string, owner: string | null) =>
    listing(market, key, isNative, (page, call) => market.client.listModels(owner, conditions, page, call));

  if (filter.owner === null) return [listingOf('public', null)];
  if (!isSegment(filter.owner)) return [];
  // Owners are compared without case here and perhaps with it there; a spelling that does not exist lists nothing.
  const lowerCase = filter.owner.toLowerCase();
  const byOwner = listingOf('owner', filter.owner);
  return lowerCase === filter.owner ? [byOwner] : [byOwner, listingOf('owner-lower-case', lowerCase)];
}

function listing(
  market: Market,
  key: string,
  ordered: boolean,
  read: (page: PageRequest, call: CallOptions) => Promise<ReceivedPage<WireModel>>,
): Listing<ModelRecord> {
  return {
    key,
    ordered,
    pageSize: PAGE_SIZE,
    page: async (request, call) => {
      const [page, accountId] = await Promise.all([read(request, call), market.accountId(call)]);
      const items = toRecords(market, page, accountId);
      return { items, next: page.next, total: null, rejected: page.problems.length };
    },
  };
}

function toRecords(
  { provider, recordsOf }: Market,
  page: ReceivedPage<WireModel>,
  accountId: string | null,
): readonly ModelRecord[] {
  const known = recordsOf(page).get(accountId);
  if (known !== undefined) return known;
  const records = page.items.map((item) => toListedModel({ provider, accountId }, item));
  recordsOf(page).set(accountId, records);
  return records;
}
