import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { createHttp } from '../../../src/http/create-http.js';
import { pictograph } from '../../../src/providers/pictograph/index.js';
import { captureLog } from '../../helpers/capture-log.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery } from '../../helpers/records.js';
import {
  found,
  openRegistryAdapter,
  registryCall as call,
  useRegistry,
  walk,
} from '../../helpers/registry.js';
import { wireModel } from '../../helpers/registry-wire.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry();
const ABSENT = '00000000-0000-4000-8000-000000000000';

async function findNamed(name: string) {
  const { models } = registry().openAdapter();
  const [model] = await walk(models.listings(modelQuery({ filter: { nameEquals: name } }))[0]!);
  return found(model);
}

describe('settings', () => {
  it('refuse a key that lies there in clear', () => {
    expect(pictograph.settings.safeParse({ apiKey: 'pk_live_as_text' }).success).toBe(false);
  });

  it('take the address of the service by default and no other storage than public https', async () => {
    expect(pictograph.settings.parse({ apiKey: new Secret('x') })).toMatchObject({
      baseUrl: 'https://api.pictograph.io/api/v1/developer',
      storageOrigins: [],
    });
  });
});

describe('settings for an object store of one’s own', () => {
  it('take any address of it and trust its origin', () => {
    const settings = pictograph.settings.parse({
      apiKey: new Secret('x'),
      storageOrigins: ['http://127.0.0.1:4811/bucket/'],
    });
    const http = createHttp();
    onTestFinished(() => http.close());

    const { downloads } = pictograph.create({ name: 'registry', settings, http, log: call.log });

    expect(downloads).toMatchObject({ trustedOrigins: ['http://127.0.0.1:4811'] });
  });
});

describe('probe', () => {
  it('is one cheap call with the key', async () => {
    const adapter = registry().openAdapter();
    const requests = registry().watchRequests();

    expect(await adapter.probe(call)).toEqual({ version: null });
    expect(requests()).toEqual(['GET /models/?limit=1&offset=0']);
  });

  it.each([
    ['a key that is not accepted', 'pk_live_00000000000000000000000000000000', 'PROVIDER_AUTH'],
    ['no key at all', '', 'PROVIDER_AUTH'],
  ])('fails with %s', async (_, key, code) => {
    expect(await rejectionOf(registry().openAdapter(key).probe(call))).toMatchObject({ code });
  });
});

describe('models by key', () => {
  it('come in the asked order, with null for what is absent or of another organization', async () => {
    const { models } = registry().openAdapter();
    const blur = await findNamed('Face Blur (GDPR)');
    const gate = await findNamed('Wake Gate');

    const lookups = await models.getMany([gate.nativeId, ABSENT, blur.nativeId], call);

    expect(lookups).toEqual([gate, null, blur]);
  });

  it('come to every asker, eight at a time, each failing alone', async () => {
    const { models } = registry().openAdapter();
    const ids = (await walk(models.listings(modelQuery())[0]!)).map((model) => model.nativeId);
    registry().misbehave({ kind: 'status', match: ids[3]!, status: 403, body: '{"detail":"Role too low"}' });

    const lookups = await models.getMany(ids, call);

    expect(lookups[3]).toMatchObject({ code: 'PROVIDER_FORBIDDEN', provider: 'registry' });
    expect(lookups.toSpliced(3, 1).map((each) => found(each).nativeId)).toEqual(ids.toSpliced(3, 1));
  });

  it('end as a whole when the call is ended', async () => {
    registry().misbehave({ kind: 'hang', match: ABSENT });
    const ending = new AbortController();
    const { models } = registry().openAdapter();

    const lookups = models.getMany([ABSENT], { ...call, signal: ending.signal });
    ending.abort();

    expect(await rejectionOf(lookups)).toMatchObject({ code: 'CANCELLED' });
  });

  it.each(['', '.', '..', '\ud800'])('are refused for %j, which would be another address', async (key) => {
    const { models } = registry().openAdapter();
    const requests = registry().watchRequests();

    expect(await models.getMany([key], call)).toMatchObject([{ code: 'INVALID_ID' }]);
    expect(requests()).toEqual([]);
  });

  it('are a breach of protocol when the answer is no model', async () => {
    registry().misbehave({ kind: 'status', match: ABSENT, status: 200, body: '<html>' });
    const { models } = registry().openAdapter();

    expect(await models.getMany([ABSENT], call)).toMatchObject([{ code: 'PROVIDER_PROTOCOL' }]);
  });
});

