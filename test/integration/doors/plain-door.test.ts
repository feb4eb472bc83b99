import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { EVERYBODY, type Authenticator } from '../../../src/auth/session.js';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import type { GatewayServices } from '../../../src/graphql/context.js';
import { createPlainDoor } from '../../../src/graphql/plain-door/plain-door.js';
import { createEngine, type GatewayYoga, type NodeExchange } from '../../../src/graphql/yoga.js';
import { createQuotas } from '../../../src/limits/quotas.js';
import { createMetrics } from '../../../src/observability/metrics.js';
import { GATEWAY_CREDENTIALS } from '../../../src/providers/provider.js';
import { silentLog, useRunning } from '../../helpers/sandbox.js';
import { post } from '../../helpers/two-doors.js';

const STRANGER = 'Bearer stranger';

/** Lets everybody in but one. */
const authenticator: Authenticator = {
  ...EVERYBODY,
  authenticate: async (authorization) => {
    if (authorization === STRANGER) throw new GatewayError('UNAUTHENTICATED', 'No.');
    return EVERYBODY.authenticate(authorization);
  },
};

/** The plain door alone; what it leaves to yoga is noted and answered with 299. */
const door = useRunning(
  async () => {
    const left: Partial<NodeExchange>[] = [];
    const schema = buildSchema();
    const limits = limitsSchema.parse({});
    const endpoint = { schema, limits, introspection: true, log: silentLog };
    const engine = createEngine(endpoint);
    const yoga = async (_request: IncomingMessage, response: ServerResponse, exchange: NodeExchange) => {
      left.push(exchange);
      response.writeHead(299).end();
    };
    const answer = createPlainDoor({
      ...endpoint,
      engine,
      yoga: yoga as unknown as GatewayYoga,
      services: {
        metrics: createMetrics([]),
        tracing: null,
        adapters: new Map(),
        createLoaders: () => ({}),
      } as unknown as GatewayServices,
      authenticator,
      quotas: createQuotas({
        limits: { ...limits, anonymousOperationsPerMinute: 1_000 },
        isOn: () => true,
        redis: null,
      }),
      readCredentials: () => GATEWAY_CREDENTIALS,
      documents: null,
      corsOrigins: ['https://friend.example'],
    });
    const fail = (error: unknown): never => {
      throw error;
    };
    const server = createServer((request, response) => void answer(request, response, fail)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { server, port, left, engine, url: `http://127.0.0.1:${port}/graphql` };
  },
  async ({ server }) => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  },
);

const QUERY = '{"query":"{ providers { name } }"}';

it.each<[string, string, Record<string, string>?]>([
  ['a query', QUERY],
  [
    'a query with a name and variables',
    '{"query":"query A($a: String!) { provider(name: $a) { name } }","operationName":"A","variables":{"a":"b"}}',
  ],
  [
    'a query for the newer type of answer',
    QUERY,
    { accept: 'application/graphql-response+json, application/json' },
  ],
  ['a query of a page that may not read the answer', QUERY, { origin: 'https://evil.example' }],
  ['a mutation', '{"query":"mutation { __typename }"}'],
])('the plain door answers %s', async (_name, body, headers = {}) => {
  const before = door().left.length;

  const { status, body: text } = await post({ url: door().url, headers, body }, 'plain');

  expect(status).toBe(200);
  expect(JSON.parse(text)).toHaveProperty('data');
  expect(door().left).toHaveLength(before);
});

it.each<[string, string, Record<string, string>?]>([
  ['what is no JSON', '{'],
  ['what does not parse', '{"query":"{"}'],
  ['what is not valid', '{"query":"{ wombats }"}'],
  ['variables that do not fit', '{"query":"query ($a: Int!) { models(first: $a) { nodes { id } } }"}'],
  ['a subscription', '{"query":"subscription { downloadsChanged { id } }"}'],
  [
    'a subscription on whose only field a variable decides',
    '{"query":"subscription ($a: Boolean!) { downloadsChanged @include(if: $a) { id } }","variables":{"a":true}}',
  ],
  [
    'a subscription that asks for nothing',
    '{"query":"subscription { downloadsChanged @skip(if: true) { id } }"}',
  ],
  ['a page that may read the answer', QUERY, { origin: 'https://friend.example' }],
  ['an event stream', QUERY, { accept: 'text/event-stream' }],
  ['a form', 'query={a}', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a body that is too large', JSON.stringify({ query: ' '.repeat(2 ** 20) })],
])('the plain door leaves %s to yoga, which counts nothing again', async (_name, body, headers = {}) => {
  const { left, url } = door();
  const before = left.length;

  const { status } = await post({ url, headers, body }, 'plain');

  expect(status).toBe(299);
  expect(left).toHaveLength(before + 1);
  const { admission, counted } = left[before]!;
  expect(admission === undefined).toBe(counted === undefined);
});

it('the plain door does not read what a stranger sends', async () => {
  const { left, url } = door();

  await post({ url, headers: { authorization: STRANGER }, body: QUERY }, 'plain');

  const { admission, counted, req } = left.at(-1)!;
  await expect(admission).rejects.toThrow('No.');
  expect(counted).toBeUndefined();
  expect(req).not.toHaveProperty('body');
});

it('a client that leaves in the middle of its request is nobody to answer, and the next one is', async () => {
  const { left, port, url } = door();
  const before = left.length;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
  socket.write(`${head}content-length: ${QUERY.length}\r\n\r\n${QUERY.slice(0, 9)}`);
  socket.destroySoon();
  await once(socket, 'close');

  const { status } = await post({ url, body: QUERY }, 'plain');

  expect(status).toBe(200);
  expect(left).toHaveLength(before);
});

it('the plain door masks that an answer cannot be written', async () => {
  const { engine, url } = door();
  const data = { providers: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) };
  vi.spyOn(engine.executor, 'execute').mockReturnValueOnce({ data });

  const { status, body } = await post({ url, body: '{"query":"{ providers { kind } }"}' }, 'plain');

  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({
    errors: [
      {
        message: expect.stringContaining('The gateway failed to handle this.'),
        extensions: { code: 'INTERNAL', retryable: false, errorId: expect.any(String) },
      },
    ],
  });
});
