import { beforeAll, describe, expect, it } from 'vitest';
import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
import { rawRequest } from '../helpers/raw-http.js';
import { useRegistry } from '../helpers/registry.js';
import { ask, readModelIds, registryContract } from '../helpers/registry-contract.js';

const registry = useRegistry();
const ABSENT = '00000000-0000-4000-8000-000000000000';

let idOf: (name: string) => string;
let oldestVersionId: string;
let trainingRun: string;

beforeAll(async () => {
  idOf = await readModelIds(registry());
  const wakeGate = await ask(registry(), 'GET', `/models/${idOf('Wake Gate')}/versions`);
  oldestVersionId = wakeGate.body.data.versions.at(-1)!.version_id;
  trainingRun = (await ask(registry(), 'GET', '/training/?status=running')).body.data[0]!.id;
});

describe('what the sandbox serves fits the contract:', () => {
  it.each([
    ['a page of models', '/models/?limit=100'],
    ['a page behind the end', '/models/?offset=5000'],
    ['models by every filter', '/models/?status=ready&model_type=classification&dataset_name=wake-gate'],
    ['archived models', '/models/?status=archived'],
    ['a page of runs', '/training/?limit=100'],
    ['runs by every filter', '/training/?status=completed&dataset_name=wake-gate'],
    ['a model by its name', `/models/${encodeURIComponent('Receipt Reader 🧾 / detection')}`],
    ['a run by its name', '/training/wake-gate-run-3'],
  ])('%s', async (_, path) => {
    expect((await ask(registry(), 'GET', path)).status).toBe(200);
  });

  it.each(['ready', 'training', 'failed', 'archived'])(
    'a model that is %s, its versions, its files',
    async (status) => {
      for (const path of ['', '/versions', '/files']) {
        expect((await ask(registry(), 'GET', `/models/${idOf(status)}${path}`)).status).toBe(200);
      }
    },
  );

  it.each(['pending', 'queued', 'running', 'completed', 'failed', 'cancelled'])(
    'a run that is %s',
    async (status) => {
      const { body } = await ask(registry(), 'GET', `/training/?status=${status}`);

      expect(body.data.length).toBeGreaterThan(0);
      expect((await ask(registry(), 'GET', `/training/${body.data[0]!.id}`)).body.data.status).toBe(status);
    },
  );

  it('every run and model once, over all pages', async () => {
    for (const path of ['/models/', '/training/']) {
      const { body } = await ask(registry(), 'GET', `${path}?limit=7`);
      const seen = new Set<string>();
      for (let offset = 0; offset < body.pagination.total; offset += 7) {
        const page = await ask(registry(), 'GET', `${path}?limit=7&offset=${offset}`);
        for (const item of page.body.data) seen.add(item.id);
      }
      expect(seen.size).toBe(body.pagination.total);
    }
  });

  it('a model older than versions with one version, whose id is the model’s own', async () => {
    const modelId = idOf('Label Orientation');

    const { body } = await ask(registry(), 'GET', `/models/${modelId}/files`);

    expect(body.data.versions).toMatchObject([{ version_id: modelId, is_current: true }]);
  });

  it('a signed URL for the current weights', async () => {
    const { body } = await ask(registry(), 'GET', `/models/${idOf('Wake Gate')}/download?format=onnx`);

    const object = await rawRequest(body.data.download_url);
    registryContract.validateAnswer({
      method: 'GET',
      path: '/{bucket}/{object}',
      status: object.status,
      contentType: object.headers['content-type'] ?? null,
      body: object.bytes,
    });
    expect(object.status).toBe(200);
    expect(body.data).toMatchObject({ model_name: 'Wake Gate', filename: 'silero_vad_v6.onnx' });
  });

  it('every file of every version', async () => {
    const path = `/models/${idOf('Wake Gate')}/files`;
    const { body } = await ask(registry(), 'GET', path);

    expect(body.data.files).toHaveLength(12);
    for (const file of body.data.files) {
      const query = new URLSearchParams({ version_id: file.version_id, name: file.name });
      const { status, body: minted } = await ask(registry(), 'GET', `${path}/download?${query.toString()}`);
      expect(status).toBe(200);
      expect(minted.data.download_url.startsWith('data:')).toBe(file.format === 'markdown');
    }
  });

  it('changed, pinned and deleted models, and cancelled runs', async () => {
    const path = `/models/${idOf('Wake Gate')}`;
    const pin = (versionId: string | null) =>
      ask(registry(), 'PATCH', `${path}/current-version`, { json: { version_id: versionId } });

    expect((await pin(oldestVersionId)).body.data).toMatchObject({
      current_version_id: oldestVersionId,
      pinned_version_id: oldestVersionId,
    });
    expect((await pin(null)).body.data).toMatchObject({ pinned_version_id: null });
    expect((await ask(registry(), 'PATCH', path, { json: { description: 'new' } })).status).toBe(200);
    expect((await ask(registry(), 'DELETE', `/models/${idOf('Tyre Wear')}`)).body.data).toMatchObject({
      name: 'Tyre Wear',
      deleted: true,
    });
    const bulk = { model_ids: [idOf('Bottle Caps'), ABSENT] };
    expect((await ask(registry(), 'POST', '/models/bulk-delete', { json: bulk })).body.data).toEqual({
      succeeded: [idOf('Bottle Caps')],
      not_found: [ABSENT],
      count: 1,
    });
    expect((await ask(registry(), 'POST', `/training/${trainingRun}/cancel`)).body.data.status).toBe(
      'cancelled',
    );
  });

  it('the first answer again for a repeated idempotency key, and a new one for a new key', async () => {
    const path = `/models/${idOf('Coral Survey')}`;
    const rename = (name: string, key: string) =>
      ask(registry(), 'PATCH', path, { json: { name }, headers: { 'idempotency-key': key } });

    const first = await rename('Coral A', 'a'.repeat(32));
    const repeated = await rename('Coral B', 'a'.repeat(32));
    const next = await rename('Coral B', 'b'.repeat(32));

    expect([first, repeated, next].map(({ body }) => body.data.name)).toEqual([
      'Coral A',
      'Coral A',
      'Coral B',
    ]);
  });

  it('the rate limit on successes', async () => {
    const { headers } = await ask(registry(), 'GET', '/models/?limit=1');

    expect(headers).toMatchObject({ 'x-ratelimit-limit': '100000' });
    expect(Number(headers['x-ratelimit-remaining'])).toBeLessThan(100_000);
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1_000);
  });
});

describe('the older server', () => {
  const older = useRegistry({ generation: 'B' });
  const plain = (method: string, path: string) =>
    rawRequest(`${older().server.origin}${PICTOGRAPH_BASE_PATH}${path}`, {
      method,
      headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY },
    });
  const modelId = async (query: string) =>
    JSON.parse((await plain('GET', `/models/?${query}`)).bytes.toString()).data[0].id as string;

  it('refuses weights that are not ready with 409', async () => {
    const answer = await ask(older(), 'GET', `/models/${await modelId('status=training')}/download`);

    expect(answer.status).toBe(409);
  });

  it('deletes without a body, and keeps the model as archived', async () => {
    const id = await modelId('status=ready');

    expect((await ask(older(), 'DELETE', `/models/${id}`)).status).toBe(204);
    expect(JSON.parse((await plain('GET', `/models/${id}`)).bytes.toString()).data.status).toBe('archived');
  });

  it.each(['/versions', '/files'])('has no %s', async (path) => {
    expect((await plain('GET', `/models/${await modelId('status=ready')}${path}`)).status).toBe(404);
  });
});