describe('trap 7: names', () => {
  it.each([
    ['溶接検査 / Weld Inspection', '%E6%BA%B6%E6%8E%A5%E6%A4%9C%E6%9F%BB%20%2F%20Weld%20Inspection'],
    ['Face Blur (GDPR)', 'Face%20Blur%20%28GDPR%29'],
  ])('of any characters find the model %s, with nothing left as it is', async (name, encoded) => {
    const { models } = registry().openAdapter();
    const requests = registry().watchRequests();

    const [model] = await models.getMany([name], call);

    expect(found(model).name).toBe(name);
    expect(found(model).nativeId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(requests()).toEqual([`GET /models/${encoded}`]);
  });

  it('that look like an id are read as an id', async () => {
    const { models, editing } = registry().openAdapter();
    const { nativeId } = await findNamed('Shelf Gaps');
    await editing!.update(nativeId, { name: ABSENT }, call);

    expect(await models.getMany([ABSENT], call)).toEqual([null]);
    expect(await models.getMany([nativeId], call)).toMatchObject([{ name: ABSENT }]);
  });

  it('are case-sensitive', async () => {
    const { models } = registry().openAdapter();

    expect(await models.getMany(['wake gate'], call)).toEqual([null]);
  });
});

describe('trap 4: a failed model has no message', () => {
  it('so its reason is deferred, and filled from the run that failed', async () => {
    const { fill } = registry().openAdapter().models;
    const failed = await findNamed('Smoke Alarm Camera');
    const ready = await findNamed('Wake Gate');

    const filled = await fill!([failed, ready], call);

    expect(failed).toMatchObject({ status: 'FAILED', statusReason: null, deferred: ['statusReason'] });
    expect(filled[0]).toEqual({
      ...failed,
      statusReason: expect.stringMatching(/^worker ran out of memory in epoch \d+$/u),
      deferred: [],
    });
    expect(filled[1]).toEqual(ready);
  });

  it('and trouble with one reason stays with its model', async () => {
    const { fill } = registry().openAdapter().models;
    const one = await findNamed('Smoke Alarm Camera');
    const other = await findNamed('Solar Panel Cracks ☀️');
    registry().misbehave({ kind: 'status', match: `${one.nativeId}/versions`, status: 403 });

    const filled = await fill!([one, other], call);

    expect(filled[0]).toMatchObject({ code: 'PROVIDER_FORBIDDEN' });
    expect(found(filled[1]).statusReason).toContain('out of memory');
  });
});

describe('the key', () => {
  it('stays out of errors and logs', async () => {
    const key = 'pk_live_canarycanarycanarycanarycana0';
    const { log, lines } = captureLog();
    const settings = pictograph.settings.parse({
      baseUrl: `${registry().server.origin}/api/v1/developer`,
      apiKey: new Secret(key),
    });
    const http = createHttp();
    const adapter = pictograph.create({ name: 'registry', settings, http, log });

    const error = await rejectionOf(adapter.probe({ ...call, log }));
    await http.close();

    expect(registry().server.requests.at(-1)?.headers['x-api-key']).toBe(key);
    expect(lines.join('\n')).toContain('req_');
    expect(JSON.stringify([error, error.message, String(error.cause), lines])).not.toContain(key);
  });
});

describe('a slashless collection', () => {
  it('is never asked for, and a redirect to elsewhere is not followed with the key', async () => {
    const elsewhere = await startServer((_, response) => sendJson(response, { data: wireModel() }));
    const server = await startServer((_, response) => {
      response.writeHead(307, { location: `${elsewhere.origin}/models/` }).end();
    });

    const error = await rejectionOf(openRegistryAdapter(server.origin).probe(call));

    expect(error.code).toBe('PROVIDER_PROTOCOL');
    expect(elsewhere.requests).toEqual([]);
    expect(server.requests[0]?.url).toBe('/models/?limit=1&offset=0');
  });
});
