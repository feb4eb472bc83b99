import * as z from 'zod';

/** Sizes of a page (contract §2). */
export const PAGE_SIZE = { min: 5, max: 50, default: 25 } as const;

/** Where the service says that its pages are, whatever address it is reached by: nobody should follow these URLs. */
const PUBLIC_ORIGIN = 'https://api.wrift.ai';

/** Place of an item in its order: what it is sorted by, and its id or name to tell equal ones apart. */
export type SortKey = readonly [value: number, tie: string];

/** A list in one order. */
export interface SortedList<T> {
  /** Name of the order; a cursor of another order is refused. */
  readonly order: string;
  readonly direction: 'asc' | 'desc';
  /** In that order. */
  readonly items: readonly T[];
  keyOf(item: T): SortKey;
}

/** A place in a list: the page goes on behind it, or ends before it. */
export interface Cursor {
  readonly order: string;
  readonly side: 'after' | 'before';
  readonly key: SortKey;
}

/** Exactly these five keys, always: the service's own client unpacks them (contract §2). */
export interface Envelope {
  readonly items: readonly unknown[];
  readonly next_cursor: string | null;
  readonly previous_cursor: string | null;
  readonly next_url: string | null;
  readonly previous_url: string | null;
}

const cursorSchema = z.object({
  order: z.string(),
  side: z.enum(['after', 'before']),
  key: z.tuple([z.number(), z.string()]),
});

/** Reads a cursor; null when it is none of ours. */
export function parseCursor(text: string): Cursor | null {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

/** Orders keys ascending. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[1] < b[1] ? -1 : Number(a[1] > b[1]);
}

/**
 * Cuts one page. A cursor is a place in the order and no offset, so that items inserted or deleted in between neither
 * repeat nor hide others.
 */
export function cutPage<T>(
  list: SortedList<T>,
  request: { readonly cursor: Cursor | null; readonly size: number },
): { readonly items: readonly T[]; readonly next: Cursor | null; readonly previous: Cursor | null } {
  const { cursor, size } = request;
  const [start, end] = cursor === null ? [0, size] : bounds(list, cursor, size);
  const items = list.items.slice(start, end);
  const placeOf = (item: T | undefined, side: Cursor['side']): Cursor | null =>
    item === undefined ? null : { order: list.order, side, key: list.keyOf(item) };
  return {
    items,
    next: end < list.items.length ? placeOf(items.at(-1), 'after') : null,
    previous: start > 0 ? placeOf(items[0], 'before') : null,
  };
}

function bounds<T>(list: SortedList<T>, cursor: Cursor, size: number): readonly [number, number] {
  const sign = list.direction === 'asc' ? 1 : -1;
  const isBehind = (item: T): boolean => {
    const order = sign * compareKeys(list.keyOf(item), cursor.key);
    return cursor.side === 'after' ? order > 0 : order >= 0;
  };
  const found = list.items.findIndex(isBehind);
  const place = found === -1 ? list.items.length : found;
  return cursor.side === 'after' ? [place, place + size] : [Math.max(0, place - size), place];
}

/** Writes the envelope; the URLs repeat the request with another cursor. */
export function toEnvelope(
  items: readonly unknown[],
  cursors: { readonly next: Cursor | null; readonly previous: Cursor | null },
  request: { readonly path: string; readonly query: URLSearchParams },
): Envelope {
  const urlOf = (cursor: string | null): string | null => {
    if (cursor === null) return null;
    const query = new URLSearchParams(request.query);
    query.set('cursor', cursor);
    return `${PUBLIC_ORIGIN}${request.path}?${query.toString()}`;
  };
  const next = write(cursors.next);
  const previous = write(cursors.previous);
  return {
    items,
    next_cursor: next,
    previous_cursor: previous,
    next_url: urlOf(next),
    previous_url: urlOf(previous),
  };
}

function write(cursor: Cursor | null): string | null {
  return cursor === null ? null : Buffer.from(JSON.stringify(cursor)).toString('base64');
}
