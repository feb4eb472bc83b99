import { GatewayError } from '../errors/gateway-error.js';
import type { FederatedPage } from '../federation/types.js';

/** The fields that all connections share. `edges`, `totalCount` and `unavailable` are plain properties of the page. */
export function connectionResolvers<T>() {
  return {
    nodes: (page: FederatedPage<T>) => page.edges.map((edge) => edge.node),
    pageInfo: (page: FederatedPage<T>) => ({
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      // Only where they are asked for: see `FederatedPage.edges`.
      get startCursor() {
        return page.edges.at(0)?.cursor ?? null;
      },
      get endCursor() {
        return page.edges.at(-1)?.cursor ?? null;
      },
    }),
  };
}

interface Window {
  readonly first: number;
  readonly after: string | null;
}

/**
 * One page of a list that is wholly at hand, or whose first part is (`hasMore`). The cursor is the key of an item;
 * INVALID_CURSOR when that item is not in the list.
 */
export function pageOf<T>(
  items: readonly T[],
  window: Window,
  options: { readonly keyOf: (item: T) => string; readonly hasMore?: boolean },
): FederatedPage<T> {
  const start = window.after === null ? 0 : indexBehind(items, window.after, options.keyOf);
  const nodes = items.slice(start, start + window.first);
  return {
    edges: nodes.map((node) => ({ cursor: toCursor(options.keyOf(node)), node })),
    hasNextPage: start + nodes.length < items.length || options.hasMore === true,
    hasPreviousPage: window.after !== null,
    totalCount: options.hasMore === true ? null : items.length,
    unavailable: [],
  };
}

function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function indexBehind<T>(items: readonly T[], cursor: string, keyOf: (item: T) => string): number {
  const index = items.findIndex((item) => toCursor(keyOf(item)) === cursor);
  if (index >= 0) return index + 1;
  throw new GatewayError(
    'INVALID_CURSOR',
    'This cursor does not belong to this list, or its item is gone. Start again from the first page.',
  );
}
