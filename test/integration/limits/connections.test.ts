import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient, type Client } from 'graphql-ws';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import type { GatewayConfig } from '../../../src/config/schema.js';
import { sandboxProviders, useGateway, type TestGateway } from '../../helpers/gateway.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 2 });
const limitedTo = (times: Partial<GatewayConfig['limits']>) => () => ({
  providers: sandboxProviders(sandbox()),
  config: {
    limits: {
      ...limitsSchema.parse({}),
      quotas: 'on' as const,
      operationsPerConnection: 3,
      connectionsPerCaller: 4,
      connectionsPerAddress: 3,
      anonymousOperationsPerMinute: 40,
      trustedProxies: ['127.0.0.0/8'],
      ...times,
    },
  },
});
const gateway = useGateway(limitedTo({}));
/** Soon closes what does nothing, and so, on a busy machine, what only has not come to it yet. */
const impatient = useGateway(
  limitedTo({ headersMs: 300, requestMs: 400, connectionInitMs: 200, idleMs: 150 }),
);
const wsUrl = ({ url }: TestGateway) => url.replace(/^http/u, 'ws');
const WATCH = 'subscription { downloadsChanged { id } }';

/** Requests come through a trusted proxy, so that each test can have addresses of its own. */
let address = 0;
const nextAddress = () => `203.0.113.${(address += 1)}`;

const opened: Client[] = [];
afterEach(async () => {
  for (const client of opened.splice(0)) await client.dispose();
});

function openClient(from = nextAddress(), to = gateway()): Client {
  class ForwardedSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { 'x-forwarded-for': from } });
    }
  }
  const client = createClient({
    url: wsUrl(to),
    webSocketImpl: ForwardedSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 60_000,
  });
  opened.push(client);
  return client;
}

/** How an operation ends, or null while it runs. */
function begin(client: Client, query = WATCH) {
  const outcome: { ended: unknown } = { ended: null };
  const stop = client.subscribe(
    { query },
    {
      next: () => undefined,
      error: (error) => (outcome.ended = error),
      complete: () => (outcome.ended ??= 'complete'),
    },
  );
  return { outcome, stop };
}

describe('operations on one connection', () => {
  it('are refused above the limit, and the connection goes on', async () => {
    const client = openClient();
    const running = [begin(client), begin(client), begin(client)];

    const oneTooMany = begin(client);

    await expect
      .poll(() => oneTooMany.outcome.ended)
      .toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit: { name: 'operationsPerConnection', maximum: 3 } } },
      ]);
    expect(running.map(({ outcome }) => outcome.ended)).toEqual([null, null, null]);
  });

  it('make room when they end by any of the ways', async () => {
    const client = openClient();
    for (let round = 0; round < 4; round += 1) {
      const query = begin(client, '{ __typename }');
      const mistake = begin(client, '{ wombats }');
      await expect.poll(() => [query.outcome.ended, mistake.outcome.ended]).not.toContain(null);
    }
    for (const { stop } of [begin(client), begin(client), begin(client)]) stop();

    const after = [begin(client), begin(client), begin(client)];

    // Answered after the three, so they were taken.
    const query = begin(client, '{ __typename }');
    await expect.poll(() => query.outcome.ended).not.toBeNull();
    expect(after.map(({ outcome }) => outcome.ended)).toEqual([null, null, null]);
  });
});

/** Status of the answer to an upgrade, and the socket if it opened. */
async function upgrade(
  headers: Record<string, string>,
  to = gateway(),
): Promise<{ status: number; socket: WebSocket }> {
  const socket = new WebSocket(wsUrl(to), 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  socket.on('error', () => undefined);
  const status = await new Promise<number>((resolve) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('open', () => resolve(101));
  });
  return { status, socket };
}

describe('lasting connections from one address', () => {
  it('are refused above the limit, and closing one makes room', async () => {
    const headers = { 'x-forwarded-for': nextAddress() };
    const three = await Promise.all([upgrade(headers), upgrade(headers), upgrade(headers)]);
    expect(three.map(({ status }) => status)).toEqual([101, 101, 101]);

    expect((await upgrade(headers)).status).toBe(429);
    const stream = await rawRequest(gateway().url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: WATCH }),
    });
    expect(stream.bytes.toString()).toContain('connectionsPerAddress');

    for (const { socket } of three) socket.terminate();
    await expect.poll(async () => (await upgrade(headers)).status).toBe(101);
  });

  it('are told apart only as far as trusted proxies tell', async () => {
    const proxied = { 'x-forwarded-for': `198.51.100.7, ${nextAddress()}` };
    const forged = { 'x-forwarded-for': proxied['x-forwarded-for'].replace('198.51.100.7', '198.51.100.8') };
    await Promise.all([upgrade(proxied), upgrade(proxied), upgrade(proxied)]);

    expect((await upgrade(forged)).status).toBe(429);
  });
});

