import { beforeAll, describe, expect, it } from 'vitest';
import {
  PICTOGRAPH_BASE_PATH,
  SANDBOX_PICTOGRAPH_KEY,
  SANDBOX_PICTOGRAPH_VIEWER_KEY,
} from '../../src/sandbox/pictograph/server.js';
import { loadContract } from '../helpers/openapi.js';
import { rawRequest } from '../helpers/raw-http.js';
import { useRegistry, type TestRegistry } from '../helpers/registry.js';

const contract = loadContract('pictograph');
const registry = useRegistry();
const limited = useRegistry({ requestsPerHour: 1 });
const ABSENT = '00000000-0000-4000-8000-000000000000';

/** Members of the answers that the tests read; the contract says which answer has which. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly version_id: string;
  readonly format: string;
  readonly download_url: string;
  readonly versions: readonly Row[];
  readonly files: readonly Row[];
}

interface Body {
  readonly data: Row & readonly Row[];
  readonly pagination: { readonly total: number };
  readonly retry_after: number;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

interface Sketch {
  readonly key?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to the sandbox and checks the answer against the contract. */
async function ask(server: TestRegistry, method: string, path: string, sketch: Sketch = {}): Promise<Answer> {
  const { status, headers, bytes } = await rawRequest(server.server.origin + PICTOGRAPH_BASE_PATH + path, {
    method,
    headers: { 'x-api-key': sketch.key ?? SANDBOX_PICTOGRAPH_KEY, ...sketch.headers },
    ...(sketch.json === undefined ? {} : { body: JSON.stringify(sketch.json) }),
  });
  const contentType = headers['content-type'] ?? null;
  const text = bytes.toString('utf8');
  const body: unknown = contentType === 'application/json' ? JSON.parse(text) : text;
  contract.validateAnswer({ method, path, status, contentType, body });
  return { status, headers, body: body as Body };
}

/** Ids by name, and some versions, of the sandbox's models. */
const ids = new Map<string, string>();
const idOf = (name: string) => ids.get(name) ?? ABSENT;
let oldestVersionId: string;
let trainingRun: string;

beforeAll(async () => {
  for (const status of ['ready', 'training', 'failed', 'archived']) {
    const { body } = await ask(registry(), 'GET', `/models/?limit=100&status=${status}`);
    for (const model of body.data) ids.set(model.name, model.id);
    ids.set(status, body.data[0]!.id);
  }
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
    contract.validateAnswer({
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

describe('what the sandbox refuses fits the contract:', () => {
  it.each<[string, number, () => string, Sketch?]>([
    ['a missing key', 401, () => 'GET /models/', { key: '' }],
    ['another key', 401, () => `GET /models/${ABSENT}`, { key: 'pk_live_x' }],
    ['a role too low', 403, () => `DELETE /models/${ABSENT}`, { key: SANDBOX_PICTOGRAPH_VIEWER_KEY }],
    ['an absent model', 404, () => `GET /models/${ABSENT}`],
    ['versions of none', 404, () => `GET /models/${ABSENT}/versions`],
    ['files of none', 404, () => `GET /models/${ABSENT}/files`],
    ['an absent run', 404, () => `GET /training/${ABSENT}`],
    ['a limit that is no number', 422, () => 'GET /models/?limit=many'],
    ['a limit of none', 422, () => 'GET /training/?limit=0'],
    ['a negative offset', 422, () => 'GET /models/?offset=-1'],
    ['an unknown status', 422, () => 'GET /models/?status=lost'],
    ['an unknown type', 422, () => 'GET /models/?model_type=nerf'],
    ['weights that are not ready', 400, () => `GET /models/${idOf('training')}/download`],
    ['a format never built', 409, () => `GET /models/${idOf('Wake Gate')}/download?format=pte`],
    ['an absent file', 404, () => `GET /models/${idOf('Wake Gate')}/files/download?version_id=x&name=y`],
    ['a name clash', 400, () => `PATCH /models/${idOf('Shelf Gaps')}`, { json: { name: 'Wake Gate' } }],
    [
      'an unknown visibility',
      422,
      () => `PATCH /models/${idOf('Shelf Gaps')}`,
      { json: { visibility: 'x' } },
    ],
    ['no change', 422, () => `PATCH /models/${idOf('Shelf Gaps')}`, { json: {} }],
    ['a body that is no object', 422, () => `PATCH /models/${idOf('Shelf Gaps')}`, { json: [] }],
    [
      'a foreign version',
      404,
      () => `PATCH /models/${idOf('Shelf Gaps')}/current-version`,
      { json: { version_id: ABSENT } },
    ],
    ['no version', 422, () => `PATCH /models/${idOf('Shelf Gaps')}/current-version`, { json: {} }],
    ['nothing to delete', 422, () => 'POST /models/bulk-delete', { json: { model_ids: [] } }],
    ['the end of what has ended', 400, () => 'POST /training/wake-gate-run-1/cancel'],
  ])('%s (%i)', async (_, status, line, sketch) => {
    const [method = '', path = ''] = line().split(' ');

    const answer = await ask(registry(), method, path, sketch);

    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(/^req_\d{8}$/u);
  });

  it('a version that is not ready as the pin', async () => {
    const modelId = idOf('Zellzähler');
    const { body } = await ask(registry(), 'GET', `/models/${modelId}/versions`);
    const training = body.data.versions.find((version) => version.status === 'training')!;
    const json = { version_id: training.version_id };

    expect((await ask(registry(), 'PATCH', `/models/${modelId}/current-version`, { json })).status).toBe(400);
  });

  it('calls above the hourly limit, with the wait in header and body', async () => {
    await ask(limited(), 'GET', '/models/');

    const { status, headers, body } = await ask(limited(), 'GET', '/models/');

    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBe(body.retry_after);
  });

  it.each(['/models', '/training'])('%s without its slash, by leading to the right address', async (path) => {
    const { status, headers } = await rawRequest(
      `${registry().server.origin}${PICTOGRAPH_BASE_PATH}${path}?limit=1`,
      { headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY } },
    );

    expect(status).toBe(307);
    expect(headers.location).toBe(`${PICTOGRAPH_BASE_PATH}${path}/?limit=1`);
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
