import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelFilter, ModelOrder } from '../../../src/domain/listing.js';
import type { Listing, RunReader } from '../../../src/providers/provider.js';
import { contractRun, freshCall, openAdapter, useDatatureVi } from '../../helpers/datature-vi.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery, runQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';

const newestFirst: ModelOrder = { field: 'CREATED_AT', direction: 'DESC', metric: null };

const vi = useDatatureVi({ size: 250 });
const runsOf = () => vi().adapter.runs as RunReader;

/** All items of a listing and the number of unreadable ones. */
async function readAll<T>(listing: Listing<T>) {
  const items: T[] = [];
  let after: string | null = null;
  let rejected = 0;
  do {
    const page = await listing.page({ after, limit: listing.pageSize.max }, freshCall());
    items.push(...page.items);
    rejected += page.rejected;
    after = page.next;
  } while (after !== null);
  return { items, rejected };
}

describe('the listing of runs', () => {
  it('holds every run once, newest first, over several pages', async () => {
    const [listing] = runsOf().listings(runQuery());

    const { items, rejected } = await readAll(listing!);

    const times = items.map(({ createdAt }) => createdAt!.getTime());
    expect(new Set(items.map(({ nativeId }) => nativeId)).size).toBe(250);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(rejected).toBe(0);
  });

  it('asks with one question mark, camelCase names and one page size (traps 1 and 7)', async () => {
    const [listing] = runsOf().listings(runQuery());

    const targets = await vi().targetsOf(() => readAll(listing!));

    expect(targets).toHaveLength(3);
    for (const target of targets) {
      expect(target.split('?')).toHaveLength(2);
      expect(new URLSearchParams(target.split('?')[1]).get('pageSize')).toBe('100');
    }
    expect(targets[0]).not.toContain('pageToken');
    expect(targets[1]).toMatch(/[?&]pageToken=[^&]+/u);
  });

  it('is ordered for the newest first and for nothing else', () => {
    const ordered = (order: ModelOrder) => vi().adapter.models.listings(modelQuery({ order }))[0]?.ordered;

    expect(ordered(newestFirst)).toBe(true);
    expect(ordered({ ...newestFirst, direction: 'ASC' })).toBe(false);
    expect(ordered({ ...newestFirst, field: 'NAME' })).toBe(false);
  });

  it.each<[string, Partial<ModelFilter>]>([
    ['a task', { task: ['OBJECT_DETECTION'] }],
    ['an owner', { owner: 'mira' }],
    ['a visibility', { visibility: 'PUBLIC' }],
    ['a category', { category: ['vision'] }],
    ['a state of a runtime', { runtimeState: ['LOADED'] }],
  ])('is not read for models that have %s, which runs do not tell', (_, filter) => {
    expect(vi().adapter.models.listings(modelQuery({ filter }))).toEqual([]);
  });

  it('drops and counts a single bad item and keeps the page (trap 11)', async () => {
    vi().addFault({ kind: 'tamper', pointer: '/items/3/runId', value: null, times: 1 });
    const [listing] = runsOf().listings(runQuery());

    const { items, rejected } = await readAll(listing!);

    expect(items).toHaveLength(249);
    expect(rejected).toBe(1);
  });

  it('sends the credentials and content type of the real client with every call', async () => {
    await readAll(runsOf().listings(runQuery())[0]!);

    expect(vi().server.requests.at(-1)?.headers).toMatchObject({
      authorization: expect.stringMatching(/^Bearer dtvi_.{98}$/u),
      'organization-id': '0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77',
      accept: 'application/json',
      'content-type': 'application/json',
    });
  });
});

