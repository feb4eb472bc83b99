import { describe, expect, it } from 'vitest';
import { SANDBOX_PICTOGRAPH_VIEWER_KEY } from '../../../src/sandbox/pictograph/server.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { modelQuery } from '../../helpers/records.js';
import { openRegistryAdapter, registryCall as call, useRegistry, walk } from '../../helpers/registry.js';
import { wireModel } from '../../helpers/registry-wire.js';
import { rejectionOf } from '../../helpers/rejection.js';

const registry = useRegistry();
const ABSENT = '00000000-0000-4000-8000-000000000000';

describe('an update', () => {
  it('changes what is given and leaves the rest', async () => {
    const { editing, models } = registry().openAdapter();
    const nativeId = await registry().idOf('Helmet Check');

    const updated = await editing!.update(
      nativeId,
      { name: 'Helmet Check / Tor 3', description: 'Nur noch Tor 3', visibility: 'PUBLIC' },
      call,
    );

    expect(updated).toMatchObject({
      nativeId,
      name: 'Helmet Check / Tor 3',
      description: 'Nur noch Tor 3',
      visibility: 'PUBLIC',
      task: 'OBJECT_DETECTION',
    });
    expect(await models.getMany([nativeId], call)).toEqual([updated]);
  });

  it('clears a text with an empty one', async () => {
    const { editing } = registry().openAdapter();

    const updated = await editing!.update(await registry().idOf('Coral Survey'), { description: null }, call);

    expect(updated?.description).toBe('');
  });

  it('takes the fields that it says', async () => {
    const { editing } = registry().openAdapter();
    const changes = { readme: '# x', licenseId: 'mit', licenseText: 'MIT License' };

    expect(await editing!.update(await registry().idOf('Coral Survey'), changes, call)).not.toBeNull();
    expect([...editing!.updatable].toSorted()).toEqual([
      'description',
      'licenseId',
      'licenseText',
      'name',
      'readme',
      'visibility',
    ]);
    expect(editing!.create).toBeUndefined();
  });

  it('is null for no model', async () => {
    expect(await registry().openAdapter().editing!.update(ABSENT, { name: 'x' }, call)).toBeNull();
  });

  it.each([
    ['a name that another model has', { name: 'Wake Gate' }],
    ['an empty name', { name: '' }],
    ['nothing', {}],
  ])('is refused with %s', async (_, changes) => {
    const { editing } = registry().openAdapter();

    const error = await rejectionOf(editing!.update(await registry().idOf('Coral Survey'), changes, call));

    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', provider: 'registry', retryable: false });
  });

  it('is refused to a key of too low a role, which may still read', async () => {
    const viewer = registry().openAdapter(SANDBOX_PICTOGRAPH_VIEWER_KEY);
    const nativeId = await registry().idOf('Coral Survey');

    expect(await viewer.models.getMany([nativeId], call)).toMatchObject([{ nativeId }]);
    expect(await rejectionOf(viewer.editing!.update(nativeId, { name: 'x' }, call))).toMatchObject({
      code: 'PROVIDER_FORBIDDEN',
    });
    expect(await rejectionOf(viewer.editing!.remove(nativeId, call))).toMatchObject({
      code: 'PROVIDER_FORBIDDEN',
    });
  });

  it('carries an idempotency key of its own each time; reads and deletions carry none', async () => {
    const server = await startServer((request, response) =>
      request.method === 'DELETE' ? sendJson(response, {}, 404) : sendJson(response, { data: wireModel() }),
    );
    const { editing, models } = openRegistryAdapter(server.origin);

    await editing!.update('m1', { name: 'a' }, call);
    await editing!.update('m1', { name: 'a' }, call);
    await models.getMany(['m1'], call);
    await editing!.remove('m1', call);

    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/u);
    expect(keys[1]).toMatch(/^[0-9a-f]{32}$/u);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys.slice(2)).toEqual([undefined, undefined]);
  });

  it('is made once, also when its answer is lost', async () => {
    const { editing } = registry().openAdapter();
    const nativeId = await registry().idOf('Coral Survey');
    registry().misbehave({ kind: 'status', match: nativeId, status: 503, times: 1 });
    const requests = registry().watchRequests();

    expect(await rejectionOf(editing!.update(nativeId, { readme: 'x' }, call))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
    expect(requests()).toEqual([`PATCH /models/${nativeId}`]);
  });
});

describe('trap 12: a deletion', () => {
  it('is final on today’s servers, and says so', async () => {
    const { editing, models } = registry().openAdapter();
    const nativeId = await registry().idOf('Bottle Caps');

    expect(await editing!.remove(nativeId, call)).toEqual({ outcome: 'REMOVED' });
    expect(await models.getMany([nativeId], call)).toEqual([null]);
  });

  it('is null for no model', async () => {
    expect(await registry().openAdapter().editing!.remove(ABSENT, call)).toBeNull();
  });

  it.each([
    ['trouble', { kind: 'status', status: 403 }],
    ['a model that is still there', { kind: 'tamper', pointer: '/data/status', value: 'ready' }],
  ] as const)('has an unknown outcome when the look at what is left meets %s', async (_, fault) => {
    const server = await startServer((request, response) => {
      if (request.method === 'DELETE') return sendJson(response, { data: { id: 'm1', deleted: true } });
      return fault.kind === 'status'
        ? sendJson(response, { detail: 'no' }, fault.status)
        : sendJson(response, { data: wireModel({ id: 'm1' }) });
    });

    expect(await openRegistryAdapter(server.origin).editing!.remove('m1', call)).toEqual({
      outcome: 'UNKNOWN',
    });
  });

  it('that is refused because of the present state is a conflict', async () => {
    const nativeId = await registry().idOf('Coral Survey');
    registry().misbehave({
      kind: 'status',
      match: nativeId,
      status: 409,
      body: '{"error":{"code":"conflict","message":"in use"}}',
    });

    expect(await rejectionOf(registry().openAdapter().editing!.remove(nativeId, call))).toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('on an older server', () => {
  const older = useRegistry({ generation: 'B' });

  it('a deletion archives, and says so: the model stays readable and leaves the list', async () => {
    const { editing, models } = older().openAdapter();
    const live = () => walk(models.listings(modelQuery())[0]!);
    const { nativeId } = (await live())[0]!;

    expect(await editing!.remove(nativeId, call)).toEqual({ outcome: 'ARCHIVED' });
    expect(await models.getMany([nativeId], call)).toMatchObject([{ status: 'ARCHIVED', actions: [] }]);
    expect((await live()).map((model) => model.nativeId)).not.toContain(nativeId);
  });
});
