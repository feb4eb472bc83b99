import { describe, expect, it } from 'vitest';
import type { ModelStatus, ModelTask } from '../../../src/domain/model.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery, runQuery } from '../../helpers/records.js';
import { openRegistryAdapter, registryCall as call, useRegistry, walk } from '../../helpers/registry.js';
import { wireModel } from '../../helpers/registry-wire.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry({ size: 250 });

/** The only listing of a query; the test fails when there are several. */
function onlyListing<T>(listings: readonly T[]): T {
  expect(listings).toHaveLength(1);
  return listings[0]!;
}

describe('the listing of models', () => {
  it('holds every live model once, page by page', async () => {
    const { models } = registry().openAdapter();

    const items = await walk(onlyListing(models.listings(modelQuery())), 7);

    const first = await models.listings(modelQuery())[0]!.page({ after: null, limit: 1 }, call);
    expect(items).toHaveLength(first.total!);
    expect(new Set(items.map((model) => model.nativeId)).size).toBe(items.length);
    expect(items.filter((model) => model.status === 'ARCHIVED')).toEqual([]);
  });

  it('promises no order, because the provider documents none', () => {
    const { models } = registry().openAdapter();

    expect(onlyListing(models.listings(modelQuery()))).toMatchObject({
      ordered: false,
      pageSize: { min: 1, max: 100 },
    });
  });

  it.each<[string, ModelStatus[], readonly string[]]>([
    ['archived ones when they are asked for', ['ARCHIVED'], ['ARCHIVED']],
    ['them besides live ones', ['READY', 'ARCHIVED'], ['ARCHIVED', 'READY']],
    ['one status, asked for natively', ['FAILED'], ['FAILED']],
  ])('holds %s', async (_, status, expected) => {
    const { models } = registry().openAdapter();

    const listings = models.listings(modelQuery({ filter: { status } }));
    const items = (await Promise.all(listings.map((listing) => walk(listing)))).flat();

    expect([...new Set(items.map((model) => model.status))].sort()).toEqual(expected);
  });

  it.each([
    ['a status that the provider does not have', { status: ['CANCELLED'] }],
    ['an owner', { owner: 'mira' }],
    ['a category', { category: ['vision'] }],
    ['a state of a runtime', { runtimeState: ['LOADED'] }],
  ] as const)('needs no call for %s', (_, filter) => {
    const { models } = registry().openAdapter();

    expect(models.listings(modelQuery({ filter }))).toEqual([]);
  });

  it.each<[string, Parameters<typeof modelQuery>[0], string]>([
    ['a status', { filter: { status: ['TRAINING'] } }, '&status=training'],
    ['a task', { filter: { task: ['CLASSIFICATION'] } }, '&model_type=classification'],
    ['a whole name', { filter: { nameEquals: 'Face Blur (GDPR)' } }, '&name=Face Blur (GDPR)'],
    ['not two statuses', { filter: { status: ['READY', 'FAILED'] } }, ''],
    ['not two tasks', { filter: { task: ['CLASSIFICATION', 'OTHER'] as ModelTask[] } }, ''],
    ['not what it has no word for', { filter: { status: ['UNKNOWN'], task: ['OTHER'] } }, ''],
  ])('asks the provider for %s', async (_, query, expected) => {
    const { models } = registry().openAdapter();
    const requests = registry().watchRequests();

    await onlyListing(models.listings(modelQuery(query))).page({ after: null, limit: 5 }, call);

    expect(requests().map(decodeURIComponent)).toEqual([`GET /models/?limit=5&offset=0${expected}`]);
  });

  it('refuses a position that it has not given', async () => {
    const { models } = registry().openAdapter();
    const listing = onlyListing(models.listings(modelQuery()));

    expect(await rejectionOf(listing.page({ after: '-1', limit: 5 }, call))).toMatchObject({
      code: 'INVALID_CURSOR',
    });
  });

  it('that is no list is a breach of protocol', async () => {
    registry().misbehave({ kind: 'tamper', match: '/models/', pointer: '/data', value: 'soon' });
    const { models } = registry().openAdapter();

    const page = models.listings(modelQuery())[0]!.page({ after: null, limit: 5 }, call);

    expect(await rejectionOf(page)).toMatchObject({ code: 'PROVIDER_PROTOCOL', provider: 'registry' });
  });
});

