import { describe, expect, it } from 'vitest';
import type { ModelRecord } from '../../../src/domain/model.js';
import type { Listing, ProviderAdapter } from '../../../src/providers/provider.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { marketCall as call, openMarketAdapter, readAll, useMarket } from '../../helpers/market.js';
import { marketPage, oldListedModel, thinModel } from '../../helpers/market-wire.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';

const SIZE = 60;
const PRIVATE_MODELS = 3;
const NEWEST_FIRST = { field: 'CREATED_AT', direction: 'DESC', metric: null } as const;

const market = useMarket({ size: SIZE });

function listingOf(adapter: ProviderAdapter, key: string, query = modelQuery()): Listing<ModelRecord> {
  const found = adapter.models.listings(query).find((listing) => listing.key === key);
  if (found === undefined) throw new Error(`There is no listing called ${key}.`);
  return found;
}

const keysOf = (adapter: ProviderAdapter, query = modelQuery()) =>
  adapter.models.listings(query).map((listing) => listing.key);

describe('the public listing', () => {
  it('holds every public model once, newest first', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = listingOf(adapter, 'public', modelQuery({ order: NEWEST_FIRST }));

    const models = (await readAll(listing, 50)).flatMap((page) => page.items);

    expect(listing.ordered).toBe(true);
    expect(new Set(models.map((model) => model.nativeId)).size).toBe(SIZE);
    const dates = models.map((model) => model.createdAt!.getTime());
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
  });

  it('says which page sizes the marketplace takes (trap 1: page_size below 5 or above 50 is refused)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = listingOf(adapter, 'public');

    expect(listing.pageSize).toEqual({ min: 5, max: 50 });
    expect((await listing.page({ after: null, limit: 5 }, call)).items).toHaveLength(5);
    expect((await listing.page({ after: null, limit: 50 }, call)).items).toHaveLength(50);
    await expect(listing.page({ after: null, limit: 4 }, call)).rejects.toMatchObject({
      code: 'PROVIDER_REJECTED',
    });
  });

  it('holds unused models too when sorted by predictions (trap 5: sorted is filtered)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const order = { field: 'PREDICTIONS', direction: 'DESC', metric: null } as const;
    const listing = listingOf(adapter, 'public', modelQuery({ order }));
    const targets = market().watchTargets();

    const models = (await readAll(listing, 50)).flatMap((page) => page.items);

    expect(models.some((model) => model.listing?.predictionsCount === 0)).toBe(true);
    expect(models).toHaveLength(SIZE);
    expect(targets().join(' ')).not.toContain('predictions_count');
  });

  it('is not said to be ordered by predictions (trap 8: the counts grow between pages)', () => {
    const adapter = openMarketAdapter(market().server.origin);
    const order = { field: 'PREDICTIONS', direction: 'ASC', metric: null } as const;

    expect(listingOf(adapter, 'public', modelQuery({ order })).ordered).toBe(false);
  });

  it('resends the same parameters with a cursor and follows no URL (contract §2)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const query = modelQuery({ order: NEWEST_FIRST, filter: { category: ['vision', 'language'] } });
    const targets = market().watchTargets();

    await readAll(listingOf(adapter, 'public', query), 50);

    const [first, second] = targets()
      .filter((target) => target.startsWith('/v1/models'))
      .map((target) => new URLSearchParams(target.split('?')[1]));
    expect(first?.has('cursor')).toBe(false);
    expect(second?.has('cursor')).toBe(true);
    second?.delete('cursor');
    expect(second?.toString()).toBe(first?.toString());
    expect(second?.getAll('category_slugs')).toEqual(['vision', 'language']);
  });

  it('neither repeats nor loses models when others come and go between pages', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = listingOf(adapter, 'public', modelQuery({ order: NEWEST_FIRST }));
    const first = await listing.page({ after: null, limit: 50 }, call);

    const changes = { name: 'brand-new', hardware: 'cpu', visibility: 'PUBLIC' } as const;
    const created = await adapter.editing!.create!(changes, call);
    const second = await listing.page({ after: first.next, limit: 50 }, call);
    await adapter.editing!.remove(created.nativeId, call);

    const ids = [...first.items, ...second.items].map((model) => model.nativeId);
    expect(ids).not.toContain('greenlab/brand-new');
    expect(new Set(ids).size).toBe(SIZE);
    expect(ids).toHaveLength(SIZE);
  });
});

