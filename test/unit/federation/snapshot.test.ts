import { describe, expect, it } from 'vitest';
import { createFederation } from '../../../src/federation/federation.js';
import { calmCall, CURSOR_KEY, federationOf, refsOf } from '../../helpers/federated-walk.js';
import { createDeferred } from '../../helpers/deferred.js';
import { modelQuery, modelRecord } from '../../helpers/records.js';
import { shelf, shelfProvider, type Shelf, type ShelfProvider } from '../../helpers/shelf.js';

const ask = { query: modelQuery(), first: 25, after: null, countTotal: false };
const named = (name: string) => modelRecord({ provider: 'p', nativeId: name, name });

function unsorted(names: readonly string[], fields: Partial<Shelf> = {}): ShelfProvider {
  return shelfProvider('p', [shelf({ ordered: false, records: names.map(named), ...fields })]);
}

/** Its copies serve for a second by this clock. */
function federationAt({ adapter }: ShelfProvider, now: () => number) {
  return createFederation({
    adapters: new Map([['p', adapter]]),
    settings: { providerDeadlineMs: 5000, maxDrain: 100, snapshotTtlMs: 1000 },
    cursorKey: CURSOR_KEY,
    now,
  });
}

describe('a listing that its provider cannot sort', () => {
  it('is read once for all orders and searches while it is fresh', async () => {
    const provider = unsorted(['b', 'a', 'c']);
    const federation = federationOf([provider]);
    const descending = modelQuery({ order: { field: 'NAME', direction: 'DESC', metric: null } });

    const pages = [
      await federation.models(ask, calmCall()),
      await federation.models({ ...ask, query: descending }, calmCall()),
      await federation.models({ ...ask, query: modelQuery({ search: 'c' }) }, calmCall()),
    ];

    expect(pages.map(refsOf)).toEqual([['p:a', 'p:b', 'p:c'], ['p:c', 'p:b', 'p:a'], ['p:c']]);
    expect(provider.calls.length).toBe(1);
  });

  it('is read in the greatest pages that the provider gives', async () => {
    const provider = unsorted(
      Array.from({ length: 120 }, (_, index) => String(index)),
      { pageSize: { min: 5, max: 50 } },
    );

    await federationOf([provider]).models({ ...ask, first: 1 }, calmCall());

    expect(provider.calls.map(({ limit }) => limit)).toEqual([50, 50, 50]);
  });

  it('is read again for a filter, which the provider may apply itself', async () => {
    const provider = unsorted(['a']);
    const federation = federationOf([provider]);

    await federation.models(ask, calmCall());
    await federation.models({ ...ask, query: modelQuery({ filter: { visibility: 'PUBLIC' } }) }, calmCall());

    expect(provider.calls.length).toBe(2);
  });

  it('is read again when it is no longer fresh', async () => {
    let nowMs = 10_000;
    const provider = unsorted(['a']);
    const federation = federationAt(provider, () => nowMs);
    await federation.models(ask, calmCall());
    provider.shelves[0]!.records = [named('b')];

    nowMs = 10_999;
    const fresh = await federation.models(ask, calmCall());
    nowMs = 11_001;
    const stale = await federation.models(ask, calmCall());

    expect([refsOf(fresh), refsOf(stale)]).toEqual([['p:a'], ['p:b']]);
  });

  it('counts as old as the oldest answer that it was made from', async () => {
    let nowMs = 10_000;
    const provider = unsorted(['a']);
    const federation = federationAt(provider, () => nowMs);
    provider.onPage = ({ freshness }) => {
      if (typeof freshness === 'object') freshness.sawAge(400);
    };
    await federation.models(ask, calmCall());
    provider.shelves[0]!.records = [named('b')];

    nowMs = 10_599;
    const fresh = await federation.models(ask, calmCall());
    nowMs = 10_601;
    const stale = await federation.models(ask, calmCall());

    expect([refsOf(fresh), refsOf(stale)]).toEqual([['p:a'], ['p:b']]);
  });

  it('is read again when the provider has changed, also while it was being read', async () => {
    const provider = unsorted(['a']);
    const federation = federationOf([provider]);
    const gate = createDeferred();
    const begun = createDeferred();
    provider.onPage = () => {
      begun.resolve();
      return gate.promise;
    };
    const during = federation.models(ask, calmCall());
    await begun.promise;

    federation.invalidate('p');
    gate.resolve();
    await during;
    provider.shelves[0]!.records = [named('b')];

    expect(refsOf(await federation.models(ask, calmCall()))).toEqual(['p:b']);
  });

  it('is read once for callers at the same time, and one who leaves does not take it from the others', async () => {
    const provider = unsorted(['a']);
    const federation = federationOf([provider]);
    const gate = createDeferred();
    const begun = createDeferred();
    provider.onPage = () => {
      begun.resolve();
      return gate.promise;
    };
    const leaving = new AbortController();

    const first = federation.models(ask, { ...calmCall(), signal: leaving.signal });
    await begun.promise;
    const second = federation.models(ask, calmCall());
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    gate.resolve();

    expect(refsOf(await second)).toEqual(['p:a']);
    expect(provider.calls.length).toBe(1);
  });

  it('is not kept when reading it failed', async () => {
    const provider = unsorted(['a']);
    const federation = federationOf([provider]);
    provider.onPage = () => Promise.reject(new TypeError('a fault of our own'));

    const failed = await federation.models(ask, calmCall());
    provider.onPage = () => {};
    const recovered = await federation.models(ask, calmCall());

    expect(failed.unavailable).toMatchObject([{ provider: 'p', code: 'INTERNAL' }]);
    expect(failed.unavailable[0]!.message).not.toContain('a fault of our own');
    expect(refsOf(recovered)).toEqual(['p:a']);
  });
});
