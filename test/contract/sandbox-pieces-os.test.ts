import { Configuration, ModelApi, ModelsApi, ResponseError, type Model } from '@pieces.app/pieces-os-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { loadContract } from '../helpers/openapi.js';
import { createStepper, exampleModel, useLocalRuntime } from '../helpers/pieces-os.js';

const time = createStepper();
const runtime = useLocalRuntime({ schedule: time.schedule });
const contract = loadContract('pieces-os');
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** Calls the sandbox, checks the answer against the contract, and gives status and body. */
async function request(method: string, path: string, body?: unknown) {
  const response = await fetch(runtime().server.origin + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const contentType = response.headers.get('content-type');
  const text = await response.text();
  const isJson = contentType?.startsWith('application/json') === true;
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  contract.validateAnswer({ method, path, status: response.status, contentType, body: parsed });
  return { status: response.status, body: parsed };
}

/** A frame of a stream as it comes, parsed. */
async function openStream(path: string) {
  const socket = new WebSocket(runtime().server.origin.replace('http', 'ws') + path);
  onTestFinished(() => socket.terminate());
  const frames: string[] = [];
  socket.on('message', (data, isBinary) => {
    if (!isBinary && Buffer.isBuffer(data)) frames.push(data.toString('utf8'));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, frames };
}

const configuration = () => new Configuration({ basePath: runtime().server.origin });
const modelsApi = () => new ModelsApi(configuration());
const modelApi = () => new ModelApi(configuration());

/** The first model for which `holds`, as the vendor's own client reads it. */
async function findModel(holds: (model: Model) => boolean): Promise<Model> {
  const { iterable } = await modelsApi().modelsSnapshot();
  const model = iterable.find(holds);
  if (model === undefined) throw new Error('The sandbox has no such model.');
  return model;
}
const isIdle = (model: Model) =>
  !model.cloud && model.downloaded === false && model.downloading === false && model.custom === false;

describe('the data', () => {
  it('has every kind of model, both precisions of time, and absent as well as null fields', async () => {
    const { body } = await request('GET', '/models');
    const models = (body as { iterable: Record<string, unknown>[] }).iterable;
    const created = models.map((model) => (model['created'] as { value: string }).value);

    expect(models).toHaveLength(40);
    expect(new Set(models.map(({ id }) => id)).size).toBe(40);
    expect(created.some((value) => /\.\d{3}Z$/u.test(value))).toBe(true);
    expect(created.some((value) => /\.\d{6}Z$/u.test(value))).toBe(true);
    expect(models.some((model) => model['foundation'] === null)).toBe(true);
    expect(models.some((model) => !('foundation' in model))).toBe(true);
    for (const flag of ['cloud', 'downloaded', 'loaded', 'custom']) {
      expect(models.some((model) => model[flag] === true)).toBe(true);
    }
  });
});

describe('answers allowed by the contract', () => {
  it.each([
    ['GET', '/.well-known/health', 200],
    ['GET', '/.well-known/version', 200],
    ['GET', '/models', 200],
    ['GET', `/model/${UNKNOWN_ID}`, 410],
    ['POST', `/model/${UNKNOWN_ID}/download`, 500],
    ['POST', `/model/${UNKNOWN_ID}/download/cancel`, 500],
    ['POST', `/model/${UNKNOWN_ID}/load`, 500],
    ['POST', `/model/${UNKNOWN_ID}/unload`, 500],
    ['POST', `/models/${UNKNOWN_ID}/delete`, 500],
    ['POST', `/models/${UNKNOWN_ID}/delete/cache`, 500],
    ['POST', '/model/update', 500],
    ['POST', '/models/unload', 204],
    ['GET', `/model/${UNKNOWN_ID}/download/progress`, 500],
  ])('%s %s is %i', async (method, path, status) => {
    expect((await request(method, path)).status).toBe(status);
  });

  it('for every step of a model from listed to loaded and dropped', async () => {
    const { id } = await findModel(isIdle);

    const steps = [
      await request('GET', `/model/${id}`),
      await request('POST', `/model/${id}/download`),
      await request('POST', `/model/${id}/load`),
    ];
    time.step(100);
    steps.push(
      await request('POST', `/model/${id}/load`),
      await request('POST', `/model/${id}/unload`),
      await request('POST', `/models/${id}/delete/cache`, {}),
      await request('POST', `/models/${id}/delete`),
    );

    expect(steps.map(({ status }) => status)).toEqual([200, 200, 500, 200, 200, 200, 500]);
    expect(steps[1]?.body).toMatchObject({ downloading: true, downloaded: false });
    expect(steps[5]?.body).toEqual({ model: { id } });
  });

  it('for an application, and 400 for one without a platform', async () => {
    const application = { name: 'OPEN_SOURCE', platform: 'LINUX', version: '0.0.1' };

    expect((await request('POST', '/connect', { application })).body).toMatchObject({ application });
    expect((await request('POST', '/connect', { application: { name: 'X' } })).status).toBe(400);
  });

  it('answers HEAD for the port scan and 404 for a route that it does not know', async () => {
    const head = await fetch(`${runtime().server.origin}/.well-known/health`, { method: 'HEAD' });
    const unknown = await fetch(`${runtime().server.origin}/models/of/tomorrow`);

    expect([head.status, unknown.status]).toEqual([200, 404]);
  });
});

describe("the vendor's own client", () => {
  it('reads the list and one model alike', async () => {
    const model = await findModel((each) => (each.bytes?.value ?? 0) > 2 ** 32);

    const same = await modelApi().modelsSpecificModelSnapshot({ model: model.id });

    expect(same).toEqual(model);
    expect(same.created.value).toBeInstanceOf(Date);
  });

  it('downloads a model, cancels it, downloads it again and loads it', async () => {
    const api = modelApi();
    const { id: model } = await findModel(isIdle);

    expect(await api.modelSpecificModelDownload({ model })).toMatchObject({ downloading: true });
    expect(await api.modelSpecificModelDownloadCancel({ model })).toMatchObject({ downloading: false });
    await api.modelSpecificModelDownload({ model });
    time.step(100);

    expect(await api.modelSpecificModelLoad({ model })).toMatchObject({ downloaded: true, loaded: true });
    expect(await api.modelSpecificModelUnload({ model })).toMatchObject({ loaded: false });
    expect(
      await modelsApi().modelsDeleteSpecificModelCache({ model, modelDeleteCacheInput: {} }),
    ).toMatchObject({
      model: { id: model },
    });
  });

  it('creates a custom model once, changes it and deletes it', async () => {
    const { id: _id, loaded: _loaded, ...seed } = exampleModel('ModelLocalIdle');
    const seededModel = { ...seed, created: { value: new Date('2026-01-02T03:04:05.006Z') } };
    const api = modelsApi();
    // The example is a SeededModel but for types that JSON does not have.
    const create = () => api.modelsCreateNewModel({ seededModel: seededModel as never });

    const created = await create();
    const again = await create();
    const updated = await modelApi().modelUpdate({ model: { ...created, name: 'Renamed' } });
    await api.modelsDeleteSpecificModel({ model: created.id });

    expect(created).toMatchObject({ custom: true, name: 'Acorn 7B Chat Model' });
    expect(again.id).toBe(created.id);
    expect(updated).toMatchObject({ id: created.id, name: 'Renamed', created: created.created });
    await expect(modelApi().modelsSpecificModelSnapshot({ model: created.id })).rejects.toMatchObject({
      response: { status: 410 },
    });
  });

  it('cannot change a model that is not custom, and cannot use the stream methods', async () => {
    const model = await findModel(isIdle);

    await expect(modelApi().modelUpdate({ model })).rejects.toBeInstanceOf(ResponseError);
    await expect(modelApi().modelSpecificModelDownloadProgress({ model: model.id })).rejects.toBeInstanceOf(
      ResponseError,
    );
  });
});

describe('streams', () => {
  it('send every frame of a download, the last one to a late subscriber, and stay open after the end', async () => {
    // Not the first idle one, whose stream remembers the downloads of the tests above.
    const { id: model } = await findModel((each) => isIdle(each) && each.foundation === 'CODESTRAL_LATEST');
    const path = `/model/${model}/download/progress`;
    const early = await openStream(path);
    await modelApi().modelSpecificModelDownload({ model });
    time.step(100);
    await expect.poll(() => early.frames.at(-1)).toBe('{"status":"COMPLETED"}');

    const late = await openStream(path);
    await expect.poll(() => late.frames).toEqual(['{"status":"COMPLETED"}']);

    for (const frame of early.frames) {
      contract.validateAnswer({
        method: 'GET',
        path,
        status: 101,
        contentType: 'application/json',
        body: JSON.parse(frame),
      });
    }
    expect(early.frames[0]).toBe('{"status":"INITIALIZED"}');
    expect(early.frames).toContain('{"status":"IN-PROGRESS","percentage":null}');
    expect(early.frames).toContain('{"status":"IN-PROGRESS","percentage":41.5}');
    expect(new Set(early.frames).size).toBeLessThan(early.frames.length);
    expect(early.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('tell health, and which models there are and change', async () => {
    const { id: model } = await findModel(isIdle);

    const health = await openStream('/.well-known/stream/health');
    const identifiers = await openStream('/models/stream/identifiers');
    await expect.poll(() => identifiers.frames).toHaveLength(1);
    await modelApi().modelSpecificModelDownload({ model });
    await expect.poll(() => identifiers.frames.at(-1)).toContain(model);
    time.step(100);

    expect(health.frames[0]).toMatch(/^ok/iu);
    expect((JSON.parse(identifiers.frames[0]!) as { iterable: unknown[] }).iterable).toHaveLength(40);
  });
});