describe('trap 5: an unknown enum value', () => {
  it('does not cost the page, nor the item', async () => {
    registry().misbehave({
      kind: 'tamper',
      match: '/models/',
      pointer: '/data/1/status',
      value: 'hibernating',
    });
    const { models } = registry().openAdapter();

    const page = await models.listings(modelQuery())[0]!.page({ after: null, limit: 5 }, call);

    expect(page).toMatchObject({ rejected: 0, items: { length: 5, 1: { status: 'UNKNOWN' } } });
    expect(page.items[1]?.raw['status']).toBe('hibernating');
  });

  it('and an item without a name costs the item alone', async () => {
    registry().misbehave({ kind: 'tamper', match: '/models/', pointer: '/data/1/name', value: null });
    const { models } = registry().openAdapter();

    const page = await models.listings(modelQuery())[0]!.page({ after: null, limit: 5 }, call);

    expect(page).toMatchObject({ rejected: 1, items: { length: 4 }, next: '5' });
  });
});

describe('trap 6: a server that cuts the limit down', () => {
  /** Serves `total` models, at most three a page, and says as much of the paging as `pagination` gives. */
  async function startShortPages(total: number, pagination: (offset: number, sent: number) => object | null) {
    const server = await startServer((request, response) => {
      const { searchParams } = new URL(request.url!, 'http://registry');
      const offset = Number(searchParams.get('offset'));
      const sent = Math.max(0, Math.min(3, total - offset));
      const data = Array.from({ length: sent }, (_, index) => wireModel({ id: `m${offset + index}` }));
      const paging = pagination(offset, sent);
      sendJson(response, paging === null ? { data } : { data, pagination: paging });
    });
    return openRegistryAdapter(server.origin).models.listings(modelQuery())[0]!;
  }

  it.each([
    ['says that there is more', (offset: number, sent: number) => ({ has_more: offset + sent < 8 })],
    ['tells the total alone', () => ({ total: 8 })],
    ['tells its own limit alone', () => ({ limit: 3 })],
  ])('loses nothing when it %s', async (_, pagination) => {
    const listing = await startShortPages(8, pagination);

    const items = await walk(listing);

    expect(items.map((model) => model.nativeId)).toEqual(Array.from({ length: 8 }, (_each, n) => `m${n}`));
  });

  it('ends at an empty page, whatever it claims', async () => {
    const listing = await startShortPages(6, () => ({ has_more: true }));

    expect(await walk(listing)).toHaveLength(6);
  });

  it('ends at a short page when it says nothing of paging', async () => {
    const listing = await startShortPages(8, () => null);

    expect(await walk(listing, 3)).toHaveLength(8);
    expect(await walk(listing, 100)).toHaveLength(3);
  });
});

describe('the listing of runs', () => {
  it('holds every run, in every state', async () => {
    const { runs } = registry().openAdapter();

    const items = await walk(onlyListing(runs!.listings(runQuery())));

    expect([...new Set(items.map((run) => run.status))].sort()).toEqual([
      'CANCELLED',
      'FAILED',
      'PENDING',
      'QUEUED',
      'RUNNING',
      'SUCCEEDED',
    ]);
  });

  it('asks the provider for one status', async () => {
    const { runs } = registry().openAdapter();
    const requests = registry().watchRequests();

    const items = await walk(onlyListing(runs!.listings(runQuery({ filter: { status: ['SUCCEEDED'] } }))));

    expect(new Set(items.map((run) => run.status))).toEqual(new Set(['SUCCEEDED']));
    expect(requests()[0]).toBe('GET /training/?limit=100&offset=0&status=completed');
  });
});