describe('the choice of listings', () => {
  it('has a listing of one’s own models, since lists hide private ones (trap 7)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const query = modelQuery({ filter: { owner: 'greenlab' } });
    const byOwner = (await readAll(listingOf(adapter, 'owner', query), 50)).flatMap((page) => page.items);
    const own = (await readAll(listingOf(adapter, 'own', query), 50)).flatMap((page) => page.items);

    expect(byOwner.filter((model) => model.visibility === 'PRIVATE')).toHaveLength(0);
    expect(own.filter((model) => model.visibility === 'PRIVATE')).toHaveLength(PRIVATE_MODELS);
    expect(own.map((model) => model.nativeId)).toEqual(
      expect.arrayContaining(byOwner.map((model) => model.nativeId)),
    );
    expect(own.every((model) => model.actions.includes('UPDATE'))).toBe(true);
  });

  it.each([
    ['everything', {}, ['public', 'own']],
    ['public models', { filter: { visibility: 'PUBLIC' } }, ['public']],
    ['private models', { filter: { visibility: 'PRIVATE' } }, ['own']],
    ['a search', { search: 'leaf' }, ['search']],
    ['an owner', { filter: { owner: 'mira' } }, ['owner', 'own']],
    ['an owner with capitals', { filter: { owner: 'Mira' } }, ['owner', 'owner-lower-case', 'own']],
    ['models in training', { filter: { status: ['TRAINING'] } }, []],
    ['ready models', { filter: { status: ['READY', 'FAILED'] } }, ['public', 'own']],
    ['models to download', { filter: { downloadable: true } }, []],
    ['models with a metric', { filter: { metric: [{ name: 'mAP', gte: 0.5, lte: null }] } }, []],
    ['loaded models', { filter: { runtimeState: ['LOADED'] } }, []],
    ['detectors', { filter: { task: ['OBJECT_DETECTION'] } }, []],
  ] as const)('for %s', (_what, query, keys) => {
    expect(keysOf(openMarketAdapter(market().server.origin), modelQuery(query))).toEqual(keys);
  });

  it('has no listing of one’s own models without a token', () => {
    const adapter = openMarketAdapter(market().server.origin, null);

    expect(keysOf(adapter)).toEqual(['public']);
    expect(keysOf(adapter, modelQuery({ filter: { visibility: 'PRIVATE' } }))).toEqual([]);
  });

  it('finds the models of an owner whatever the case, and none of a stranger', async () => {
    const adapter = openMarketAdapter(market().server.origin, null);
    const inCapitals = adapter.models.listings(modelQuery({ filter: { owner: 'GreenLab' } }));

    const pages = await Promise.all(inCapitals.map((each) => each.page({ after: null, limit: 50 }, call)));

    expect(pages.map((page) => page.items.length > 0)).toEqual([false, true]);
  });

  it('searches with the marketplace’s own search', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = listingOf(adapter, 'search', modelQuery({ search: 'torsk 🐟' }));
    const targets = market().watchTargets();

    const page = await listing.page({ after: null, limit: 5 }, call);

    expect(page.items.every((model) => model.description?.includes('torsk'))).toBe(true);
    expect(page.items.length).toBeGreaterThan(0);
    const search = targets().find((target) => target.startsWith('/v1/search/models?'));
    expect(new URLSearchParams(search?.split('?')[1]).get('q')).toBe('torsk 🐟');
    expect(listing.ordered).toBe(false);
  });
});

describe('a page that is not as it should be', () => {
  it('loses only the item that cannot be read, and counts it', async () => {
    market().misbehave({ kind: 'tamper', match: '/models', pointer: '/items/0/name', value: 7 });
    const listing = listingOf(openMarketAdapter(market().server.origin, null), 'public');

    const page = await listing.page({ after: null, limit: 10 }, call);

    expect(page.items).toHaveLength(9);
    expect(page.rejected).toBe(1);
  });

  it('keeps an item whose visibility is a new word', async () => {
    market().misbehave({ kind: 'tamper', match: '/models', pointer: '/items/0/visibility', value: 'team' });
    const listing = listingOf(openMarketAdapter(market().server.origin, null), 'public');

    const page = await listing.page({ after: null, limit: 5 }, call);

    expect(page.rejected).toBe(0);
    expect(page.items[0]).toMatchObject({ visibility: null, raw: { visibility: 'team' } });
  });

  it.each([
    ['items that are no list', '/items', 'none'],
    ['no cursor at all', '/next_cursor', 7],
  ])('is PROVIDER_PROTOCOL with %s', async (_what, pointer, value) => {
    market().misbehave({ kind: 'tamper', match: '/models', pointer, value });
    const listing = listingOf(openMarketAdapter(market().server.origin, null), 'public');

    const error = await rejectionOf(listing.page({ after: null, limit: 5 }, call));

    expect(error).toMatchObject({ code: 'PROVIDER_PROTOCOL', provider: 'market', retryable: false });
  });

  it('is PROVIDER_PROTOCOL, not an empty list, where the base URL leads elsewhere', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, { detail: 'Not Found' }, 404),
    );
    const listing = listingOf(openMarketAdapter(server.origin, null), 'public');

    const error = await rejectionOf(listing.page({ after: null, limit: 5 }, call));

    expect(error.code).toBe('PROVIDER_PROTOCOL');
    expect(error.message).toContain('base URL');
  });
});

describe('older and newer generations of the marketplace (trap 4)', () => {
  it('are read alike, in one page', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, marketPage([oldListedModel, { ...thinModel, name: 'other', stars: 5 }])),
    );
    const listing = listingOf(openMarketAdapter(server.origin, null), 'public');

    const page = await listing.page({ after: null, limit: 5 }, call);

    expect(page.items.map(({ nativeId, deferred }) => [nativeId, deferred.length])).toEqual([
      ['greenlab/leaf-segmenter', 0],
      ['greenlab/other', 4],
    ]);
  });

  it('that refuse a sort are not asked again with a guess', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, { detail: [{ loc: ['query', 'sort_by'], msg: 'x', type: 'enum' }] }, 422),
    );
    const listing = listingOf(openMarketAdapter(server.origin, null), 'public');

    const error = await rejectionOf(listing.page({ after: null, limit: 5 }, call));

    expect(error.code).toBe('PROVIDER_REJECTED');
    expect(server.requests).toHaveLength(1);
  });

  it('end a list with an empty cursor as with null', async () => {
    const server = await startServer((_request, response) => sendJson(response, marketPage([thinModel], '')));
    const listing = listingOf(openMarketAdapter(server.origin, null), 'public');

    expect((await listing.page({ after: null, limit: 5 }, call)).next).toBeNull();
  });
});
