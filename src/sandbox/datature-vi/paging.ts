import type { SandboxRequest } from '../core/types.js';

/** Contract §3.1; what the service does without a `pageSize` is unknown. */
const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 1000;
/** Stands before the first item. */
const BEFORE_ALL = -1;

/** Which page is asked for. */
export interface PageQuery {
  readonly size: number;
  /** The page begins behind the item with this ordinal. */
  readonly afterOrdinal: number;
}

/** A page in the envelope of contract §7. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextPage: string | null;
  readonly prevPage: string | null;
}

/**
 * The query of a request. The real client sends its paging parameters behind a second `?` (contract §7), which an
 * ordinary parser would read into the value before it.
 */
export function readQuery({ rawQuery }: SandboxRequest): URLSearchParams {
  return new URLSearchParams(rawQuery.replaceAll('?', '&'));
}

/** Reads `pageSize` and `pageToken`; a text says what is wrong with them. */
export function readPageQuery(query: URLSearchParams): PageQuery | string {
  const size = Number(query.get('pageSize') ?? DEFAULT_PAGE_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE) {
    return `pageSize must be a whole number from 1 to ${MAX_PAGE_SIZE}.`;
  }
  const token = query.get('pageToken');
  const afterOrdinal = token === null ? BEFORE_ALL : readToken(token);
  return afterOrdinal === null ? 'pageToken is not a token of this list.' : { size, afterOrdinal };
}

/** Cuts a page out of items in their order. `link` gives a token the form in which it is sent. */
export function cutPage<Item extends { readonly ordinal: number }>(
  items: readonly Item[],
  { size, afterOrdinal }: PageQuery,
  link: (token: string) => string,
): Page<Item> {
  const start = items.findIndex(({ ordinal }) => ordinal > afterOrdinal);
  const page = start === -1 ? [] : items.slice(start, start + size);
  const last = page.at(-1);
  const hasMore = last !== undefined && last !== items.at(-1);
  const beforePrevious = items[start - size - 1]?.ordinal ?? BEFORE_ALL;
  return {
    items: page,
    nextPage: hasMore ? link(toToken(last.ordinal)) : null,
    prevPage: start > 0 ? link(toToken(beforePrevious)) : null,
  };
}

/** The token of the first page, for a list that is told to have no end. */
export const FIRST_PAGE_TOKEN = toToken(BEFORE_ALL);

function toToken(afterOrdinal: number): string {
  return Buffer.from(`after:${afterOrdinal}`).toString('base64url');
}

function readToken(token: string): number | null {
  const [, ordinal] = /^after:(-1|\d+)$/u.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return ordinal === undefined ? null : Number(ordinal);
}
