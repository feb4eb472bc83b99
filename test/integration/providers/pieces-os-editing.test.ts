import { describe, expect, it } from 'vitest';
import type { ModelRecord } from '../../../src/domain/model.js';
import {
  localCall,
  openLocalAdapter,
  readAllRecords,
  readRecord,
  useLocalRuntime,
} from '../../helpers/pieces-os.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { modelWith, startScriptedRuntime } from '../../helpers/scripted-runtime.js';

const runtime = useLocalRuntime();
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** An adapter and the first model for which `holds`. */
async function openWith(holds: (record: ModelRecord) => boolean) {
  const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });
  const model = (await readAllRecords(adapter)).find(holds);
  if (model === undefined) throw new Error('The sandbox has no such model.');
  return { adapter, model };
}

const isCustom = (record: ModelRecord) => record.runtime?.custom === true;
const hasState = (state: string) => (record: ModelRecord) =>
  record.runtime?.state === state && record.task === 'TEXT_GENERATION' && !isCustom(record);

describe('changing a model', () => {
  it('sends the whole record back, since the runtime replaces it', async () => {
    const { adapter, model } = await openWith(isCustom);

    const updated = await adapter.editing.update(model.nativeId, { name: 'Renamed' }, localCall);

    expect(updated).toMatchObject({
      name: 'Renamed',
      description: model.description,
      createdAt: model.createdAt,
    });
    expect((await readRecord(adapter, model.nativeId)).raw).toEqual({
      ...model.raw,
      name: 'Renamed',
      created: expect.anything(),
    });
  });

  it('clears a description', async () => {
    const { adapter, model } = await openWith((record) => isCustom(record) && record.description !== null);

    const updated = await adapter.editing.update(model.nativeId, { description: null }, localCall);

    expect(updated?.description).toBeNull();
  });

  it('is refused for models that came with the runtime, without a POST', async () => {
    const { adapter, model } = await openWith(hasState('NOT_DOWNLOADED'));
    const requests = runtime().watchRequests();

    const error = await rejectionOf(adapter.editing.update(model.nativeId, { name: 'x' }, localCall));

    expect(error.code).toBe('UNSUPPORTED');
    expect(requests().filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  it('gives null for an unknown model', async () => {
    const { adapter } = await openWith(isCustom);

    expect(await adapter.editing.update(UNKNOWN_ID, { name: 'x' }, localCall)).toBeNull();
  });
});

describe('deleting a model', () => {
  it('removes a custom model under /models, not under /model', async () => {
    const { adapter, model } = await openWith(isCustom);
    const requests = runtime().watchRequests();

    const outcome = await adapter.editing.remove(model.nativeId, localCall);

    expect(outcome).toEqual({ outcome: 'REMOVED' });
    expect(requests()).toContain(`POST /models/${model.nativeId}/delete`);
    expect(await adapter.models.getMany([model.nativeId], localCall)).toEqual([null]);
  });

  it('drops the files of a downloaded language model and keeps its entry', async () => {
    const { adapter, model } = await openWith(hasState('DOWNLOADED'));

    const outcome = await adapter.editing.remove(model.nativeId, localCall);

    expect(outcome).toEqual({ outcome: 'CACHE_DROPPED' });
    expect((await readRecord(adapter, model.nativeId)).runtime?.state).toBe('NOT_DOWNLOADED');
  });

  it('is refused where there is nothing to delete (trap 13)', async () => {
    const { adapter, model } = await openWith(hasState('NOT_DOWNLOADED'));

    expect((await rejectionOf(adapter.editing.remove(model.nativeId, localCall))).code).toBe('UNSUPPORTED');
  });

  it('gives null for an unknown model', async () => {
    const { adapter } = await openWith(isCustom);

    expect(await adapter.editing.remove(UNKNOWN_ID, localCall)).toBeNull();
  });

  it('takes a 500 for an unknown id when a read says that the model has just gone', async () => {
    const scripted = await startScriptedRuntime();
    scripted.model = modelWith({ custom: true });
    scripted.onDelete = () => {
      scripted.model = null;
    };
    scripted.postStatus = 500;

    expect(
      await openLocalAdapter({ baseUrl: scripted.origin }).editing.remove(scripted.id, localCall),
    ).toBeNull();
  });

  it('takes a 500 for a failure when the model is still there', async () => {
    const scripted = await startScriptedRuntime();
    scripted.model = modelWith({ custom: true });
    scripted.postStatus = 500;
    const adapter = openLocalAdapter({ baseUrl: scripted.origin });

    const error = await rejectionOf(adapter.editing.remove(scripted.id, localCall));

    expect(error).toMatchObject({ code: 'PROVIDER_REJECTED', provider: 'local' });
    expect(error.message).not.toContain('Model action failed.');
  });
});

describe('loading and unloading', () => {
  it('moves a downloaded model into memory and out again', async () => {
    const { adapter, model } = await openWith(hasState('LOADED'));

    const unloaded = await adapter.runtime.unload(model.nativeId, localCall);
    const loaded = await adapter.runtime.load(model.nativeId, localCall);

    expect(unloaded?.runtime?.state).toBe('DOWNLOADED');
    expect(loaded?.runtime?.state).toBe('LOADED');
  });

  it('leaves a model alone that is where it is wanted', async () => {
    const { adapter, model } = await openWith(hasState('LOADED'));
    const requests = runtime().watchRequests();

    await adapter.runtime.load(model.nativeId, localCall);

    expect(requests()).toEqual([`GET /model/${model.nativeId}`]);
  });

  it('is not ready for a model that is not downloaded', async () => {
    const { adapter, model } = await openWith(hasState('NOT_DOWNLOADED'));

    expect((await rejectionOf(adapter.runtime.load(model.nativeId, localCall))).code).toBe('NOT_READY');
  });

  it('is not supported for a cloud model', async () => {
    const { adapter, model } = await openWith(hasState('CLOUD'));

    expect((await rejectionOf(adapter.runtime.load(model.nativeId, localCall))).code).toBe('UNSUPPORTED');
  });

  it('gives null for an unknown model', async () => {
    const { adapter } = await openWith(isCustom);

    expect(await adapter.runtime.load(UNKNOWN_ID, localCall)).toBeNull();
    expect(await adapter.runtime.unload(UNKNOWN_ID, localCall)).toBeNull();
  });
});
