import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { runQuery } from '../../helpers/records.js';
import {
  found,
  openRegistryAdapter,
  registryCall as call,
  useRegistry,
  walk,
} from '../../helpers/registry.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { wireRun } from '../../helpers/registry-wire.js';

const startMs = Date.now();
const clock = createManualClock(startMs);
const registry = useRegistry({ clock, startMs });
const ABSENT = '00000000-0000-4000-8000-000000000000';

async function modelNamed(name: string) {
  const { models } = registry().openAdapter();
  return found((await models.getMany([name], call))[0]);
}

describe('runs by key', () => {
  it('come in the asked order, with null for what is absent', async () => {
    const { runs } = registry().openAdapter();
    const [one, other] = await walk(runs!.listings(runQuery())[0]!);

    expect(await runs!.getMany([other!.nativeId, ABSENT, one!.nativeId], call)).toEqual([other, null, one]);
  });

  it('are watched at the interval of the provider’s own client', () => {
    expect(registry().openAdapter().runs!.pollIntervalMs).toBe(5_000);
  });
});

describe('trap 8: by its name', () => {
  it('the latest run is found, and its record has the id that stays', async () => {
    const { runs } = registry().openAdapter();
    const all = await walk(runs!.listings(runQuery())[0]!);
    const namesakes = all.filter((run) => run.name === 'learning-rate-trial');
    const latest = namesakes.toSorted((a, b) => b.createdAt!.getTime() - a.createdAt!.getTime())[0]!;

    const [run] = await runs!.getMany(['learning-rate-trial'], call);

    expect(namesakes).toHaveLength(2);
    expect(found(run)).toEqual(latest);
    expect(found(run).nativeId).not.toBe('learning-rate-trial');
  });
});

describe('the run of a model', () => {
  it('is the one of the version that the model serves', async () => {
    const { runs } = registry().openAdapter();
    const gate = await modelNamed('Wake Gate');

    const [run] = await runs!.ofModels([gate.nativeId], call);

    expect(found(run)).toMatchObject({ name: 'wake-gate-run-3', modelId: gate.nativeId });
  });

  it('is found by a scan when no version names it, one scan for all', async () => {
    const { runs } = registry().openAdapter();
    const unversioned = await modelNamed('Label Orientation');
    const gate = await modelNamed('Wake Gate');
    const requests = registry().watchRequests();

    const lookups = await runs!.ofModels([unversioned.nativeId, gate.nativeId, ABSENT], call);

    expect(found(lookups[0])).toMatchObject({
      name: 'label-orientation-run-1',
      modelId: unversioned.nativeId,
    });
    expect(found(lookups[1]).name).toBe('wake-gate-run-3');
    expect(lookups[2]).toBeNull();
    expect(requests().filter((request) => request.includes('/training/?'))).toHaveLength(1);
  });

  it('is an error where the scan fails, and found where none is needed', async () => {
    const { runs } = registry().openAdapter();
    const unversioned = await modelNamed('Label Orientation');
    const gate = await modelNamed('Wake Gate');
    registry().misbehave({ kind: 'status', match: '/training/\\?', status: 403 });

    const lookups = await runs!.ofModels([unversioned.nativeId, gate.nativeId], call);

    expect(lookups).toMatchObject([{ code: 'PROVIDER_FORBIDDEN' }, { name: 'wake-gate-run-3' }]);
  });

  it('is searched for in a bounded number of pages', async () => {
    const server = await startServer((request, response) => {
      if (!request.url!.startsWith('/training/')) return sendJson(response, { detail: 'Not Found' }, 404);
      return sendJson(response, { data: [wireRun()], pagination: { has_more: true } });
    });

    const [run] = await openRegistryAdapter(server.origin).runs!.ofModels([ABSENT], call);

    expect(run).toBeNull();
    expect(server.requests.filter(({ url }) => url!.startsWith('/training/'))).toHaveLength(10);
  });
});

