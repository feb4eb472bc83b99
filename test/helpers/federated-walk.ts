import { toRef } from '../../src/domain/ref.js';
import type { ModelQuery } from '../../src/domain/listing.js';
import type { ModelRecord } from '../../src/domain/model.js';
import { createFederation, type FederationSettings } from '../../src/federation/federation.js';
import type { FederatedPage, Federation } from '../../src/federation/types.js';
import { GATEWAY_CREDENTIALS, type CallOptions } from '../../src/providers/provider.js';
import { captureLog } from './capture-log.js';
import type { ShelfProvider } from './shelf.js';

export const CURSOR_KEY = Buffer.alloc(32, 7);

/** A federation over providers of the test; generous where the test does not say otherwise. */
export function federationOf(
  providers: readonly ShelfProvider[],
  settings: Partial<FederationSettings> = {},
): Federation {
  return createFederation({
    adapters: new Map(providers.map(({ adapter }) => [adapter.name, adapter])),
    settings: { providerDeadlineMs: 5000, maxDrain: 10_000, snapshotTtlMs: 60_000, ...settings },
    cursorKey: CURSOR_KEY,
  });
}

/** A call that nobody ends. */
export function calmCall(): CallOptions {
  return { signal: new AbortController().signal, log: captureLog().log, credentials: GATEWAY_CREDENTIALS };
}

export function refsOf(page: FederatedPage<ModelRecord>): readonly string[] {
  return page.edges.map((edge) => toRef(edge.node));
}

/** Follows the cursors to the end; `between` runs after every page. */
export async function walkModels(
  federation: Federation,
  query: ModelQuery,
  first: number,
  between: (page: FederatedPage<ModelRecord>) => void = () => {},
): Promise<readonly FederatedPage<ModelRecord>[]> {
  const pages: FederatedPage<ModelRecord>[] = [];
  let after: string | null = null;
  do {
    const page: FederatedPage<ModelRecord> = await federation.models(
      { query, first, after, countTotal: false },
      calmCall(),
    );
    pages.push(page);
    between(page);
    after = page.edges.at(-1)?.cursor ?? null;
    if (!page.hasNextPage) return pages;
  } while (after !== null && pages.length < 1000);
  throw new Error('The walk did not come to an end.');
}
