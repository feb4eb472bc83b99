import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TypedDocumentString } from '../../../client/generated/graphql.js';
import { captureLog } from '../../helpers/capture-log.js';
import { gatewayAdapter } from '../../helpers/download-rig.js';
import { modelRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelf, shelfProvider } from '../../helpers/shelf.js';
import { collect, firstEvent, overSse, overWebSocket } from '../../helpers/subscribe.js';

const SECRET = 'password=hunter2 in /srv/gateway/adapter.js';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/u;

/** A defect of an adapter: no GatewayError, but whatever a mistake throws. */
function defect(): never {
  throw new TypeError(SECRET);
}

/** A gateway over two adapters with defects: `broken` in all that it does, `flawed` in what hangs on its one model. */
async function openGateway() {
  const { log, lines } = captureLog();
  const broken = shelfProvider('broken', [shelf()], { getMany: async () => defect() });
  broken.onPage = defect;
  const flawed = shelfProvider(
    'flawed',
    [],
    { getMany: async (ids) => ids.map((nativeId) => modelRecord({ provider: 'flawed', nativeId })) },
    {
      downloads: gatewayAdapter({ locate: defect }).downloads!,
      checkpoints: { ofModels: async () => defect(), getMany: async () => defect() },
      editing: { updatable: new Set(['name']), update: async () => defect(), remove: async () => defect() },
    },
  );
  const gateway = await gatewayOver([broken, flawed], { log });
  return { gateway, logLines: lines };
}

const idOf = (provider: string) =>
  Buffer.from(JSON.stringify(['Model', provider, 'm1'])).toString('base64url');

/** The one error of an answer must say nothing of its cause but an id that leads to the log. */
function expectMasked(answer: unknown, provider: string | undefined, logLines: readonly string[]): void {
  const text = JSON.stringify(answer);
  const { errors } = answer as { errors: { message: string; extensions: Record<string, unknown> }[] };
  const [{ message, extensions }] = errors as [(typeof errors)[0]];
  const errorId = String(extensions['errorId']);
  expect(errors).toHaveLength(1);
  expect(extensions).toEqual({
    code: 'INTERNAL',
    retryable: false,
    provider,
    errorId: expect.stringMatching(UUID),
    requestId: expect.any(String),
  });
  expect(message).toBe(`The gateway failed to handle this. Quote error ${errorId} when you report it.`);
  expect(text).not.toMatch(/hunter2|adapter\.js|TypeError|stack|node_modules|originalError/u);
  const [line, ...others] = logLines.filter((each) => each.includes(errorId));
  expect(others).toEqual([]);
  expect(JSON.parse(line!)).toMatchObject({ errorId, err: { message: expect.stringContaining(SECRET) } });
}

describe.each([[undefined], ['development'], ['production'], ['test']])('with NODE_ENV %s', (environment) => {
  beforeEach(() => void vi.stubEnv('NODE_ENV', environment));
  afterEach(() => void vi.unstubAllEnvs());

  it('an unexpected failure of a query is masked, and the other fields have their data', async () => {
    const { gateway, logLines } = await openGateway();

    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($id: ID!) { model(by: { id: $id }) { name } providers { name } }',
        variables: { id: idOf('broken') },
      }),
    });

    expect(response.status).toBe(200);
    const answer = await response.json();
    expectMasked(answer, 'broken', logLines);
    expect(answer).toMatchObject({
      data: { model: null, providers: [{ name: 'broken' }, { name: 'flawed' }] },
      errors: [{ path: ['model'] }],
    });
  });

  it.each([
    ['graphql-ws', overWebSocket],
    ['server-sent events', overSse],
  ] as const)('so it is over %s, where a watch begins and in its events', async (_transport, subscribe) => {
    const { gateway, logLines } = await openGateway();
    const document = new TypedDocumentString<unknown, { id: string }>(
      'subscription ($id: ID!) { modelChanged(id: $id) { name latestCheckpoint { name } } }',
    );

    const refused = await collect(subscribe(gateway.url, document, { id: idOf('broken') }));
    const flawed = await firstEvent(subscribe(gateway.url, document, { id: idOf('flawed') }), () => true);

    expect(refused).toHaveLength(1);
    expectMasked(refused[0], 'broken', logLines);
    expectMasked(flawed, 'flawed', logLines);
    expect(flawed).toMatchObject({
      data: { modelChanged: { name: 'leaf-segmenter', latestCheckpoint: null } },
      errors: [{ path: ['modelChanged', 'latestCheckpoint'] }],
    });
  });

  it('so it is when a change fails', async () => {
    const { gateway, logLines } = await openGateway();

    const { data, errors } = await gateway.askText(
      'mutation ($id: ID!) { deleteModel(id: $id) { outcome } }',
      {
        id: idOf('flawed'),
      },
    );

    expect(data).toBeNull();
    expectMasked({ errors }, undefined, logLines);
  });

  it('a list leaves out the provider with the defect and does not say what it is', async () => {
    const { gateway, logLines } = await openGateway();

    const { data, errors } = await gateway.askText(
      '{ models { unavailable { provider { name } code message } } }',
    );

    expect(errors).toEqual([]);
    expect(data!['models'].unavailable).toMatchObject([{ provider: { name: 'broken' }, code: 'INTERNAL' }]);
    expect(JSON.stringify(data)).not.toMatch(/hunter2|TypeError/u);
    expect(logLines.some((line) => line.includes('hunter2'))).toBe(true);
  });

  it('a download that fails by a defect is FAILED and does not say why', async () => {
    const { gateway } = await openGateway();
    const started = await gateway.askText(
      'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
      {
        id: idOf('flawed'),
      },
    );
    const document = new TypedDocumentString<
      { downloadProgress: { state: string; error: { code: string; message: string } } },
      { id: string }
    >('subscription ($id: ID!) { downloadProgress(id: $id) { state error { code message } } }');

    const events = await collect(overSse(gateway.url, document, { id: started.data!['startDownload'].id }));

    expect(events.at(-1)).toMatchObject({
      data: { downloadProgress: { state: 'FAILED', error: { code: 'INTERNAL' } } },
    });
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it.each([
    ['{ wombats }', 'GRAPHQL_VALIDATION_FAILED', /Cannot query field "wombats"/u],
    ['{ models(', 'GRAPHQL_PARSE_FAILED', /Syntax Error/u],
    ['query ($first: Int!) { models(first: $first) { nodes { id } } }', 'BAD_USER_INPUT', /"\$first"/u],
  ])('mistakes of the caller keep their text: %s', async (query, code, text) => {
    const { gateway } = await openGateway();

    const { errors } = await gateway.askText(query);

    expect(errors).toMatchObject([{ message: expect.stringMatching(text), extensions: { code } }]);
    expect(JSON.stringify(errors)).not.toMatch(/stack|originalError/u);
  });
});
