import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cacheSchema } from '../../../src/config/cache-schema.js';
import { federationSchema, type GatewayConfig } from '../../../src/config/schema.js';
import { Secret } from '../../../src/config/secret.js';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { pictograph } from '../../../src/providers/pictograph/index.js';
import { tellOverHttp, tellOverWebSocket, type Credentials, type Tell } from '../../helpers/callers.js';
import { NO_CACHE, startGateway } from '../../helpers/gateway.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { wireModel } from '../../helpers/registry-wire.js';

/** More runs for longer searches; a few in the usual suite. */
const RUNS = Number(process.env['TENANT_RUNS'] ?? 3);

const HEADER = 'x-registry-key';
const IDS = [1, 2, 3].map((number) => `5b0f6c1e-0000-4000-8000-00000000000${number}`);

/** A registry that shows every key models of its own under the same ids, each with the number of its changes. */
async function startRegistry(keys: readonly string[]) {
  const versions = new Map<string, number>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const key = String(request.headers['x-api-key']);
    const { pathname } = new URL(request.url!, 'http://registry');
    const id = pathname.replace('/models/', '');
    if (!keys.includes(key)) return sendJson(response, { detail: 'Unknown key' }, 401);
    const place = (of: string) => `${key} ${of}`;
    const modelOf = (of: string) =>
      wireModel({ id: of, name: `${key} version ${versions.get(place(of)) ?? 0}` });
    if (request.method === 'PATCH') versions.set(place(id), (versions.get(place(id)) ?? 0) + 1);
    if (id !== '') return sendJson(response, { data: modelOf(id) });
    const pagination = { limit: 100, offset: 0, total: IDS.length, has_more: false };
    return sendJson(response, { data: IDS.map(modelOf), pagination });
  };
  // Answers overlap and overtake each other.
  const server = await startServer((request, response) => {
    request.resume().once('end', () => void setImmediate(answer, request, response));
  });
  return server.origin;
}

const modelId = (nativeId: string) => toGlobalId({ type: 'Model', provider: 'registry', nativeId });
const QUERIES = [
  '{ models(first: 3) { nodes { nativeId name } unavailable { code } } }',
  '{ models(first: 3, orderBy: { field: NAME, direction: ASC }) { nodes { nativeId name } unavailable { code } } }',
  `{ nodes(ids: ${JSON.stringify(IDS.map(modelId))}) { ... on Model { nativeId name } } }`,
  `{ a: model(by: { ref: "registry:${IDS[0]!}" }) { nativeId name } b: node(id: "${modelId(IDS[1]!)}") { ... on Model { nativeId name } } }`,
];
const CHANGE =
  'mutation ($id: ID!) { updateModel(input: { id: $id, description: "new" }) { nativeId name } }';

const SHOWN = /"nativeId":"([^"]+)","name":"([^"]+) version (\d+)"/gu;

/** Every model that an answer shows. */
function modelsIn(
  answer: unknown,
): readonly { readonly id: string; readonly key: string; readonly version: number }[] {
  return [...JSON.stringify(answer).matchAll(SHOWN)].map(([, id = '', key = '', version]) => ({
    id,
    key,
    version: Number(version),
  }));
}

/** What one of the callers does, one thing after the other. */
const doings = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ query: fc.constantFrom(...QUERIES) }) },
    { weight: 1, arbitrary: fc.record({ change: fc.constantFrom(...IDS) }) },
  ),
  { minLength: 6, maxLength: 14 },
);

const MODES: readonly [string, Partial<GatewayConfig>][] = [
  ['asks providers each time', { cache: NO_CACHE, federation: federationSchema.parse({ snapshotTtlMs: 0 }) }],
  ['keeps their answers', { cache: cacheSchema.parse({}), federation: federationSchema.parse({}) }],
];

describe.each(MODES)('a gateway that %s', (_mode, config) => {
  it('never answers with what another credential was shown, nor with what a caller has changed since', async () => {
    const keys = ['of-the-gateway', 'ann', 'bob'].map((name) => `${name}-${randomUUID()}`);
    const [own = '', ...others] = keys;
    const gateway = await startGateway({
      config,
      providers: [
        {
          name: 'registry',
          type: 'pictograph',
          settings: pictograph.settings.parse({
            baseUrl: await startRegistry(keys),
            apiKey: new Secret(own),
          }),
          callerCredentials: { header: HEADER, required: false },
        },
      ],
    });
    onTestFinished(() => gateway.close());
    const callers: readonly { readonly key: string; readonly credentials: Credentials }[] = [
      { key: own, credentials: {} },
      ...others.map((key) => ({ key, credentials: { [HEADER]: key } })),
    ];
    /** What each key is known to have become, by a change that has been answered. */
    const changed = new Map<string, number>();

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ caller: fc.nat(2), doings, overSocket: fc.boolean() }), {
          minLength: 4,
          maxLength: 8,
        }),
        async (people) => {
          await Promise.all(
            people.map(async ({ caller, doings: each, overSocket }) => {
              const { key, credentials } = callers[caller]!;
              const tell: Tell = overSocket ? tellOverWebSocket : tellOverHttp;
              for (const doing of each) {
                const known = new Map(changed);
                const answer =
                  'query' in doing
                    ? await tell(gateway.url, credentials, doing.query)
                    : await tell(gateway.url, credentials, CHANGE, { id: modelId(doing.change) });
                expect(answer.errors).toBeUndefined();
                const models = modelsIn(answer.data);
                expect(models.length).toBeGreaterThan(0);
                for (const model of models) {
                  const place = `${key} ${model.id}`;
                  expect(model.key).toBe(key);
                  expect(model.version).toBeGreaterThanOrEqual(known.get(place) ?? 0);
                  if ('change' in doing) changed.set(place, Math.max(changed.get(place) ?? 0, model.version));
                }
              }
            }),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });
});
