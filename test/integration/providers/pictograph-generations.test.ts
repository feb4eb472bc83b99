import { describe, expect, it } from 'vitest';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery, runQuery } from '../../helpers/records.js';
import {
  downloadsOf,
  found,
  openRegistryAdapter,
  registryCall as call,
  useRegistry,
  walk,
} from '../../helpers/registry.js';
import { wireModel } from '../../helpers/registry-wire.js';
import { rejectionOf } from '../../helpers/rejection.js';

const older = useRegistry({ generation: 'B', size: 250 });
const newer = useRegistry({ generation: 'C', size: 250 });
const registries = { B: older, C: newer } as const;
const both = [['B'], ['C']] as const;

async function modelsOf(generation: 'B' | 'C') {
  return walk(registries[generation]().openAdapter().models.listings(modelQuery())[0]!);
}

describe('page limit: 500 once, 100 now', () => {
  it.each(both)('no more than 100 are asked of generation %s', async (generation) => {
    const requests = registries[generation]().watchRequests();

    const items = await modelsOf(generation);

    expect(items.length).toBeGreaterThan(100);
    expect(requests().map((request) => /limit=(\d+)/u.exec(request)?.[1])).toEqual(
      requests().map(() => '100'),
    );
  });
});

describe('addressing', () => {
  it.each(both)(
    'is by the UUID in generation %s, never by the address that once existed',
    async (generation) => {
      const adapter = registries[generation]().openAdapter();
      const [model] = await modelsOf(generation);
      const requests = registries[generation]().watchRequests();

      expect(await adapter.models.getMany([model!.nativeId], call)).toEqual([model]);
      expect(requests()).toEqual([`GET /models/${model!.nativeId}`]);
    },
  );
});

describe('a download that is not ready: 409 once, 400 now', () => {
  it.each(both)('means the same in generation %s', async (generation) => {
    const registry = registries[generation]();
    const downloads = downloadsOf(registry.openAdapter());
    const model = (await modelsOf(generation)).find(({ status }) => status === 'READY')!;
    const training = (await modelsOf(generation)).find(({ status }) => status === 'TRAINING')!;
    const plan = await downloads.plan({ kind: 'model', nativeId: model.nativeId }, call);
    // The same plan for a model that is not ready: what the server then answers is what differs.
    const late = { ...plan, key: plan.key.replaceAll(model.nativeId, training.nativeId) };
    if (generation === 'C') {
      registry.misbehave({ kind: 'status', match: '/files/download', status: 400, body: '{"detail":"no"}' });
    }

    expect(await rejectionOf(downloads.locate(late, call))).toMatchObject({ code: 'NOT_READY' });
    const refused = registry.server.requests.findLast(({ target }) => target.includes('/download'));
    expect(refused?.status).toBe(generation === 'B' ? 409 : 400);
  });
});

describe('class names: two shapes', () => {
  it('read the same from both generations', async () => {
    const names = async (generation: 'B' | 'C') =>
      new Map((await modelsOf(generation)).map((model) => [model.nativeId, model.classes]));
    const [old, today] = [await names('B'), await names('C')];

    expect(old.size).toBeGreaterThan(100);
    for (const [id, classes] of old) expect(classes).toEqual(today.get(id));
  });

  it('are none where the provider sends null', async () => {
    const ocr = (await modelsOf('C')).find(({ name }) => name.endsWith('/ detection'));

    expect(ocr?.classes).toEqual([]);
    expect(ocr?.raw['class_mapping']).toBeNull();
  });
});

describe('model types', () => {
  it('that an older server does not know are not asked of it', async () => {
    const { models } = older().openAdapter();
    const listing = models.listings(modelQuery({ filter: { task: ['KEYPOINT_DETECTION'] } }))[0]!;

    const page = await listing.page({ after: null, limit: 10 }, call);

    expect(page.items.map(({ task }) => task)).not.toContain('KEYPOINT_DETECTION');
  });

  it('of today’s servers are all told apart', async () => {
    expect(new Set((await modelsOf('C')).map(({ task }) => task)).size).toBe(5);
  });
});

describe('pipeline types', () => {
  it.each(['detectron2', 'rfdetr_keypoint', 'something_new'])('may be %s', async (pipeline) => {
    newer().misbehave({
      kind: 'tamper',
      match: '/training/',
      pointer: '/data/0/pipeline_type',
      value: pipeline,
    });
    const listing = newer().openAdapter().runs!.listings(runQuery())[0]!;

    const page = await listing.page({ after: null, limit: 5 }, call);

    expect(page).toMatchObject({ rejected: 0, items: { length: 5, 0: { pipeline } } });
  });
});

describe('visibility and precision', () => {
  it('are unknown where an older server leaves them out', async () => {
    expect(new Set((await modelsOf('B')).map(({ visibility }) => visibility))).toEqual(new Set([null]));
    expect(new Set((await modelsOf('C')).map(({ visibility }) => visibility))).toEqual(
      new Set(['PRIVATE', 'PUBLIC']),
    );
  });
});

