import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultBoard } from '../../../src/sandbox/core/faults.js';
import { createSandboxServer } from '../../../src/sandbox/core/server.js';
import type { FaultBoard, RunningSandboxServer, SandboxRequest } from '../../../src/sandbox/core/types.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { silentLog, type FaultSketch } from '../../helpers/sandbox.js';

const things = { items: [{ id: 'a', status: 'ready' }], next: null };

let faults: FaultBoard;
let server: RunningSandboxServer;

beforeEach(async () => {
  faults = createFaultBoard();
  const echo = (request: SandboxRequest) => ({
    status: 200,
    json: { ...request.params, raw: request.rawQuery, body: request.bodyText },
  });
  server = await createSandboxServer(
    {
      name: 'registry',
      routes: [
        { method: 'GET', pattern: '/things', handle: () => ({ status: 200, json: things }) },
        { method: 'GET', pattern: '/things/', handle: () => ({ status: 200, text: 'slash' }) },
        { method: 'GET', pattern: '/named/:id', handle: echo },
        { method: 'POST', pattern: '/things/:id/parts/:part', handle: echo },
        { method: 'DELETE', pattern: '/things/:id', handle: () => ({ status: 204 }) },
        {
          method: 'GET',
          pattern: '/broken',
          handle: () => {
            throw new Error('a bug in a route');
          },
        },
      ],
      before: (request) => (request.headers['x-key'] === 'wrong' ? { status: 401, json: {} } : null),
      decorate: (_request, answer) => ({ ...answer, headers: { ...answer.headers, 'X-Limit': '9' } }),
      notFound: (request) => ({ status: 404, text: `nothing at ${request.path}` }),
      upgrade: (request, socket) => {
        if (request.url !== '/stream') return false;
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nhello');
        return true;
      },
    },
    { faults, log: silentLog },
    0,
  );
});
afterEach(() => server.close());

const add = (fault: FaultSketch) => faults.add({ server: 'registry', ...fault });
const get = (path: string) => rawRequest(`${server.origin}${path}`);

/** Sends an upgrade request and gives everything that comes back until the connection ends. */
async function upgrade(path: string): Promise<string> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: sandbox\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  await once(socket, 'close');
  return received;
}

describe('routing', () => {
  it('tells a path with a trailing slash from one without', async () => {
    expect((await get('/things')).bytes.toString()).toBe(JSON.stringify(things));
    expect((await get('/things/')).bytes.toString()).toBe('slash');
  });

  it('gives decoded parameters, the query as it came and the body', async () => {
    const answer = await rawRequest(`${server.origin}/things/a%2Fb/parts/%E6%97%A5?x=1?y=%20`, {
      method: 'POST',
      body: 'text',
    });

    expect(JSON.parse(answer.bytes.toString())).toEqual({
      id: 'a/b',
      part: '日',
      raw: 'x=1?y=%20',
      body: 'text',
    });
  });

  it('answers HEAD with the head of GET', async () => {
    const answer = await rawRequest(`${server.origin}/things`, { method: 'HEAD' });

    expect(answer.headers['content-length']).toBe(String(JSON.stringify(things).length));
    expect(answer.bytes).toHaveLength(0);
  });

  it.each(['/elsewhere', '/named/%zz', '/named/', '/named/a/b'])('has no route for %s', async (path) => {
    const answer = await get(path);

    expect(answer.status).toBe(404);
    expect(answer.bytes.toString()).toBe(`nothing at ${path}`);
  });

  it('stops where `before` answers and decorates that answer too', async () => {
    const answer = await rawRequest(`${server.origin}/things`, { headers: { 'x-key': 'wrong' } });

    expect(answer.status).toBe(401);
    expect(answer.headers['x-limit']).toBe('9');
  });

  it('sends no body and no length with 204, and 500 when a route throws', async () => {
    const deleted = await rawRequest(`${server.origin}/things/1`, { method: 'DELETE' });

    expect([deleted.status, deleted.headers['content-length']]).toEqual([204, undefined]);
    expect((await get('/broken')).status).toBe(500);
  });

  it('records each answered request with its target and status', async () => {
    await get('/things?page=2');
    await get('/nowhere');

    expect(server.requests.map(({ method, target, status }) => [method, target, status])).toEqual([
      ['GET', '/things?page=2', 200],
      ['GET', '/nowhere', 404],
    ]);
  });
});

describe('faults of any server', () => {
  it('answers with the status, headers and body of a status fault, as often as asked', async () => {
    add({ kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: 'slow down', times: 1 });

    const first = await get('/things');
    const second = await get('/things');

    expect([first.status, first.headers['retry-after'], first.bytes.toString()]).toEqual([
      429,
      '7',
      'slow down',
    ]);
    expect(second.status).toBe(200);
  });

  it('drops the connection without an answer, where the target matches', async () => {
    add({ kind: 'drop', match: '^/things$' });

    await expect(get('/things')).rejects.toThrow(/hang up|ECONNRESET/u);
    expect((await get('/things/')).status).toBe(200);
    expect(server.requests.map(({ status }) => status)).toEqual([0, 200]);
  });

  it('waits before it answers', async () => {
    add({ kind: 'latency', ms: 60 });

    const startedMs = performance.now();
    await get('/things');

    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  it('leaves a hanging request without answer until it is closed', async () => {
    add({ kind: 'hang' });

    const hanging = get('/things');
    await expect.poll(() => server.requests.length).toBe(1);
    await server.close();

    await expect(hanging).rejects.toThrow(/hang up|ECONNRESET/u);
  });

  it('sends JSON that does not parse, with its length right', async () => {
    add({ kind: 'malformed-json' });

    const answer = await get('/things');

    expect(answer.isComplete).toBe(true);
    expect(() => JSON.parse(answer.bytes.toString()) as unknown).toThrow(SyntaxError);
  });

  it('changes one value of one answer and no data', async () => {
    add({ kind: 'tamper', pointer: '/items/0/status', value: 'quantum', times: 1 });

    const tampered: unknown = JSON.parse((await get('/things')).bytes.toString());

    expect(tampered).toEqual({ ...things, items: [{ id: 'a', status: 'quantum' }] });
    expect(JSON.parse((await get('/things')).bytes.toString())).toEqual(things);
  });
});

describe('upgrades', () => {
  it('hands the socket over and records 101', async () => {
    expect(await upgrade('/stream')).toMatch(/^HTTP\/1.1 101 .*hello$/su);
    expect(server.requests[0]?.status).toBe(101);
  });

  it('answers 404 where there is no stream', async () => {
    expect(await upgrade('/other')).toMatch(/^HTTP\/1.1 404 Not Found\r\n/u);
  });

  it('refuses with the status of the fault, or closes when there is none', async () => {
    add({ kind: 'refuse-upgrade', status: 503, times: 1 });
    add({ kind: 'refuse-upgrade', status: null, times: 1 });

    expect(await upgrade('/stream')).toMatch(/^HTTP\/1.1 503 Service Unavailable\r\n/u);
    expect(await upgrade('/stream')).toBe('');
    expect(await upgrade('/stream')).toMatch(/^HTTP\/1.1 101 /u);
  });
});
