import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../../../src/domain/caller.js';
import { toGlobalId } from '../../../src/domain/global-id.js';
import {
  issueKeys,
  tellOverHttp,
  tellOverSse,
  tellOverWebSocket,
  type Credentials,
} from '../../helpers/callers.js';
import { sandboxProviders, startGateway, type TestGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 12 });
let dataDirectory: string;
let gateway: TestGateway;
/** For each scope a key that has all the others, and `restricted`, for which only the run store exists. */
let keys: Record<`no-${Scope}` | 'restricted' | 'owner', Credentials>;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
  const keyFile = join(dataDirectory, 'keys.json');
  const lacking = Object.fromEntries(
    SCOPES.map((scope) => [`no-${scope}`, { scopes: SCOPES.filter((other) => other !== scope) }]),
  ) as Record<`no-${Scope}`, { scopes: Scope[] }>;
  keys = await issueKeys(keyFile, { ...lacking, owner: {}, restricted: { providers: ['runs'] } });
  gateway = await startGateway({
    providers: sandboxProviders(sandbox()),
    config: { dataDirectory, keyFile },
  });
});
afterAll(async () => {
  await gateway.close();
  await rm(dataDirectory, { recursive: true });
});

const MODEL = toGlobalId({ type: 'Model', provider: 'registry', nativeId: 'absent' });
const DOWNLOAD = toGlobalId({ type: 'Download', provider: '', nativeId: 'absent' });
const ARTIFACT = toGlobalId({ type: 'Artifact', provider: '', nativeId: '0'.repeat(64) });

const OPERATIONS: readonly (readonly [Scope, string])[] = [
  ['read', '{ providers { name } }'],
  ['read', `{ node(id: "${MODEL}") { id } }`],
  ['read', '{ models { totalCount } }'],
  ['read', '{ artifacts { totalCount } }'],
  ['download', `mutation { startDownload(input: { id: "${MODEL}" }) { id } }`],
  ['download', `mutation { cancelDownload(id: "${DOWNLOAD}") { id } }`],
  ['download', `mutation { discardPartial(id: "x") }`],
  ['operate', `mutation { loadModel(id: "${MODEL}") { id } }`],
  ['operate', `mutation { verifyArtifact(id: "${ARTIFACT}") { intact } }`],
  ['write', `mutation { createModel(input: { provider: "market", name: "x" }) { id } }`],
  ['write', `mutation { deleteModel(id: "${MODEL}") { outcome } }`],
  ['write', `mutation { deleteArtifact(id: "${ARTIFACT}") }`],
];
const SUBSCRIPTIONS = [
  'subscription { downloadsChanged { id } }',
  `subscription { downloadProgress(id: "${DOWNLOAD}") { id } }`,
  `subscription { modelChanged(id: "${MODEL}") { id } }`,
  'subscription { providerHealthChanged { name } }',
];

describe.each([
  ['HTTP', tellOverHttp],
  ['WebSocket', tellOverWebSocket],
])('over %s a key without the scope', (_transport, tell) => {
  it.each(OPERATIONS)('%s is refused %s, and told why', async (scope, query) => {
    const { errors } = await tell(gateway.url, keys[`no-${scope}`], query);

    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', retryable: false } }]);
    expect(errors![0]!.message).toContain(`"${scope}"`);
  });
});

