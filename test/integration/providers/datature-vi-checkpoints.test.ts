import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import type { CheckpointList, CheckpointReader, Lookup } from '../../../src/providers/provider.js';
import { contractOutput, freshCall, openAdapter, useDatatureVi } from '../../helpers/datature-vi.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';

// A server that sends less than it is asked for makes long runs come in pages.
const vi = useDatatureVi({ sandbox: { pageCap: 100 } });
const checkpoints = () => vi().adapter.checkpoints as CheckpointReader;

const listOf = async (runId: string, limit: number | null = null): Promise<Lookup<CheckpointList>> =>
  (await checkpoints().ofRuns!([runId], limit, freshCall()))[0]!;
const itemsOf = async (runId: string, limit: number | null = null) =>
  ((await listOf(runId, limit)) as CheckpointList).items;

/** The model of a run, completed. */
async function completeModel(runId: string): Promise<ModelRecord> {
  const { models } = vi().adapter;
  const found = (await models.getMany([runId], freshCall())) as readonly ModelRecord[];
  const [complete] = await models.fill!(found, freshCall());
  return complete as ModelRecord;
}

describe('the checkpoints of a run', () => {
  it('are read from all pages and sorted newest first (trap 2)', async () => {
    const plan = vi().planOf((story) => story.epochs === 130);

    const epochs = (await itemsOf(plan.runId)).map(({ epoch }) => epoch);

    expect(epochs).toEqual(Array.from({ length: 130 }, (_, index) => 130 - index));
  });

  it('are the newest when only some are asked for (trap 2)', async () => {
    const plan = vi().planOf((story) => story.epochs === 130);

    expect(await listOf(plan.runId, 2)).toMatchObject({
      items: [{ name: 'epoch_130' }, { name: 'epoch_129' }],
      hasMore: true,
    });
  });

  it('cost one call for each run, without minting URLs (traps 7 and 10)', async () => {
    const short = vi().plans.filter(({ story }) => story.epochs < 100);
    const runIds = short.slice(0, 20).map(({ runId }) => runId);

    const targets = await vi().targetsOf(() => checkpoints().ofRuns!(runIds, 5, freshCall()));

    expect(targets).toHaveLength(20);
    for (const target of targets) {
      expect(target).toMatch(/\/outputs\?intent=sdkLocalDeploy&pageSize=1000$/u);
    }
  });

  it('are null for a run that does not exist and none for one without outputs', async () => {
    const empty = vi().planOf((story, { ordinal }) => ordinal > 3 && story.epochs === 0);

    expect(await listOf('run_absent')).toBeNull();
    expect(await listOf('not/an/id')).toBeNull();
    expect(await listOf(empty.runId)).toEqual({ items: [], hasMore: false });
  });

  it('lose a bad one and keep the others (trap 11)', async () => {
    const plan = vi().planOf((story) => story.epochs === 10);
    vi().addFault({ kind: 'tamper', pointer: '/items/0/runOutputId', value: 'a/b', times: 1 });

    expect(await itemsOf(plan.runId)).toHaveLength(9);
  });

  it('end when the service repeats itself for ever (trap 1)', async () => {
    const plan = vi().planOf((story) => story.epochs === 10);
    vi().addFault({ kind: 'endless-paging' });

    const targets = await vi().targetsOf(async () => {
      expect(await listOf(plan.runId)).toMatchObject({ code: 'PROVIDER_PROTOCOL' });
    });

    expect(targets).toHaveLength(2);
  });

  it('end when the service never repeats a token and never ends (trap 1)', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, { items: [contractOutput()], nextPage: `tok-${server.requests.length}` }),
    );
    const adapter = openAdapter(server.origin);
    onTestFinished(() => adapter.close());

    const [list] = await adapter.checkpoints!.ofRuns!(['run_4f21'], null, freshCall());

    expect(list).toMatchObject({ code: 'PROVIDER_PROTOCOL' });
    expect(server.requests).toHaveLength(100);
  });

  it('grow with a running run', async () => {
    const plan = vi().planOf((_story, { ordinal }) => ordinal === 2);
    const before = (await itemsOf(plan.runId)).length;

    vi().environment.clock.advance(2 * plan.epochMs);

    expect(await itemsOf(plan.runId)).toHaveLength(before + 2);
  });
});

