import { describe, expect, it } from 'vitest';
import {
  CreateModelDocument,
  DeleteModelDocument,
  LoadModelDocument,
  ModelDetailsDocument,
  ModelsDocument,
  UnloadModelDocument,
  UpdateModelDocument,
  type ModelFilter,
} from '../../../client/generated/graphql.js';
import { findModel, findModels } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
// Lists are kept for ten seconds, which is the default: what is written must show in them at once all the same.
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

async function refsListed(provider: string, filter: ModelFilter = {}): Promise<readonly string[]> {
  return (await findModels(gateway(), provider, filter)).map(({ ref }) => ref);
}

async function details(id: string) {
  return dataOf(await gateway().ask(ModelDetailsDocument, { by: { id }, metric: 'mAP', goal: 'MAXIMIZE' }))
    .model!;
}

async function searched(search: string): Promise<readonly string[]> {
  const variables = {
    first: 100,
    search,
    filter: { providers: ['market'] },
    orderBy: { field: 'CREATED_AT' as const },
  };
  return dataOf(await gateway().ask(ModelsDocument, variables)).models.nodes.map(({ ref }) => ref);
}

describe('a model of one’s own on the marketplace', () => {
  it('can be made, found, changed, renamed and deleted, and each shows at once', async () => {
    await refsListed('market');
    const created = dataOf(
      await gateway().ask(CreateModelDocument, {
        input: {
          provider: 'market',
          name: 'frost-warner',
          hardware: 'gpu-t4',
          description: 'Warns of late frost.',
          overview: '# Frost',
          sourceUrl: 'https://code.example/frost',
          categories: ['vision'],
        },
      }),
    ).createModel;

    expect(created).toMatchObject({
      ref: 'market:greenlab/frost-warner',
      description: 'Warns of late frost.',
      visibility: 'PRIVATE',
      can: ['UPDATE', 'DELETE'],
    });
    expect(await refsListed('market')).toContain(created.ref);
    expect(await searched('frost-warner')).toEqual([created.ref]);
    expect(await details(created.id)).toMatchObject({
      sourceUrl: 'https://code.example/frost',
      listing: {
        overview: '# Frost',
        hardware: { identifier: 'gpu-t4' },
        categories: [{ slug: 'vision', name: 'Vision' }],
        latestVersion: null,
      },
    });

    const changed = dataOf(
      await gateway().ask(UpdateModelDocument, {
        input: { id: created.id, visibility: 'PUBLIC', description: null, categories: ['science', 'vision'] },
      }),
    ).updateModel;

    // What was not named stays as it was; null clears.
    expect(changed).toMatchObject({ id: created.id, visibility: 'PUBLIC', description: null });
    const after = await details(created.id);
    expect(after).toMatchObject({
      sourceUrl: 'https://code.example/frost',
      listing: { overview: '# Frost' },
    });
    expect(after.listing!.categories.map(({ slug }) => slug)).toEqual(['vision', 'science']);

    const renamed = dataOf(
      await gateway().ask(UpdateModelDocument, { input: { id: created.id, name: 'frost-guard' } }),
    ).updateModel;

    expect(renamed.ref).toBe('market:greenlab/frost-guard');
    expect(renamed.id).not.toBe(created.id);
    expect(await refsListed('market')).toEqual(expect.arrayContaining([renamed.ref]));
    expect(await refsListed('market')).not.toContain(created.ref);

    const { deleteModel } = dataOf(await gateway().ask(DeleteModelDocument, { id: renamed.id }));

    expect(deleteModel).toEqual({ id: renamed.id, outcome: 'REMOVED' });
    expect(await refsListed('market')).not.toContain(renamed.ref);
    const gone = await gateway().ask(DeleteModelDocument, { id: renamed.id });
    expect(gone.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND', provider: 'market' } }]);
  });

  it('of a name that is taken is a CONFLICT', async () => {
    const input = { provider: 'market', name: 'leaf-segmenter', hardware: 'cpu' };

    const { errors } = await gateway().ask(CreateModelDocument, { input });

    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', provider: 'market' } }]);
  });

  it('of others cannot be changed, and its list says so before', async () => {
    const others = (await findModels(gateway(), 'market')).find(
      ({ owner }) => owner!.username !== 'greenlab',
    )!;

    const { errors } = await gateway().ask(UpdateModelDocument, {
      input: { id: others.id, description: 'Mine.' },
    });

    expect(others.can).toEqual([]);
    expect(errors).toMatchObject([{ extensions: { code: 'PROVIDER_FORBIDDEN', provider: 'market' } }]);
  });
});

describe('a model of the registry', () => {
  it('shows its new name and text at once, alone and in lists', async () => {
    const { id, ref } = await findModel(gateway(), 'registry', { name: { equals: 'Pallet Counter v2' } });

    const { updateModel } = dataOf(
      await gateway().ask(UpdateModelDocument, {
        input: { id, name: 'Pallet Counter v3', description: 'Counts.' },
      }),
    );

    expect(updateModel).toMatchObject({ id, name: 'Pallet Counter v3', description: 'Counts.' });
    expect(await details(id)).toMatchObject({ name: 'Pallet Counter v3', description: 'Counts.' });
    expect(await refsListed('registry', { name: { equals: 'Pallet Counter v3' } })).toEqual([ref]);
    expect(await refsListed('registry', { name: { equals: 'Pallet Counter v2' } })).toEqual([]);
  });

  it('vanishes from the list as soon as it is deleted, and the answer says that it is gone for good', async () => {
    const { id, ref } = await findModel(gateway(), 'registry', { name: { equals: 'Dock Door Detector' } });
    expect(await refsListed('registry')).toContain(ref);

    const { deleteModel } = dataOf(await gateway().ask(DeleteModelDocument, { id }));

    expect(deleteModel).toEqual({ id, outcome: 'REMOVED' });
    expect(await refsListed('registry')).not.toContain(ref);
    const { data, errors } = await gateway().ask(ModelDetailsDocument, {
      by: { id },
      metric: 'x',
      goal: 'MAXIMIZE',
    });
    expect(data!.model).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });
});

describe('a model of the local runtime', () => {
  it('can be changed when the user made it, and keeps what was not named', async () => {
    const own = (await findModels(gateway(), 'local')).find(({ can }) => can!.includes('UPDATE'))!;

    dataOf(
      await gateway().ask(UpdateModelDocument, { input: { id: own.id, description: 'Knows our shop.' } }),
    );

    const after = await details(own.id);
    expect(after).toMatchObject({
      name: own.name,
      description: 'Knows our shop.',
      runtime: { custom: true },
    });
    const query = 'query ($id: ID!) { model(by: { id: $id }) { raw } }';
    // The runtime replaces the whole record, so a field that was not sent again would be lost.
    expect(dataOf(await gateway().askText(query, { id: own.id }))['model'].raw).toMatchObject({
      version: expect.stringMatching(/^my-tune-/u),
      usage: 'CODE_CONVERSATION',
    });
  });

  it('is loaded and unloaded, and its state and actions follow at once', async () => {
    const [loaded] = await findModels(gateway(), 'local', { runtimeState: ['LOADED'] });

    const unloaded = dataOf(await gateway().ask(UnloadModelDocument, { id: loaded!.id })).unloadModel;

    expect(unloaded.runtime).toEqual({ state: 'DOWNLOADED' });
    expect(unloaded.can).toContain('LOAD');
    expect(await refsListed('local', { runtimeState: ['LOADED'] })).toEqual([]);
    const again = dataOf(await gateway().ask(LoadModelDocument, { id: loaded!.id })).loadModel;
    expect(again.runtime).toEqual({ state: 'LOADED' });
    expect(await refsListed('local', { runtimeState: ['LOADED'] })).toEqual([loaded!.ref]);
  });

  it('drops its files alone when it is deleted and came with the runtime', async () => {
    const [model] = await findModels(gateway(), 'local', { runtimeState: ['DOWNLOADED'] });

    const { deleteModel } = dataOf(await gateway().ask(DeleteModelDocument, { id: model!.id }));

    expect(deleteModel.outcome).toBe('CACHE_DROPPED');
    expect(await refsListed('local', { runtimeState: ['NOT_DOWNLOADED'] })).toContain(model!.ref);
  });
});

describe('what cannot be done is refused clearly', () => {
  const local = (runtimeState: 'CLOUD' | 'NOT_DOWNLOADED') => () =>
    findModel(gateway(), 'local', { runtimeState: [runtimeState] });
  const registry = () => findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });

  it.each([
    [
      'loading a model that is not downloaded',
      local('NOT_DOWNLOADED'),
      'loadModel(id: $id) { id }',
      'NOT_READY',
    ],
    [
      'unloading a model that is not downloaded',
      local('NOT_DOWNLOADED'),
      'unloadModel(id: $id) { id }',
      'NOT_READY',
    ],
    ['loading a model of the cloud', local('CLOUD'), 'loadModel(id: $id) { id }', 'UNSUPPORTED'],
    ['loading a model of a registry', registry, 'loadModel(id: $id) { id }', 'UNSUPPORTED'],
    [
      'renaming a model that came with the runtime',
      local('CLOUD'),
      'updateModel(input: { id: $id, name: "x" }) { id }',
      'UNSUPPORTED',
    ],
    [
      'a market’s field at the registry',
      registry,
      'updateModel(input: { id: $id, overview: "x" }) { id }',
      'INVALID_ARGUMENT',
    ],
    ['a change of nothing', registry, 'updateModel(input: { id: $id }) { id }', 'INVALID_ARGUMENT'],
    ['a name cleared', registry, 'updateModel(input: { id: $id, name: null }) { id }', 'INVALID_ARGUMENT'],
  ])('%s', async (_what, find, mutation, code) => {
    const { id, provider } = await find();
    const writes = () =>
      sandbox().servers[provider.name as 'local'].requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();

    const { errors } = await gateway().askText(`mutation ($id: ID!) { ${mutation} }`, { id });

    expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
    expect(writes()).toBe(before);
  });

  it.each([
    ['at the registry', { provider: 'registry', name: 'x' }, 'UNSUPPORTED'],
    ['at the run store', { provider: 'runs', name: 'x' }, 'UNSUPPORTED'],
    ['at a provider that is not configured', { provider: 'nowhere', name: 'x' }, 'NOT_FOUND'],
    ['on the market without hardware', { provider: 'market', name: 'x' }, 'INVALID_ARGUMENT'],
    [
      'on the market with hardware that does not exist',
      { provider: 'market', name: 'x', hardware: 'abacus' },
      'INVALID_ARGUMENT',
    ],
  ])('a new model %s', async (_where, input, code) => {
    const { errors } = await gateway().ask(CreateModelDocument, { input });

    expect(errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  });
});