describe('lists', () => {
  it('end rightly where an older server sends no pagination', async () => {
    const all = await walk(older().openAdapter().runs!.listings(runQuery())[0]!, 100);

    expect(all.length).toBeGreaterThan(200);
    expect(new Set(all.map(({ nativeId }) => nativeId)).size).toBe(all.length);
  });

  it('and objects are read without an envelope, as the oldest servers sent them', async () => {
    const server = await startServer((request, response) => {
      sendJson(response, request.url!.startsWith('/models/?') ? { models: [wireModel()] } : wireModel());
    });
    const { models } = openRegistryAdapter(server.origin);

    const listed = await walk(models.listings(modelQuery())[0]!);

    expect(listed).toHaveLength(1);
    expect(await models.getMany([listed[0]!.nativeId], call)).toEqual(listed);
  });
});

describe('a server without versions and files', () => {
  const ready = async () => (await modelsOf('B')).find(({ status }) => status === 'READY')!;

  it('has one synthetic checkpoint for each ready model', async () => {
    const { checkpoints } = older().openAdapter();
    const model = await ready();
    const training = (await modelsOf('B')).find(({ status }) => status === 'TRAINING')!;

    const lists = await checkpoints!.ofModels([model.nativeId, training.nativeId, 'absent'], null, call);

    const [checkpoint] = found(lists[0]).items;
    expect(checkpoint).toMatchObject({ format: 'onnx', sizeBytes: null, downloadable: true, runId: null });
    expect(checkpoint?.nativeId).toBe(`${model.nativeId}/${model.nativeId}/model.onnx`);
    expect(lists.slice(1)).toEqual([{ items: [], hasMore: false }, null]);
    expect(await checkpoints!.getMany([checkpoint!.nativeId], call)).toEqual([checkpoint]);
  });

  it.each(['model', 'checkpoint'] as const)('gives the current weights as a %s', async (kind) => {
    const downloads = downloadsOf(older().openAdapter());
    const model = await ready();
    const nativeId = kind === 'model' ? model.nativeId : `${model.nativeId}/${model.nativeId}/model.onnx`;

    const plan = await downloads.plan({ kind, nativeId }, call);
    const location = await downloads.locate(plan, call);

    expect(plan).toMatchObject({ fileName: 'model.onnx', format: 'onnx', expectedBytes: null });
    expect(plan.key).toContain(model.nativeId);
    expect(plan.key).toContain(encodeURIComponent(model.updatedAt!.toISOString()));
    expect(location.kind).toBe('url');
    expect(older().server.requests.at(-1)?.target).toContain(`/${model.nativeId}/download?format=onnx`);
  });

  it('has another key for the download once the model has changed', async () => {
    const adapter = older().openAdapter();
    const downloads = downloadsOf(adapter);
    const { nativeId } = await ready();
    const before = await downloads.plan({ kind: 'model', nativeId }, call);

    await adapter.editing!.update(nativeId, { description: 'retrained' }, call);

    expect((await downloads.plan({ kind: 'model', nativeId }, call)).key).not.toBe(before.key);
  });

  it('refuses the checkpoint of a model that is not ready', async () => {
    const downloads = downloadsOf(older().openAdapter());
    const { nativeId } = (await modelsOf('B')).find(({ status }) => status === 'TRAINING')!;
    const target = { kind: 'checkpoint', nativeId: `${nativeId}/${nativeId}/model.onnx` } as const;

    expect(await rejectionOf(downloads.plan(target, call))).toMatchObject({ code: 'NOT_READY' });
  });

  it('cannot give weights that were never built in ONNX', async () => {
    const downloads = downloadsOf(older().openAdapter());
    const { nativeId } = (await modelsOf('B')).find(({ name }) => name === 'Meeting Background')!;
    const plan = await downloads.plan({ kind: 'model', nativeId }, call);

    expect(await rejectionOf(downloads.locate(plan, call))).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it('tells the run of a model by the run’s own link', async () => {
    const { runs, checkpoints } = older().openAdapter();
    const model = await ready();

    const [run] = await runs!.ofModels([model.nativeId], call);
    const [list] = await checkpoints!.ofRuns!([found(run).nativeId], null, call);

    expect(found(run)).toMatchObject({ modelId: model.nativeId, status: 'SUCCEEDED' });
    expect(found(list).items).toMatchObject([{ modelId: model.nativeId }]);
  });

  it('cannot say why a model failed, as nothing links it to its run', async () => {
    const { fill } = older().openAdapter().models;
    const failed = (await modelsOf('B')).find(({ status }) => status === 'FAILED')!;

    const requests = older().watchRequests();

    const [filled] = await fill!([failed], call);

    expect(found(filled)).toMatchObject({ statusReason: null, deferred: [] });
    expect(requests().at(-1)).toBe('GET /training/?limit=100&offset=0&status=failed');
  });
});