describe('a run in progress', () => {
  it('moves with time until it has made its model', async () => {
    const { models, runs } = registry().openAdapter();
    const read = async (id: string) => found((await runs!.getMany([id], call))[0]);
    const model = await modelNamed('溶接検査 / Weld Inspection');
    const start = found((await runs!.ofModels([model.nativeId], call))[0]);

    clock.advance(60_000);
    const later = await read(start.nativeId);
    clock.advance(start.etaSeconds! * 1_000);
    const end = await read(start.nativeId);
    const [made] = await models.getMany([model.nativeId], call);

    expect(model.status).toBe('TRAINING');
    expect(start).toMatchObject({ status: 'RUNNING', modelId: null, finishedAt: null });
    expect(later.epoch).toBeGreaterThan(start.epoch!);
    expect(later.progressPercent).toBeGreaterThan(start.progressPercent!);
    expect(later.etaSeconds).toBe(start.etaSeconds! - 60);
    expect(later.metrics.map(({ name }) => name)).toContain('loss');
    expect(end).toMatchObject({ status: 'SUCCEEDED', progressPercent: 100, modelId: model.nativeId });
    expect(found(made).status).toBe('READY');
  });

  it('stands still while the sandbox freezes it', async () => {
    const { runs } = registry().openAdapter();
    const listing = runs!.listings(runQuery({ filter: { status: ['RUNNING'] } }))[0]!;
    const [running] = await walk(listing);
    const unfreeze = registry().environment.faults.add({ server: 'registry', kind: 'freeze-progress' });

    const [before] = await runs!.getMany([running!.nativeId], call);
    clock.advance(120_000);
    const [after] = await runs!.getMany([running!.nativeId], call);
    unfreeze();
    const [freed] = await runs!.getMany([running!.nativeId], call);

    expect(after).toEqual(before);
    expect(found(freed).progressPercent).toBeGreaterThan(found(before).progressPercent!);
  });
});

describe('checkpoints of a run', () => {
  it('are the weights of the version that it made', async () => {
    const { runs, checkpoints } = registry().openAdapter();
    const gate = await modelNamed('Wake Gate');
    const [newest] = await runs!.ofModels([gate.nativeId], call);

    const lists = await checkpoints!.ofRuns!([found(newest).nativeId, ABSENT], null, call);

    expect(found(lists[0])).toMatchObject({
      items: [{ name: '3.0.0', modelId: gate.nativeId }],
      hasMore: false,
    });
    expect(lists[1]).toBeNull();
  });

  it('are those without a run where no version names one', async () => {
    const { runs, checkpoints } = registry().openAdapter();
    const unversioned = await modelNamed('Label Orientation');
    const [run] = await runs!.ofModels([unversioned.nativeId], call);

    const [list] = await checkpoints!.ofRuns!([found(run).nativeId], null, call);

    expect(found(list).items).toMatchObject([{ modelId: unversioned.nativeId, runId: null, name: '1.0.0' }]);
  });

  it('do not exist while the run has made no model', async () => {
    const { checkpoints } = registry().openAdapter();

    expect(await checkpoints!.ofRuns!(['learning-rate-trial'], null, call)).toEqual([
      { items: [], hasMore: false },
    ]);
  });

  it('are found by the name that a person gives them', async () => {
    const { checkpoints } = registry().openAdapter();
    const keyOf = (name: string) => checkpoints!.keyOf!('wake-gate-run-2', name, call);
    const gate = await modelNamed('Wake Gate');

    expect(await keyOf('2.0.0')).toMatch(
      new RegExp(`^${gate.nativeId}/[0-9a-f-]{36}/silero_vad_v5\\.onnx$`, 'u'),
    );
    expect(await keyOf('3.0.0')).toBeNull();
    expect(await checkpoints!.keyOf!(ABSENT, '2.0.0', call)).toBeNull();
  });
});