describe('a run by its id', () => {
  const read = async (id: string) => (await runsOf().getMany([id], freshCall()))[0];

  it.each([
    ['both orders of conditions: oldest first (trap 4)', 'oldest-first', 'SUCCEEDED'],
    ['both orders of conditions: newest first (trap 4)', 'newest-first', 'SUCCEEDED'],
  ])('has its status in %s', async (_name, order, status) => {
    for (const vocabulary of ['sdk', 'documented']) {
      const plan = vi().planOf(
        (story, { ordinal }) =>
          ordinal > 3 &&
          story.outcome === 'succeeded' &&
          story.conditionOrder === order &&
          story.vocabulary === vocabulary,
      );

      expect(await read(plan.runId)).toMatchObject({ status });
    }
  });

  it('does not throw on an unknown condition or an unknown status (trap 4)', async () => {
    const evicted = vi().planOf((story) => story.outcome === 'evicted');
    const pending = vi().planOf((_story, { ordinal }) => ordinal === 0);

    expect(await read(evicted.runId)).toMatchObject({ status: 'UNKNOWN' });
    vi().addFault({ kind: 'tamper', pointer: '/status/conditions/0/status', value: 'Paused' });
    expect(await read(pending.runId)).toMatchObject({ status: 'UNKNOWN' });
  });

  it('is read without kind, killedAt and a trainingProject of its own (traps 5 and 9)', async () => {
    const plan = vi().planOf((story) => story.isTerse && story.outcome === 'succeeded');

    const run = await read(plan.runId);

    expect(run).toMatchObject({ status: 'SUCCEEDED', datasetId: plan.datasetId });
    expect(run).not.toHaveProperty('raw.kind');
  });

  it('has its dataset without the prefix of the organization (trap 9)', async () => {
    const plan = vi().planOf((story) => !story.isTerse);

    const run = await read(plan.runId);

    expect(run).toMatchObject({
      datasetId: plan.datasetId,
      raw: { spec: { trainingProject: expect.stringMatching(/_ds_/u) } },
    });
  });

  it('tells why it failed with bare ids in the text', async () => {
    const plan = vi().planOf((story) => story.failure?.reason === 'DatasetInvalid');

    expect(await read(plan.runId)).toMatchObject({
      status: 'FAILED',
      errorMessage: 'DatasetInvalid: Dataset ds_empty has no annotated pages.',
    });
  });

  it('is CANCELLED at the time it was killed', async () => {
    const plan = vi().planOf((story) => story.outcome === 'killed' && story.vocabulary === 'sdk');

    const run = await read(plan.runId);

    expect(run).toMatchObject({ status: 'CANCELLED', finishedAt: expect.any(Date) });
  });

  it('is null when it does not exist, and when its id cannot be one without any call (trap 7)', async () => {
    const targets = await vi().targetsOf(async () => {
      const ids = ['run_absent', '../runs', 'a/b', '', 'x'.repeat(256), 'run?x=1'];
      expect(await runsOf().getMany(ids, freshCall())).toEqual([null, null, null, null, null, null]);
    });

    expect(targets).toEqual([expect.stringMatching(/\/runs\/run_absent$/u)]);
  });

  it('fails in its own slot only', async () => {
    const [first, second] = [1, 2].map((ordinal) => vi().planOf((_story, plan) => plan.ordinal === ordinal));
    vi().addFault({ kind: 'status', status: 403, match: first!.runId });

    const lookups = await runsOf().getMany([first!.runId, second!.runId], freshCall());

    expect(lookups[0]).toMatchObject({ code: 'PROVIDER_FORBIDDEN', provider: 'runs' });
    expect(lookups[1]).toMatchObject({ nativeId: second!.runId });
  });

  it('made the model of the same id', async () => {
    const plan = vi().planOf(() => true);

    expect(await runsOf().ofModels([plan.runId], freshCall())).toMatchObject([{ nativeId: plan.runId }]);
  });

  it('rejects as a whole when the call is aborted', async () => {
    const plan = vi().planOf(() => true);
    const call = { ...freshCall(), signal: AbortSignal.abort(new Error('the client left')) };

    expect(await rejectionOf(runsOf().getMany([plan.runId], call))).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('the service as it may also be', () => {
  it('may call the next page by a URL, whose token counts', async () => {
    const server = await startServer((request, response) => {
      const isFirst = !request.url?.includes('pageToken');
      const nextPage = isFirst ? `${request.url}&pageToken=tok-2` : '';
      sendJson(response, { items: [contractRun()], nextPage });
    });
    const adapter = openAdapter(server.origin);
    onTestFinished(() => adapter.close());

    const { items } = await readAll(adapter.models.listings(modelQuery())[0]!);

    expect(items).toHaveLength(2);
    expect(
      server.requests.map(({ url }) => new URL(url!, server.origin).searchParams.get('pageToken')),
    ).toEqual([null, 'tok-2']);
  });

  it('may stand below a path, which is kept in front of every call (trap 8)', async () => {
    const server = await startServer((_request, response) => sendJson(response, {}));
    const adapter = openAdapter(`${server.origin}/vi/`);
    onTestFinished(() => adapter.close());

    await adapter.probe(freshCall());

    expect(server.requests[0]?.url).toMatch(/^\/vi\/workspaces\/[^/]+\/runs\?pageSize=1$/u);
  });

  it.each([
    ['text', 'not JSON at all'],
    ['a list', []],
    ['items that are no list', { items: 7 }],
  ])('is not what the contract says when a page is %s', async (_name, body) => {
    const server = await startServer((_request, response) => sendJson(response, body));
    const adapter = openAdapter(server.origin);
    onTestFinished(() => adapter.close());

    expect(await rejectionOf(adapter.probe(freshCall()))).toMatchObject({ code: 'PROVIDER_PROTOCOL' });
  });
});

describe('what the adapter cannot do', () => {
  it('is absent: runs are neither created, changed nor killed (trap 12)', () => {
    expect(vi().adapter.editing).toBeUndefined();
    expect(vi().adapter.runtime).toBeUndefined();
  });
});
