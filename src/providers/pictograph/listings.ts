import { GatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, Listing } from '../provider.js';
import type { ListRequest, QueryPairs } from './client.js';
import type { ReceivedPage } from './wire.js';

/** Newer servers allow 100, older ones 500; what is above may be cut down silently (contract §2). */
export const MAX_PAGE_SIZE = 100;

/** Where a listing reads its pages. */
export interface ListSource<Fields, T> {
  readonly key: string;
  readonly filters: QueryPairs;
  fetch(request: ListRequest, call: CallOptions): Promise<ReceivedPage<Fields>>;
  /** The records of a page, in its order. */
  convert(page: ReceivedPage<Fields>): readonly T[];
}

/** An offset listing. No sort order is documented (contract §2), so none is promised. */
export function offsetListing<Fields, T>(source: ListSource<Fields, T>): Listing<T> {
  return {
    key: source.key,
    ordered: false,
    pageSize: { min: 1, max: MAX_PAGE_SIZE },
    page: async ({ after, limit }, call) => {
      const offset = after === null ? 0 : parseOffset(after);
      const page = await source.fetch({ limit, offset, filters: source.filters }, call);
      return {
        items: source.convert(page),
        next: hasMore(page, { limit, offset }) ? String(offset + page.received) : null,
        total: page.pagination.total ?? null,
        rejected: page.rejected,
      };
    },
  };
}

/**
 * Whether the listing goes on behind this page (contract §2). `has_more` decides: a server that cuts `limit` down
 * sends short pages that are not the last. An empty page ends the listing whatever it claims, or a walk would not end.
 */
export function hasMore<Fields>(
  { received, pagination }: ReceivedPage<Fields>,
  asked: { readonly limit: number; readonly offset: number },
): boolean {
  if (received === 0) return false;
  if (pagination.has_more !== undefined) return pagination.has_more;
  if (pagination.total !== undefined) return asked.offset + received < pagination.total;
  return received >= (pagination.limit ?? asked.limit);
}

function parseOffset(after: string): number {
  if (/^\d{1,15}$/u.test(after)) return Number(after);
  throw new GatewayError(
    'INVALID_CURSOR',
    'This cursor was not made by this gateway. Start from the first page.',
  );
}
