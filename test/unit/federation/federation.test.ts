import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { toAbortSignal } from '../../../src/async/stop.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Listing } from '../../../src/providers/provider.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import type { RunRecord } from '../../../src/domain/run.js';
import { calmCall, federationOf, refsOf, walkModels } from '../../helpers/federated-walk.js';
import { modelQuery, modelRecord, runQuery, runRecord } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { shelf, shelfProvider } from '../../helpers/shelf.js';
import { warningsDuring } from '../../helpers/warnings.js';

/** `count` models named so that their order is that of their numbers. */
const numbered = (provider: string, count: number): ModelRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const name = String(index).padStart(5, '0');
    return modelRecord({ provider, nativeId: name, name });
  });

const ask = { query: modelQuery(), first: 25, after: null, countTotal: false };

describe('a federated list', () => {
  it('is empty without providers', async () => {
    expect(await federationOf([]).models(ask, calmCall())).toEqual({
      edges: [],
      hasNextPage: false,
      hasPreviousPage: false,
      totalCount: null,
      unavailable: [],
    });
  });

  it('says whether there is a page before and behind this one', async () => {
    const provider = shelfProvider('p', [shelf({ records: numbered('p', 3) })]);
    const federation = federationOf([provider]);

    const first = await federation.models({ ...ask, first: 2 }, calmCall());
    const after = first.edges.at(-1)!.cursor;
    const last = await federation.models({ ...ask, first: 2, after }, calmCall());

    expect([first.hasPreviousPage, first.hasNextPage]).toEqual([false, true]);
    expect([last.hasPreviousPage, last.hasNextPage]).toEqual([true, false]);
  });

  it('promises no next page when what follows does not match', async () => {
    const records = numbered('p', 60).map((record, index) => ({
      ...record,
      tags: index < 2 ? ['kept'] : [],
    }));
    const provider = shelfProvider('p', [shelf({ records })]);

    const page = await federationOf([provider]).models(
      { ...ask, query: modelQuery({ search: 'kept' }), first: 2 },
      calmCall(),
    );

    expect(refsOf(page)).toEqual(['p:00000', 'p:00001']);
    expect(page.hasNextPage).toBe(false);
  });

  it('can be read on from the cursor of any item', async () => {
    const providers = ['a', 'b'].map((name) => shelfProvider(name, [shelf({ records: numbered(name, 30) })]));
    const federation = federationOf(providers);
    const all = refsOf(await federation.models({ ...ask, first: 60 }, calmCall()));
    const { edges } = await federation.models({ ...ask, first: 40 }, calmCall());

    for (const [index, { cursor }] of edges.entries()) {
      const page = await federation.models({ ...ask, first: 5, after: cursor }, calmCall());
      expect(refsOf(page)).toEqual(all.slice(index + 1, index + 6));
    }
  });

  it('asks only the chosen providers and kinds', async () => {
    const registry = shelfProvider('registry', [shelf({ records: numbered('registry', 1) })]);
    const market = shelfProvider(
      'market',
      [shelf({ records: numbered('market', 1) })],
      {},
      { kind: 'MARKETPLACE' },
    );
    const federation = federationOf([registry, market]);

    const byName = await federation.models(
      { ...ask, query: modelQuery({ filter: { providers: ['registry'] } }) },
      calmCall(),
    );
    const byKind = await federation.models(
      { ...ask, query: modelQuery({ filter: { kinds: ['MARKETPLACE'] } }) },
      calmCall(),
    );

    expect(refsOf(byName)).toEqual(['registry:00000']);
    expect(refsOf(byKind)).toEqual(['market:00000']);
    expect([registry.calls.length, market.calls.length]).toEqual([1, 1]);
  });

  it('refuses a provider that is not configured and names those that are', async () => {
    const federation = federationOf([shelfProvider('registry', []), shelfProvider('market', [])]);
    const query = modelQuery({ filter: { providers: ['registri'] } });

    const error = await rejectionOf(federation.models({ ...ask, query }, calmCall()));

    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toContain('registri');
    expect(error.message).toContain('registry, market');
  });

  it('refuses the cursor of another search, filter, order or list', async () => {
    const federation = federationOf([shelfProvider('p', [shelf({ records: numbered('p', 3) })])]);
    const { edges } = await federation.models({ ...ask, first: 1 }, calmCall());
    const after = edges[0]!.cursor;
    const others = [
      modelQuery({ search: 'x' }),
      modelQuery({ filter: { visibility: 'PUBLIC' } }),
      modelQuery({ order: { field: 'NAME', direction: 'DESC', metric: null } }),
    ];

    for (const query of others) {
      const error = await rejectionOf(federation.models({ ...ask, query, after }, calmCall()));
      expect(error.code).toBe('INVALID_CURSOR');
    }
    const error = await rejectionOf(federation.runs({ ...ask, query: runQuery(), after }, calmCall()));
    expect(error.code).toBe('INVALID_CURSOR');
  });

  it('leaves the check of search words to a provider that searches by itself', async () => {
    const records = [modelRecord({ provider: 'market', name: 'found by its readme' })];
    const market = shelfProvider('market', [shelf({ records })], { nativeSearch: true });
    const registry = shelfProvider('registry', [shelf({ records: numbered('registry', 3) })]);

    const page = await federationOf([market, registry]).models(
      { ...ask, query: modelQuery({ search: '00002' }) },
      calmCall(),
    );

    expect(refsOf(page)).toEqual(['registry:00002', 'market:m1']);
  });
});