describe('a connection that does nothing', () => {
  it('is closed with 4408 when it does not begin', async () => {
    const { socket } = await upgrade({ 'x-forwarded-for': nextAddress() }, impatient());

    const [code] = await once(socket, 'close');

    expect(code).toBe(4408);
  });

  it('is closed when it has no operation for long, and not while it has one', async () => {
    const idle = openClient(nextAddress(), impatient());
    const closed = new Promise<unknown>((resolve) => idle.on('closed', resolve));
    begin(idle, '{ __typename }');
    const busy = begin(openClient(nextAddress(), impatient()));

    expect(await closed).toMatchObject({ code: 1000, reason: 'Idle' });
    expect(busy.outcome.ended).toBeNull();
  });

  it.each([
    ['never ends the head of its request', 'GET /graphql HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'never ends the body of its request',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    ],
  ])('is answered with 408 and closed when it %s', async (_what, text) => {
    const socket = await openRaw();
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(text);

    await once(socket, 'close');

    expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
  });
});

async function openRaw(): Promise<Socket> {
  const { hostname, port } = new URL(impatient().origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

describe('a WebSocket client that breaks the protocol', () => {
  const frame = (...bytes: number[]) => Buffer.from(bytes);
  const text = (message: string) => (socket: WebSocket) => socket.send(message);
  const raw = (bytes: Buffer) => (socket: WebSocket) =>
    (Reflect.get(socket, '_socket') as Socket).write(bytes);

  it.each([
    ['with text that is no JSON', text('{'), 4400],
    ['with JSON that is no message', text('{"type":"wombat"}'), 4400],
    ['with a message that only servers send', text('{"type":"next","id":"1","payload":{}}'), 4400],
    [
      'with an operation before it was let in',
      text('{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}'),
      4401,
    ],
    ['with a reserved opcode', raw(frame(0x83, 0x80, 0, 0, 0, 0)), 1002],
    ['with a frame that is not masked', raw(frame(0x81, 0x01, 0x61)), 1002],
    ['with a continuation of nothing', raw(frame(0x80, 0x80, 0, 0, 0, 0)), 1002],
    ['with text that is no UTF-8', raw(frame(0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28)), 1007],
    ['with a message above the limit', text('x'.repeat(256 * 1024 + 1)), 1009],
  ])('is closed, %s, and the console stays silent', async (_what, send, expected) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { socket } = await upgrade({ 'x-forwarded-for': nextAddress() });
    const closed = once(socket, 'close');

    send(socket);

    const [code] = await closed;
    // The client's own library may not read the code of a broken connection.
    expect([expected, 1006]).toContain(code);
    expect(printed).not.toHaveBeenCalled();
    expect((await gateway().askText('{ __typename }')).status).toBe(200);
    printed.mockRestore();
  });
});

describe('operations in a minute', () => {
  const ask = (from: string) =>
    rawRequest(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
      body: JSON.stringify({ query: '{ __typename }' }),
    });

  it('are counted in headers, and refused above the limit with 429 and the time to wait', async () => {
    const from = nextAddress();

    const first = await ask(from);
    for (let count = 1; count < 40; count += 1) await ask(from);
    const oneTooMany = await ask(from);

    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"operations";q=40;w=60',
      ratelimit: '"operations";r=39;t=60',
    });
    expect(oneTooMany.status).toBe(429);
    expect(Number(oneTooMany.headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.parse(oneTooMany.bytes.toString())).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
    });
    expect((await ask(nextAddress())).status).toBe(200);
  });

  it('count on a WebSocket too', async () => {
    const from = nextAddress();
    for (let count = 0; count < 40; count += 1) await ask(from);

    const { outcome } = begin(openClient(from), '{ __typename }');

    await expect.poll(() => outcome.ended).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });
});