describe('a checkpoint by its key', () => {
  it('is read from a page with one item, as the real client wants it (trap 3)', async () => {
    const plan = vi().planOf((story) => story.epochs === 10);
    const [newest] = await itemsOf(plan.runId);

    expect(await checkpoints().getMany([`${plan.runId}/out_0010`], freshCall())).toEqual([newest]);
  });

  it.each([
    ['does not exist', '/out_9999'],
    ['is named in another spelling', '/epoch_10'],
    ['has no output in its key', ''],
    ['steps out of its run', '/..'],
  ])('is null when it %s', async (_name, end) => {
    const plan = vi().planOf((story) => story.epochs === 10);

    expect(await checkpoints().getMany([`${plan.runId}${end}`], freshCall())).toEqual([null]);
  });

  it('is a protocol failure, not absent, when the answer cannot be read', async () => {
    const plan = vi().planOf((story) => story.epochs === 10);
    vi().addFault({ kind: 'tamper', pointer: '/items/0/etag', value: null });

    expect(await checkpoints().getMany([`${plan.runId}/out_0010`], freshCall())).toMatchObject([
      { code: 'PROVIDER_PROTOCOL' },
    ]);
  });

  it.each(['out_0010', 'epoch_10', 'ckpt_10', 'checkpoint_10'])('is found by the name %s', async (name) => {
    const plan = vi().planOf((story) => story.epochs === 10);

    expect(await checkpoints().keyOf!(plan.runId, name, freshCall())).toBe(`${plan.runId}/out_0010`);
  });

  it('is found as best_model where the run keeps its best epoch', async () => {
    const plan = vi().planOf((story) => story.keepsBest);

    expect(await checkpoints().keyOf!(plan.runId, 'best_model', freshCall())).toBe(
      `${plan.runId}/best_model`,
    );
  });

  it.each(['epoch_99', 'epoch_', 'worst_model'])('is not found by the name %s', async (name) => {
    const plan = vi().planOf((story) => story.epochs === 10);

    expect(await checkpoints().keyOf!(plan.runId, name, freshCall())).toBeNull();
  });
});

describe('a model', () => {
  it('has the metrics of its newest checkpoint, not of the last on the first page (trap 2)', async () => {
    const plan = vi().planOf((story) => story.epochs === 130);
    const [newest] = await itemsOf(plan.runId, 1);

    const model = await completeModel(plan.runId);

    expect(newest!.epoch).toBe(130);
    expect(model.metrics).toEqual(newest!.metrics);
    expect(model.metrics.map(({ name }) => name)).toEqual(['loss', 'accuracy', 'bleu', 'meteor']);
  });

  it.each([
    ['failed', 8],
    ['killed', 5],
  ] as const)('of a %s run is READY when it left checkpoints', async (outcome, count) => {
    const plan = vi().planOf((story) => story.outcome === outcome && story.epochs > 0);

    expect(await completeModel(plan.runId)).toMatchObject({
      status: 'READY',
      statusReason: expect.stringContaining(`left ${count} checkpoints`),
      actions: ['DOWNLOAD'],
      deferred: [],
    });
  });

  it.each([
    ['failed', 'FAILED'],
    ['killed', 'CANCELLED'],
  ] as const)('of a %s run without checkpoints is %s', async (outcome, status) => {
    const plan = vi().planOf((story) => story.outcome === outcome && story.epochs === 0);

    expect(await completeModel(plan.runId)).toMatchObject({ status, actions: [], deferred: [] });
  });

  it('has the same status in the list and by its id', async () => {
    const { models } = vi().adapter;
    const order = { field: 'CREATED_AT', direction: 'DESC', metric: null } as const;
    const [listing] = models.listings(modelQuery({ order }));

    const { items } = await listing!.page({ after: null, limit: 100 }, freshCall());
    const byId = await models.getMany(
      items.map(({ nativeId }) => nativeId),
      freshCall(),
    );

    expect(byId).toEqual(items);
  });
});

describe('the service as it may also be', () => {
  it('may send one output without the page (trap 3)', async () => {
    const server = await startServer((_request, response) => sendJson(response, contractOutput()));
    const adapter = openAdapter(server.origin);
    onTestFinished(() => adapter.close());

    expect(await adapter.checkpoints!.getMany(['run_4f21/out_0010'], freshCall())).toMatchObject([
      { nativeId: 'run_4f21/out_0010', name: 'epoch_10' },
    ]);
  });

  it.each([
    ['PROVIDER_AUTH', 'a wrong key', { secretKey: new Secret('dtvi_wrong') }],
    ['PROVIDER_FORBIDDEN', 'an organization of others', { organizationId: 'someone-else' }],
  ] as const)('answers %s to %s', async (code, _name, settings) => {
    const stranger = openAdapter(vi().server.origin, settings);
    onTestFinished(() => stranger.close());

    expect(await rejectionOf(stranger.probe(freshCall()))).toMatchObject({ code, retryable: false });
  });
});
