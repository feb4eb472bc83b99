import { expect } from 'vitest';
import type { Listing } from '../../../src/providers/provider.js';
import { callOptions } from '../../helpers/adapter.js';

/** More pages than any listing of the sandbox has; beyond it the listing has no end. */
const MAX_PAGES = 200;

/** Walks a listing from start to end in pages of one size, and checks each page. */
export async function walk<T>(listing: Listing<T>, limit: number): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { next, total, rejected, ...answer } = await listing.page({ after, limit }, callOptions());
    // A provider without pages gives everything at once, whatever is asked.
    if (next !== null || after !== null) expect(answer.items.length).toBeLessThanOrEqual(limit);
    expect(rejected).toBe(0);
    items.push(...answer.items);
    if (next === null) {
      if (total !== null) expect(items).toHaveLength(total);
      return items;
    }
    after = next;
  }
  throw new Error(`Listing ${listing.key} has not ended after ${MAX_PAGES} pages.`);
}

/** All things of all listings; one that is in two of them counts once. */
export async function everything<T extends { readonly nativeId: string }>(
  listings: readonly Listing<T>[],
): Promise<readonly T[]> {
  const byId = new Map<string, T>();
  for (const listing of listings) {
    for (const item of await walk(listing, listing.pageSize.max)) byId.set(item.nativeId, item);
  }
  return [...byId.values()];
}

/** Null, or a date that exists. */
export function expectDate(date: Date | null): void {
  expect(date?.getTime() ?? 0).not.toBeNaN();
}
