import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../../src/config/load.js';
import { Secret } from '../../../src/config/secret.js';
import { PROVIDER_TYPES } from '../../../src/providers/registry.js';
import { makeDirectory, problemsOf } from '../../helpers/configuration.js';
import { dataOf, sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { notebook } from '../../helpers/notebook-provider/index.js';
import { NOTEBOOK_TOKEN, startNotebookService } from '../../helpers/notebook-provider/service.js';
import { heldModels, newestFirst } from '../../helpers/sandbox-contents.js';
import { useRunning, useSandbox } from '../../helpers/sandbox.js';

const TYPES = [...PROVIDER_TYPES, notebook];
const DAY_MS = 86_400_000;

const NOTEBOOKS = Array.from({ length: 25 }, (_, index) => ({
  id: `n/${index}`,
  title: `Notebook ${index}`,
  saved_at: new Date(Date.now() - index * 9 * DAY_MS).toISOString(),
  state: ['published', 'draft', 'shredded'][index % 3]!,
}));

interface ModelPage {
  readonly nodes: readonly { readonly ref: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly unavailable: readonly unknown[];
}

const sandbox = useSandbox({ size: 7, market: { limitsRate: false } });
const service = useRunning(
  () => startNotebookService(NOTEBOOKS),
  (running) => running.close(),
);
const gateway = useGateway(() => ({
  providers: [
    ...sandboxProviders(sandbox()),
    {
      name: 'notes',
      type: 'notebook',
      settings: notebook.settings.parse({ baseUrl: service().origin, token: new Secret(NOTEBOOK_TOKEN) }),
    },
  ],
  providerTypes: TYPES,
}));

const idOf = (nativeId: string) =>
  Buffer.from(JSON.stringify(['Model', 'notes', nativeId])).toString('base64url');

describe('a type of provider from outside the gateway', () => {
  it('takes its place in the one ordered list of models', async () => {
    const notes = NOTEBOOKS.map(({ id, saved_at: savedAt }) => ({
      provider: 'notes',
      ref: `notes:${id}`,
      createdMs: Date.parse(savedAt),
    }));
    const expected = newestFirst([...(await heldModels(sandbox())), ...notes]).map(({ ref }) => ref);
    const query = `query ($after: String) {
      models(first: 9, after: $after) { nodes { ref } pageInfo { hasNextPage endCursor } unavailable { message } }
    }`;

    const readPage = async (after: string | null): Promise<ModelPage> =>
      dataOf(await gateway().askText(query, { after }))['models'];

    const refs: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { nodes, pageInfo, unavailable } = await readPage(after);
      refs.push(...nodes.map(({ ref }) => ref));
      expect(unavailable).toEqual([]);
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }

    expect(refs).toEqual(expected);
  });

  it('is filtered, searched and counted like the others', async () => {
    const answer = await gateway().askText(`{
      drafts: models(first: 1, filter: { providers: ["notes"], status: [TRAINING] }) { nodes { ref status } }
      found: models(first: 5, search: "notebook 24") { nodes { ref provider { name } } }
    }`);

    expect(dataOf(answer)).toEqual({
      drafts: { nodes: [{ ref: 'notes:n/1', status: 'TRAINING' }] },
      found: { nodes: [{ ref: 'notes:n/24', provider: { name: 'notes' } }] },
    });
  });

  it('is opened by id and by ref, and asked once for each of its models', async () => {
    const before = service().targets.length;

    const answer = await gateway().askText(
      `query ($id: ID!) {
        node(id: $id) { __typename ... on Model { ref status } }
        model(by: { ref: "notes:n/1" }) { name status createdAt raw checkpoints { totalCount } run { id } can }
        provider(name: "notes") { kind type capabilities health { state } runs { nodes { id } unavailable { code } } }
      }`,
      { id: idOf('n/2') },
    );

    // A state that nobody knows is UNKNOWN and stays visible in the record itself.
    expect(dataOf(answer)).toMatchObject({
      node: { __typename: 'Model', ref: 'notes:n/2', status: 'UNKNOWN' },
      model: {
        name: 'Notebook 1',
        status: 'TRAINING',
        createdAt: NOTEBOOKS[1]!.saved_at,
        raw: { title: 'Notebook 1' },
        checkpoints: { totalCount: 0 },
        run: null,
        can: [],
      },
      provider: {
        kind: 'REGISTRY',
        type: 'notebook',
        capabilities: ['LIST_MODELS'],
        runs: { nodes: [], unavailable: [] },
      },
    });
    expect(service().targets.slice(before).toSorted()).toEqual(['/notebooks/n%2F1', '/notebooks/n%2F2']);
  });

  it.each([
    ['startDownload(input: { id: $id }) { id }'],
    ['updateModel(input: { id: $id, name: "x" }) { id }'],
    ['deleteModel(id: $id) { id }'],
    ['loadModel(id: $id) { id }'],
    ['unloadModel(id: $id) { id }'],
  ])('answers UNSUPPORTED to what it has no facet for: %s', async (mutation) => {
    const { errors } = await gateway().askText(`mutation ($id: ID!) { ${mutation} }`, { id: idOf('n/1') });

    expect(errors).toMatchObject([{ extensions: { code: 'UNSUPPORTED', provider: 'notes' } }]);
  });

  it('answers NOT_FOUND to an id that it does not have', async () => {
    const { errors } = await gateway().askText('{ model(by: { ref: "notes:n/99" }) { id } }');

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND', provider: 'notes' } }]);
  });
});

describe('the configuration of such a type', () => {
  function configure(entry: Record<string, unknown>, variables: Record<string, string> = {}) {
    const directory = makeDirectory();
    const path = join(directory, 'modelgate.yaml');
    writeFileSync(path, stringify({ providers: [{ name: 'notes', type: 'notebook', ...entry }] }));
    return { MODELGATE_CONFIG: path, MODELGATE_DATA_DIR: join(directory, 'data'), ...variables };
  }

  it('is read from the file with its secret, and a gateway runs on it', async () => {
    const environment = configure(
      { baseUrl: service().origin, token: { env: 'NOTES_TOKEN' } },
      { NOTES_TOKEN: NOTEBOOK_TOKEN },
    );
    const { providers, secrets } = loadConfig(environment, TYPES);
    const started = await startGateway({ providers, providerTypes: TYPES });
    onTestFinished(() => started.close());

    const answer = await started.askText(
      '{ models(first: 1) { totalCount nodes { ref } unavailable { code } } }',
    );

    expect(secrets.map((secret) => secret.open())).toEqual([NOTEBOOK_TOKEN]);
    expect(dataOf(answer)['models']).toEqual({
      totalCount: 25,
      nodes: [{ ref: 'notes:n/0' }],
      unavailable: [],
    });
  });

  it('is checked by its own schema', () => {
    const { problems } = problemsOf(() => loadConfig(configure({ baseUrl: 7, colour: 'red' }), TYPES));

    expect(problems.map(({ where }) => where).toSorted()).toEqual([
      'providers[0].baseUrl',
      'providers[0].colour',
      'providers[0].token',
    ]);
  });

  it('is refused where the type is not handed over', () => {
    const { problems } = problemsOf(() => loadConfig(configure({}), PROVIDER_TYPES));

    expect(problems).toMatchObject([
      { where: 'providers[0].type', found: expect.stringContaining('notebook') },
    ]);
  });

  it('with a wrong secret is a provider that is missing from the list, with the reason', async () => {
    const settings = notebook.settings.parse({ baseUrl: service().origin, token: new Secret('wrong') });
    const started = await startGateway({
      providers: [{ name: 'notes', type: 'notebook', settings }],
      providerTypes: TYPES,
    });
    onTestFinished(() => started.close());

    const answer = await started.askText(
      '{ models { nodes { ref } unavailable { provider { name } code } } }',
    );

    expect(dataOf(answer)['models']).toEqual({
      nodes: [],
      unavailable: [{ provider: { name: 'notes' }, code: 'PROVIDER_AUTH' }],
    });
  });
});