describe('federated runs', () => {
  it('come from the providers that have runs, newest first, those without a date last', async () => {
    const dates = [new Date(1000), null, new Date(3000)];
    const items = dates.map((createdAt, index) =>
      runRecord({ provider: 'p', nativeId: `r${index}`, createdAt }),
    );
    const listing: Listing<RunRecord> = {
      key: 'all',
      ordered: false,
      pageSize: { min: 1, max: 100 },
      page: () => Promise.resolve({ items, next: null, total: null, rejected: 0 }),
    };
    const notUsed = () => Promise.reject(new Error('Lists do not look up single runs.'));
    const runs = { listings: () => [listing], getMany: notUsed, ofModels: notUsed, pollIntervalMs: 1000 };
    const federation = federationOf([shelfProvider('p', [], {}, { runs }), shelfProvider('market', [])]);

    const page = await federation.runs({ ...ask, query: runQuery() }, calmCall());

    expect(page.edges.map((edge) => edge.node.nativeId)).toEqual(['r2', 'r0', 'r1']);
    expect(page.unavailable).toEqual([]);
  });
});

describe('totalCount', () => {
  const count = async (
    shelves: Parameters<typeof shelf>[0][],
    query = modelQuery(),
  ): Promise<number | null> => {
    const providers = shelves.map((fields, index) => {
      const name = `p${index}`;
      return shelfProvider(name, [shelf({ records: numbered(name, 60), ...fields })]);
    });
    return (await federationOf(providers).models({ ...ask, query, countTotal: true }, calmCall())).totalCount;
  };

  it('adds what providers tell and what was read as a whole', async () => {
    expect(await count([{ tellsTotal: true }, { ordered: false }])).toBe(120);
  });

  it('is null when one provider cannot tell', async () => {
    expect(await count([{ tellsTotal: true }, {}])).toBeNull();
  });

  it('does not take a count without conditions for a count of matches', async () => {
    expect(await count([{ tellsTotal: true }], modelQuery({ filter: { nameContains: '0' } }))).toBeNull();
  });

  it('counts matches where a listing was read as a whole', async () => {
    const query = modelQuery({ filter: { nameContains: '5' } });

    // 5, 15, 25, 35, 45 and 50 to 59.
    expect(await count([{ ordered: false }], query)).toBe(15);
    expect(await count([{ tellsTotal: true }], query)).toBe(15);
  });

  it('counts a model in two listings once', async () => {
    const records = numbered('p', 5);
    const shelves = ['live', 'public'].map((key) => shelf({ key, records, ordered: false }));

    const page = await federationOf([shelfProvider('p', shelves)]).models(
      { ...ask, countTotal: true },
      calmCall(),
    );

    expect(page.totalCount).toBe(5);
  });

  it('is null when a provider is unavailable', async () => {
    const down = shelfProvider('down', [shelf({ ordered: false })]);
    down.onPage = () => {
      throw new GatewayError('PROVIDER_AUTH', 'The key was refused.');
    };

    const page = await federationOf([down]).models({ ...ask, countTotal: true }, calmCall());

    expect(page.totalCount).toBeNull();
  });

  it('is not looked for when it is not asked for', async () => {
    const provider = shelfProvider('p', [shelf({ records: numbered('p', 1), tellsTotal: true })]);

    expect((await federationOf([provider]).models(ask, calmCall())).totalCount).toBeNull();
  });
});

describe('a walk', () => {
  it('costs a provider two calls a page: the page that was read last, and the one behind it', async () => {
    const provider = shelfProvider('p', [shelf({ records: numbered('p', 1000) })]);

    const pages = await walkModels(federationOf([provider]), modelQuery(), 25);

    expect(pages.length).toBe(40);
    expect(provider.calls.length).toBeLessThanOrEqual(80);
  });
});

describe('an answer', () => {
  it('leaves nothing on the signal of an operation that lives on', async () => {
    const provider = shelfProvider('p', [shelf({ records: numbered('p', 3) })]);
    const call = calmCall();

    await federationOf([provider]).models(ask, call);

    expect(getEventListeners(toAbortSignal(call.signal), 'abort')).toEqual([]);
  });

  it('takes many providers that are asked at once for no leak', async () => {
    const providers = Array.from({ length: 20 }, (_, index) => shelfProvider(`p${index}`, [shelf()]));

    const warnings = await warningsDuring(() => federationOf(providers).models(ask, calmCall()));

    expect(warnings).toEqual([]);
  });
});
