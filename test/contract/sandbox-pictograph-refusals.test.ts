import { beforeAll, describe, expect, it } from 'vitest';
import {
  PICTOGRAPH_BASE_PATH,
  SANDBOX_PICTOGRAPH_KEY,
  SANDBOX_PICTOGRAPH_VIEWER_KEY,
} from '../../src/sandbox/pictograph/server.js';
import { rawRequest } from '../helpers/raw-http.js';
import { useRegistry } from '../helpers/registry.js';
import { ask, readModelIds, type Sketch } from '../helpers/registry-contract.js';

const registry = useRegistry();
const limited = useRegistry({ requestsPerHour: 1 });
const ABSENT = '00000000-0000-4000-8000-000000000000';

let idOf: (name: string) => string;
beforeAll(async () => {
  idOf = await readModelIds(registry());
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
