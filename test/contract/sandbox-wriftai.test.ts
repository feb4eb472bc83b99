import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SANDBOX_WRIFTAI_TOKEN } from '../../src/sandbox/wriftai/server.js';
import { useMarket } from '../helpers/market.js';
import { loadContract } from '../helpers/openapi.js';

const contract = loadContract('wriftai');
const market = useMarket({ size: 60 });

const envelope = z.strictObject({
  items: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
  previous_cursor: z.string().nullable(),
  next_url: z.string().nullable(),
  previous_url: z.string().nullable(),
});
const validation = z.object({ detail: z.array(z.object({ loc: z.array(z.unknown()) })) });

const model = 'greenlab/leaf-segmenter';
const version = {
  release_notes: 'x',
  container_image_digest: `sha256:${'b'.repeat(64)}`,
  schemas: { prediction: { input: { type: 'object' }, output: {} }, training: { input: {}, output: {} } },
};

interface Ask {
  readonly body?: unknown;
  readonly token?: string | null;
}

/** Calls the sandbox and checks the answer against the contract. */
async function ask(target: string, { body, token = SANDBOX_WRIFTAI_TOKEN }: Ask = {}) {
  const [method = '', path = ''] = target.split(' ');
  const response = await fetch(`${market().server.origin}/v1${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = {
    status: response.status,
    body: JSON.parse(text) as unknown,
    text,
    headers: response.headers,
  };
  const contentType = response.headers.get('content-type');
  contract.validateAnswer({ method, path, status: answer.status, contentType, body: answer.body });
  return answer;
}

const pageOf = async (target: string, options?: Ask) => envelope.parse((await ask(target, options)).body);
const namesOf = (page: z.infer<typeof envelope>) => page.items.map((item) => item['name']);
const placesOf = (body: unknown) => validation.parse(body).detail.map((entry) => entry.loc);

describe('the marketplace’s sandbox answers as the contract says', () => {
  it.each([
    'GET /models',
    'GET /models?page_size=50&sort_by=predictions_count&sort_direction=desc&category_slugs=vision',
    'GET /models/greenlab',
    'GET /user/models',
    'GET /search/models?q=leaf',
    `GET /models/${model}/versions`,
    'GET /hardware',
    'GET /model_categories',
    'GET /users?sort_by=created_at&sort_direction=desc',
    'GET /search/users?q=lab',
  ])('%s: a page in an envelope of exactly five keys', async (target) => {
    const page = await pageOf(target);

    expect(page.items.length).toBeGreaterThan(0);
  });

  it.each([
    `GET /models/${model}`,
    'GET /models/greenlab/pest-spotter',
    `GET /models/${model}/versions/1`,
    'GET /user',
    'GET /users/ana-costa',
  ])('%s: one thing', async (target) => {
    expect((await ask(target)).status).toBe(200);
  });

  it.each([
    ['GET /models?page_size=4', ['query', 'page_size']],
    ['GET /models?page_size=51', ['query', 'page_size']],
    ['GET /models?page_size=many', ['query', 'page_size']],
    ['GET /models?sort_by=prediction_count', ['query', 'sort_by']],
    ['GET /models?sort_direction=up', ['query', 'sort_direction']],
    ['GET /models?cursor=bm9uc2Vuc2U=', ['query', 'cursor']],
    ['GET /users?sort_by=name', ['query', 'sort_by']],
    ['GET /search/models', ['query', 'q']],
    [`GET /models/${model}/versions/latest`, ['path', 'number']],
  ])('%s: 422 that names the place', async (target, place) => {
    const answer = await ask(target);

    expect(answer.status).toBe(422);
    expect(placesOf(answer.body)).toEqual([place]);
  });

  it.each([
    'GET /models/greenlab/nothing',
    'GET /models/nobody',
    'GET /models/ana-costa/pest-spotter',
    `GET /models/${model}/versions/999`,
    'GET /users/nobody',
    'DELETE /models/greenlab/nothing',
  ])('%s: 404', async (target) => {
    expect((await ask(target)).status).toBe(404);
  });

  it.each([
    'GET /user',
    'GET /user/models',
    'POST /models',
    `PATCH /models/${model}`,
    `DELETE /models/${model}`,
  ])('%s: 401 without a token', async (target) => {
    expect((await ask(target, { token: null })).status).toBe(401);
  });

  it('401 for a token that is wrong, even where none is needed', async () => {
    expect((await ask('GET /models', { token: 'wrong' })).status).toBe(401);
  });
});

describe('the marketplace’s lists', () => {
  it('show public models only, but for one’s own list and what a token may see', async () => {
    const own = namesOf(await pageOf('GET /user/models?page_size=50'));

    expect(own).toContain('pest-spotter');
    expect(namesOf(await pageOf('GET /models/greenlab?page_size=50'))).not.toContain('pest-spotter');
    expect(namesOf(await pageOf('GET /search/models?q=pest-spotter'))).toEqual(['pest-spotter']);
    expect(namesOf(await pageOf('GET /search/models?q=pest-spotter', { token: null }))).toEqual([]);
  });

  it('leave out unused models when sorted by predictions', async () => {
    const { items } = await pageOf('GET /models?page_size=50&sort_by=predictions_count');

    const counts = items.map((item) => z.number().parse(item['predictions_count']));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[0]).toBeGreaterThan(0);
  });

  it('take several categories as any of them', async () => {
    const slugs = new Set(['documents', 'language']);
    const page = await pageOf('GET /models?page_size=50&category_slugs=documents&category_slugs=language');

    const categories = page.items.map((item) =>
      z.array(z.object({ slug: z.string() })).parse(item['categories']),
    );
    expect(categories.every((each) => each.some(({ slug }) => slugs.has(slug)))).toBe(true);
    expect(new Set(categories.flat().map(({ slug }) => slug))).toContain('language');
  });

  it('lead forth and back again', async () => {
    const first = await pageOf('GET /models?page_size=10');
    const second = await pageOf(`GET /models?page_size=10&cursor=${encodeURIComponent(first.next_cursor!)}`);
    const back = await pageOf(
      `GET /models?page_size=10&cursor=${encodeURIComponent(second.previous_cursor!)}`,
    );

    expect(back.items).toEqual(first.items);
    expect([first.previous_cursor, back.previous_cursor]).toEqual([null, null]);
    expect(new URL(second.next_url!).searchParams.get('cursor')).toBe(second.next_cursor);
  });

  it('have 25 items unless asked otherwise', async () => {
    expect((await pageOf('GET /models')).items).toHaveLength(25);
  });

  it('are what a get with an empty name gives', async () => {
    const response = await fetch(`${market().server.origin}/v1/models/greenlab/`);

    expect(envelope.parse(await response.json()).items.length).toBeGreaterThan(0);
  });

  it('have no end while the fault for it is in force', async () => {
    market().misbehave({ kind: 'endless-paging', match: '/models' });
    const first = await pageOf('GET /models?page_size=50');
    const second = await pageOf(`GET /models?page_size=50&cursor=${encodeURIComponent(first.next_cursor!)}`);

    expect(second.next_cursor).toBe(first.next_cursor);
  });
});

describe('writing to the marketplace', () => {
  it('creates, changes and deletes a model; a delete answers with JSON null', async () => {
    const body = { name: 'made-here', hardware_identifier: 'cpu', category_slugs: ['audio'], overview: 'x' };

    const created = await ask('POST /models', { body });
    const taken = await ask('POST /models', { body });
    const changes = { name: 'renamed', visibility: 'public', overview: null };
    const changed = await ask('PATCH /models/greenlab/made-here', { body: changes });
    const removed = await ask('DELETE /models/greenlab/renamed');

    expect(created.body).toMatchObject({ visibility: 'private', latest_version: null, updated_at: null });
    expect(taken.status).toBe(409);
    expect(changed.body).toMatchObject({ ...changes, categories: [{ slug: 'audio' }] });
    expect([removed.status, removed.text]).toEqual([200, 'null']);
    expect((await ask('GET /models/greenlab/renamed')).status).toBe(404);
  });

  it('numbers versions on, and does not use a number again', async () => {
    const models = '/models/greenlab/numbered';
    await ask('POST /models', { body: { name: 'numbered', hardware_identifier: 'cpu' } });

    await ask(`POST ${models}/versions`, { body: version });
    const second = await ask(`POST ${models}/versions`, { body: version });
    const removed = await ask(`DELETE ${models}/versions/2`);
    const latest = await ask(`GET ${models}`);
    const third = await ask(`POST ${models}/versions`, { body: version });

    expect(second.body).toMatchObject({ number: 2, schemas: version.schemas });
    expect([removed.status, removed.text]).toEqual([200, 'null']);
    expect(latest.body).toMatchObject({ latest_version: { number: 1 } });
    expect(third.body).toMatchObject({ number: 3 });
  });

  it.each([
    ['no name', 'POST /models', { hardware_identifier: 'cpu' }, ['body', 'name']],
    ['no hardware', 'POST /models', { name: 'x' }, ['body', 'hardware_identifier']],
    [
      'strange hardware',
      'POST /models',
      { name: 'x', hardware_identifier: 'abacus' },
      ['body', 'hardware_identifier'],
    ],
    ['a name of null', `PATCH /models/${model}`, { name: null }, ['body', 'name']],
    ['a name with a slash', `PATCH /models/${model}`, { name: 'a/b' }, ['body', 'name']],
    [
      'a strange category',
      `PATCH /models/${model}`,
      { category_slugs: ['vision', 'x'] },
      ['body', 'category_slugs', 1],
    ],
    ['a strange visibility', `PATCH /models/${model}`, { visibility: 'team' }, ['body', 'visibility']],
    [
      'no digest',
      `POST /models/${model}/versions`,
      { ...version, container_image_digest: 'abc' },
      ['body', 'container_image_digest'],
    ],
    [
      'long notes',
      `POST /models/${model}/versions`,
      { ...version, release_notes: 'x'.repeat(256) },
      ['body', 'release_notes'],
    ],
    ['no body', 'POST /models', undefined, ['body']],
  ])('refuses %s with 422', async (_what, target, body, place) => {
    const answer = await ask(target, { body });

    expect(answer.status).toBe(422);
    expect(placesOf(answer.body)).toEqual([place]);
  });

  it('is for the owner only', async () => {
    const { items } = await pageOf('GET /models?page_size=50');
    const owners = items.map((item) => z.object({ username: z.string() }).parse(item['owner']).username);
    const foreign = owners.findIndex((username) => username !== 'greenlab');
    const path = `/models/${owners[foreign]}/${encodeURIComponent(String(items[foreign]!['name']))}`;

    expect((await ask(`PATCH ${path}`, { body: {} })).status).toBe(403);
    expect((await ask(`DELETE ${path}`)).status).toBe(403);
    expect((await ask(`POST ${path}/versions`, { body: version })).status).toBe(403);
  });
});
