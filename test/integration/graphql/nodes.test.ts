import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { download } from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { heldModels, heldRuns } from '../../helpers/sandbox-contents.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 12, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const TYPES = ['Provider', 'Model', 'Run', 'Checkpoint', 'Download', 'Artifact'] as const;
type NodeType = (typeof TYPES)[number];

const toId = (...parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** An id of one thing of each type, found as a client finds them. */
let ids: Readonly<Record<NodeType, string>>;

beforeAll(async () => {
  const model = await findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });
  const done = await download(gateway(), model.id);
  const answer = await gateway().askText(
    'query ($id: ID!) { model(by: { id: $id }) { provider { id } run { id } latestCheckpoint { id } } }',
    { id: model.id },
  );
  const { provider, run, latestCheckpoint } = dataOf(answer)['model'];
  ids = {
    Provider: provider.id,
    Model: model.id,
    Run: run.id,
    Checkpoint: latestCheckpoint.id,
    Download: done.id,
    Artifact: done.artifact!.id,
  };
});

describe.each(TYPES)('a %s', (type) => {
  it('is found again by its id, as the type that it is', async () => {
    const answer = await gateway().askText('query ($id: ID!) { node(id: $id) { __typename id } }', {
      id: ids[type],
    });

    expect(dataOf(answer)['node']).toEqual({ __typename: type, id: ids[type] });
  });

  it('that does not exist is null', async () => {
    const absent = toId(type, type === 'Provider' ? '' : 'registry', 'no-such-thing');

    const { data, errors } = await gateway().askText('query ($id: ID!) { node(id: $id) { id } }', {
      id: absent,
    });

    expect({ data, errors }).toEqual({ data: { node: null }, errors: [] });
  });
});

describe('several things at once', () => {
  const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) {
    __typename id
    ... on Provider { name } ... on Model { ref } ... on Run { ref } ... on Checkpoint { ref }
    ... on Download { state } ... on Artifact { verification }
  } }`;

  it('come in the order of their ids, whatever they are', async () => {
    const wanted = TYPES.toReversed().map((type) => ids[type]);

    const { nodes } = dataOf(await gateway().askText(NODES, { ids: wanted }));

    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(wanted);
    expect(nodes.map(({ __typename: type }: { __typename: string }) => type)).toEqual(TYPES.toReversed());
  });

  it('leave a null for what is absent and for what fails, and an error for the failing one alone', async () => {
    // One of its own, because it leaves the market alone for a while.
    const troubled = await startGateway({ providers: sandboxProviders(sandbox()) });
    onTestFinished(() => troubled.close());
    sandbox().faults.add({ server: 'market', kind: 'drop' });
    const absent = toId('Model', 'registry', '00000000-0000-4000-8000-000000000000');
    const unreachable = toId('Model', 'market', 'greenlab/leaf-segmenter');

    const { data, errors } = await troubled.askText(NODES, {
      ids: [ids.Model, absent, unreachable, 'nonsense', ids.Run],
    });

    expect(data!['nodes']).toMatchObject([{ id: ids.Model }, null, null, null, { id: ids.Run }]);
    expect(errors.toSorted((a, b) => Number(a.path![1]) - Number(b.path![1]))).toMatchObject([
      { path: ['nodes', 2], extensions: { code: 'PROVIDER_UNAVAILABLE', provider: 'market' } },
      { path: ['nodes', 3], extensions: { code: 'INVALID_ID' } },
    ]);
  });

  it('are refused when they are more than 100', async () => {
    const { errors } = await gateway().askText(NODES, { ids: Array(101).fill(ids.Provider) });

    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });
});

describe('a provider', () => {
  const LISTS = `query ($name: String!) { provider(name: $name) {
    models(first: 100) { nodes { ref provider { name } } pageInfo { hasNextPage } unavailable { code } }
    runs(first: 100) { nodes { ref } unavailable { code } }
  } }`;

  it.each(['registry', 'runs', 'market', 'local'])(
    '%s lists its own models and runs, all of them',
    async (name) => {
      const [models, runs] = await Promise.all([heldModels(sandbox()), heldRuns(sandbox())]);
      const refsOf = (held: typeof models) =>
        held.filter(({ provider }) => provider === name).map(({ ref }) => ({ ref }));

      const { provider } = dataOf(await gateway().askText(LISTS, { name }));

      expect(provider.models.nodes).toEqual(refsOf(models).map(({ ref }) => ({ ref, provider: { name } })));
      expect(provider.runs.nodes).toEqual(refsOf(runs));
      expect([...provider.models.unavailable, ...provider.runs.unavailable]).toEqual([]);
    },
  );

  it('says what it can do', async () => {
    const { providers } = dataOf(await gateway().askText('{ providers { name kind type capabilities } }'));

    // docs/providers.md has the same table in words.
    expect(providers).toMatchObject([
      { name: 'registry', kind: 'REGISTRY', type: 'pictograph' },
      { name: 'runs', kind: 'RUN_STORE', type: 'datature-vi' },
      { name: 'market', kind: 'MARKETPLACE', type: 'wriftai' },
      { name: 'local', kind: 'RUNTIME', type: 'pieces-os' },
    ]);
    const holders = (capability: string) =>
      providers
        .filter(({ capabilities }: { capabilities: string[] }) => capabilities.includes(capability))
        .map(({ name }: { name: string }) => name);
    expect(holders('LIST_MODELS')).toEqual(['registry', 'runs', 'market', 'local']);
    expect(holders('DOWNLOAD')).toEqual(['registry', 'runs', 'local']);
    expect(holders('LIST_RUNS')).toEqual(['registry', 'runs']);
    expect(holders('CREATE_MODEL')).toEqual(['market']);
    expect(holders('UPDATE_MODEL')).toEqual(['registry', 'market', 'local']);
    expect(holders('LOAD_MODEL')).toEqual(['local']);
  });

  it('of a name that is not configured is null', async () => {
    expect(dataOf(await gateway().askText(LISTS, { name: 'nowhere' }))['provider']).toBeNull();
  });
});
