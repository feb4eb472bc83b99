import { describe, expect, it } from 'vitest';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import {
  localCall,
  openLocalAdapter,
  readAllRecords,
  readRecord,
  useLocalRuntime,
} from '../../helpers/pieces-os.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';

const runtime = useLocalRuntime();
const open = () => openLocalAdapter({ baseUrl: runtime().server.origin });

describe('the list of models', () => {
  it('holds everything at once, with an exact total and no next page', async () => {
    const [listing] = open().models.listings(modelQuery());

    const page = await listing!.page({ after: null, limit: 5 }, localCall);

    expect(page).toMatchObject({ next: null, total: 40, rejected: 0 });
    expect(page.items).toHaveLength(40);
    expect(listing!.ordered).toBe(false);
  });

  it('mixes chat models with internal ones that have hardly any optional field, and tells them apart by task (trap 4)', async () => {
    const records = await readAllRecords(open());

    const tasks = new Set(records.map((record) => record.task));
    const reader = records.find((record) => record.task === 'OCR');
    expect(tasks).toEqual(new Set(['CLASSIFICATION', 'EMBEDDING', 'OCR', 'OTHER', 'TEXT_GENERATION']));
    expect(reader).toMatchObject({ description: null, sizeBytes: null, runtime: { foundation: null } });
  });

  it('carries sizes above 32 bits as they are (trap 2)', async () => {
    const records = await readAllRecords(open());

    expect(Math.max(...records.map((record) => record.sizeBytes ?? 0))).toBeGreaterThan(2 ** 32);
  });

  it('drops and counts a bad item, not the list (trap 14)', async () => {
    runtime().misbehave({ kind: 'tamper', pointer: '/iterable/3', value: { id: 'x' }, match: '^/models$' });
    const [listing] = open().models.listings(modelQuery());

    const page = await listing!.page({ after: null, limit: 100 }, localCall);

    expect(page).toMatchObject({ rejected: 1, total: 39 });
  });

  it('keeps a model whose enumerations are newer than this code (trap 14)', async () => {
    runtime().misbehave({ kind: 'tamper', pointer: '/iterable/0/usage', value: 'DREAM', match: '^/models$' });

    const [first] = await readAllRecords(open());

    expect(first).toMatchObject({ task: 'OTHER', raw: { usage: 'DREAM' } });
  });

  it('is not asked for where no model of a runtime can match', () => {
    expect(open().models.listings(modelQuery({ filter: { status: ['TRAINING'] } }))).toEqual([]);
  });

  it.each([
    ['a body without iterable', { kind: 'tamper', pointer: '', value: {} } as const],
    ['half a JSON document', { kind: 'malformed-json' } as const],
  ])('says that %s breaks the protocol', async (_name, fault) => {
    runtime().misbehave({ ...fault, match: '^/models$' });

    const error = await rejectionOf(readAllRecords(open()));

    expect(error).toMatchObject({ code: 'PROVIDER_PROTOCOL', provider: 'local' });
  });

  it('reads a success whatever its content type is', async () => {
    runtime().misbehave({
      kind: 'status',
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: '{"iterable":[]}',
      match: '^/models$',
    });

    expect(await readAllRecords(open())).toEqual([]);
  });
});

describe('models by id', () => {
  it('asks for a few one by one and for many with one list', async () => {
    const adapter = open();
    const ids = (await readAllRecords(adapter)).map((record) => record.nativeId);
    const requests = runtime().watchRequests();

    await adapter.models.getMany(ids.slice(0, 3), localCall);
    const many = await adapter.models.getMany(ids.slice(0, 20), localCall);

    expect(requests().toSorted()).toEqual([
      ...ids
        .slice(0, 3)
        .map((id) => `GET /model/${id}`)
        .toSorted(),
      'GET /models',
    ]);
    expect(many.map((lookup) => lookup !== null && 'nativeId' in lookup && lookup.nativeId)).toEqual(
      ids.slice(0, 20),
    );
  });

  it('says null for an unknown id, which this interface answers with 410', async () => {
    const adapter = open();
    const id = '00000000-0000-4000-8000-000000000000';

    expect(await adapter.models.getMany([id], localCall)).toEqual([null]);
    expect(await adapter.models.getMany([id, id, id, id], localCall)).toEqual([null, null, null, null]);
  });

  it('fails only the slot whose answer cannot be read', async () => {
    const adapter = open();
    const [first, second] = await readAllRecords(adapter);
    runtime().misbehave({ kind: 'tamper', pointer: '/name', value: 7, match: first!.nativeId });

    const [broken, sound] = await adapter.models.getMany([first!.nativeId, second!.nativeId], localCall);

    expect(isGatewayError(broken) && broken.code).toBe('PROVIDER_PROTOCOL');
    expect(sound).toMatchObject({ nativeId: second!.nativeId });
  });

  it('reports a model that is unreadable in the list as a failure and not as absent', async () => {
    const adapter = open();
    const ids = (await readAllRecords(adapter)).slice(0, 4).map((record) => record.nativeId);
    runtime().misbehave({ kind: 'tamper', pointer: '/iterable/0/name', value: 7, match: '^/models$' });
    runtime().misbehave({ kind: 'tamper', pointer: '/name', value: 7, match: '^/model/' });

    const [broken, sound] = await adapter.models.getMany(ids, localCall);

    expect(isGatewayError(broken) && broken.code).toBe('PROVIDER_PROTOCOL');
    expect(sound).toMatchObject({ nativeId: ids[1] });
  });

  it.each([['update'], ['..'], ['.']])(
    'never asks for the id %j, which would change the path (trap 12)',
    async (id) => {
      const adapter = open();
      const requests = runtime().watchRequests();

      expect(await adapter.models.getMany([id], localCall)).toEqual([null]);
      expect(requests()).toEqual([]);
    },
  );

  it('percent-encodes an id', async () => {
    const adapter = open();
    const requests = runtime().watchRequests();

    expect(await adapter.models.getMany(['a/../b?c'], localCall)).toEqual([null]);
    expect(requests()).toContain('GET /model/a%2F..%2Fb%3Fc');
  });

  it('gives the same record for two reads but for raw, although readable texts change (trap 3)', async () => {
    const adapter = open();
    const [before] = await readAllRecords(adapter);
    runtime().misbehave({
      kind: 'tamper',
      pointer: '/created/readable',
      value: 'ages ago',
      match: before!.nativeId,
    });

    const after = await readRecord(adapter, before!.nativeId);

    expect(after.raw).not.toEqual(before!.raw);
    expect({ ...after, raw: {} }).toEqual({ ...before, raw: {} });
  });
});