describe.each([
  ['server-sent events', tellOverSse],
  ['WebSocket', tellOverWebSocket],
])('over %s a key without the scope read', (_transport, tell) => {
  it.each(SUBSCRIPTIONS)('is refused %s', async (query) => {
    const { errors } = await tell(gateway.url, keys['no-read'], query);

    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

/** What is said of one provider, as if it had another name. */
function withoutNames(told: unknown, provider: string): unknown {
  return JSON.parse(
    JSON.stringify(told, (key, value: unknown) => (key === 'requestId' ? undefined : value)).replaceAll(
      provider,
      'NAME',
    ),
  );
}

describe('a provider that is not for a key', () => {
  const idAt = (provider: string, type: 'Model' | 'Run' | 'Checkpoint' | 'Provider') =>
    type === 'Provider'
      ? toGlobalId({ type, provider: '', nativeId: provider })
      : toGlobalId({ type, provider, nativeId: 'm1' });

  it.each([
    ['a node', (name: string) => `{ node(id: "${idAt(name, 'Model')}") { id } }`],
    ['itself as a node', (name: string) => `{ node(id: "${idAt(name, 'Provider')}") { id } }`],
    ['its name', (name: string) => `{ provider(name: "${name}") { name } }`],
    ['a model by id', (name: string) => `{ model(by: { id: "${idAt(name, 'Model')}" }) { id } }`],
    ['a model by ref', (name: string) => `{ model(by: { ref: "${name}:m1" }) { id } }`],
    ['a run', (name: string) => `{ run(by: { ref: "${name}:r1" }) { id } }`],
    ['a checkpoint', (name: string) => `{ checkpoint(by: { ref: "${name}:c1" }) { id } }`],
    ['its models', (name: string) => `{ models(filter: { providers: ["${name}"] }) { totalCount } }`],
    ['its runs', (name: string) => `{ runs(filter: { providers: ["${name}"] }) { totalCount } }`],
    [
      'a download',
      (name: string) => `mutation { startDownload(input: { id: "${idAt(name, 'Model')}" }) { id } }`,
    ],
    [
      'creating',
      (name: string) => `mutation { createModel(input: { provider: "${name}", name: "x" }) { id } }`,
    ],
    [
      'updating',
      (name: string) => `mutation { updateModel(input: { id: "${idAt(name, 'Model')}", name: "x" }) { id } }`,
    ],
    ['loading', (name: string) => `mutation { loadModel(id: "${idAt(name, 'Model')}") { id } }`],
    [
      'watching a model',
      (name: string) => `subscription { modelChanged(id: "${idAt(name, 'Model')}") { id } }`,
    ],
    ['watching a run', (name: string) => `subscription { runChanged(id: "${idAt(name, 'Run')}") { id } }`],
    ['watching it', (name: string) => `subscription { providerHealthChanged(name: "${name}") { name } }`],
  ])('looks like one that does not exist: %s', async (_what, query) => {
    const asked = sandbox().servers.registry.requests.length;

    const told = await tellOverWebSocket(gateway.url, keys.restricted, query('registry'));

    const absent = await tellOverWebSocket(gateway.url, keys.restricted, query('phantom1'));
    expect(withoutNames(told, 'registry')).toEqual(withoutNames(absent, 'phantom1'));
    expect(sandbox().servers.registry.requests).toHaveLength(asked);
  });

  it('is in no list, and no cursor brings it there', async () => {
    const LIST = `query ($after: String) {
      providers { name }
      models(first: 5, after: $after) { nodes { provider { name } } pageInfo { endCursor } }
    }`;
    const whole = await tellOverHttp(gateway.url, keys.owner, LIST);
    const after = whole.data!['models'].pageInfo.endCursor;

    const own = await tellOverHttp(gateway.url, keys.restricted, LIST);
    const continued = await tellOverHttp(gateway.url, keys.restricted, LIST, { after });

    expect(own.data!['providers']).toEqual([{ name: 'runs' }]);
    for (const { data } of [own, continued]) {
      const names = data!['models'].nodes.map((node: { provider: { name: string } }) => node.provider.name);
      expect(new Set(names)).toEqual(new Set(['runs']));
    }
  });
});

describe('a download and its artifact', () => {
  it('exist only for those for whom the provider exists, and are fetched only with the scope', async () => {
    const LIST = `{ downloads { totalCount } artifacts { totalCount nodes { id files { url } } } partials { id } }`;
    const found = await tellOverHttp(
      gateway.url,
      keys.owner,
      '{ models(filter: { providers: ["registry"], name: { equals: "Wake Gate" } }) { nodes { id } } }',
    );
    const [{ id }] = found.data!['models'].nodes;
    const START = 'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }';
    const started = await tellOverHttp(gateway.url, keys.owner, START, { id });
    const downloadId = started.data!['startDownload'].id as string;
    await expect
      .poll(
        async () => {
          const { data } = await tellOverHttp(
            gateway.url,
            keys.owner,
            `{ download(id: "${downloadId}") { state } }`,
          );
          return data!['download'].state as string;
        },
        { timeout: 15_000 },
      )
      .toBe('COMPLETED');

    const owner = await tellOverHttp(gateway.url, keys.owner, LIST);
    const restricted = await tellOverHttp(gateway.url, keys.restricted, LIST);
    const unscoped = await tellOverHttp(gateway.url, keys['no-download'], LIST);
    const [artifact] = owner.data!['artifacts'].nodes;
    const url: string = artifact.files[0].url;

    expect(restricted.data).toEqual({
      downloads: { totalCount: 0 },
      artifacts: { totalCount: 0, nodes: [] },
      partials: [],
    });
    expect(unscoped.data!['artifacts'].nodes[0].files[0].url).toBeNull();
    expect(unscoped.errors![0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    const statuses = await Promise.all(
      [keys.owner, keys.restricted, keys['no-download'], {}].map(async (headers) => {
        const response = await fetch(url, { headers });
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(statuses).toEqual([200, 404, 403, 401]);
    for (const query of [
      `mutation { cancelDownload(id: "${downloadId}") { id } }`,
      `mutation { retryDownload(id: "${downloadId}") { id } }`,
      `mutation { pinArtifact(id: "${artifact.id}") { id } }`,
      `mutation { deleteArtifact(id: "${artifact.id}") }`,
      `subscription { downloadProgress(id: "${downloadId}") { id } }`,
    ]) {
      const { errors } = await tellOverWebSocket(gateway.url, keys.restricted, query);
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    }
  });
});
