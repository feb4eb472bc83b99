import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { Secret } from '../../../src/config/secret.js';
import { UpgradeRefusedError } from '../../../src/http/socket.js';
import type { UpstreamSocket } from '../../../src/http/types.js';
import { captureLog } from '../../helpers/capture-log.js';
import { originOf, startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient } from '../../helpers/upstream-client.js';

/** A WebSocket server that hands each connection to the test. */
async function startSocketServer(onConnection: (socket: WebSocket, request: IncomingMessage) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', onConnection);
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return { origin: originOf(server), clients: server.clients };
}

function openSocket(
  origin: string,
  signal: AbortSignal = new AbortController().signal,
  options: Parameters<typeof openClient>[1] = {},
): Promise<UpstreamSocket> {
  return openClient(origin, options).openSocket('/model/1/progress', { signal, log: captureLog().log });
}

async function collect(socket: UpstreamSocket): Promise<string[]> {
  const frames: string[] = [];
  for await (const frame of socket.frames) frames.push(frame);
  return frames;
}

describe('an upstream socket', () => {
  it('gives the text frames in order, the first ones too, and ends when the provider closes it', async () => {
    const server = await startSocketServer((socket) => {
      socket.send('one');
      socket.send(Buffer.from('binary'), { binary: true });
      socket.send('two');
      socket.close();
    });

    expect(await collect(await openSocket(server.origin))).toEqual(['one', 'two']);
  });

  it('is opened below the base URL with the credentials', async () => {
    let request: IncomingMessage | undefined;
    const server = await startSocketServer((socket, upgrade) => {
      request = upgrade;
      socket.close();
    });

    await openSocket(`${server.origin}/base`, undefined, {
      credentials: { 'X-Application-ID': new Secret('app') },
    });

    expect(request).toMatchObject({
      url: '/base/model/1/progress',
      headers: expect.objectContaining({ 'x-application-id': 'app' }),
    });
  });

  it('makes the provider wait for a slow reader, and then loses nothing', async () => {
    const frame = 'x'.repeat(100 * 1024);
    const server = await startSocketServer((sender) => {
      for (let index = 0; index < 400; index += 1) sender.send(frame);
      sender.close();
    });
    const socket = await openSocket(server.origin);
    const [sender] = server.clients;

    // Nobody reads, so what the provider still holds shrinks to some rest and then stays as it is.
    const seen: number[] = [];
    await expect
      .poll(() => seen.push(sender!.bufferedAmount) > 10 && new Set(seen.slice(-10)).size === 1)
      .toBe(true);

    expect(sender!.bufferedAmount).toBeGreaterThan(1024 * 1024);
    expect(await collect(socket)).toHaveLength(400);
  });

  it('is closed upstream when the reader stops', async () => {
    const server = await startSocketServer((socket) => socket.send('one'));
    const socket = await openSocket(server.origin);

    for await (const frame of socket.frames) if (frame === 'one') break;

    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('ends for a waiting reader when it is closed here', async () => {
    const server = await startSocketServer(() => undefined);
    const socket = await openSocket(server.origin);
    const reading = collect(socket);

    socket.close();

    expect(await reading).toEqual([]);
  });

  it('throws CANCELLED to a waiting reader and closes when the caller leaves', async () => {
    const server = await startSocketServer(() => undefined);
    const caller = new AbortController();
    const reading = rejectionOf(collect(await openSocket(server.origin, caller.signal)));

    caller.abort();

    expect((await reading).code).toBe('CANCELLED');
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('is closed by a frame that is too large', async () => {
    const server = await startSocketServer((socket) => socket.send('x'.repeat(300 * 1024)));

    expect(await collect(await openSocket(server.origin))).toEqual([]);
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('is closed with its client', async () => {
    const server = await startSocketServer(() => undefined);
    const client = openClient(server.origin);
    const call = { signal: new AbortController().signal, log: captureLog().log };
    const reading = rejectionOf(collect(await client.openSocket('/x', call)));

    await client.close();

    expect((await reading).code).toBe('CANCELLED');
    await expect.poll(() => server.clients.size).toBe(0);
  });
});

describe('an upgrade', () => {
  it('that is refused tells the status in the cause', async () => {
    const server = await startServer((_request, response) => response.writeHead(404).end());

    const error = await rejectionOf(openSocket(server.origin));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'registry' });
    expect(error.cause).toBeInstanceOf(UpgradeRefusedError);
    expect(error.cause).toMatchObject({ status: 404 });
  });

  it('that is cut has no status', async () => {
    const server = await startServer(() => undefined);
    const { origin } = server;
    await server.close();

    const error = await rejectionOf(openSocket(origin));

    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
    expect(error.cause).not.toHaveProperty('status');
  });

  it('that nobody answers ends at the limit', async () => {
    const server = await startServer(() => undefined);

    const error = await rejectionOf(openSocket(server.origin, undefined, { timeouts: { headersMs: 150 } }));

    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('is left when the caller leaves', async () => {
    const server = await startServer(() => undefined);
    const caller = new AbortController();
    const opening = rejectionOf(openSocket(server.origin, caller.signal));

    caller.abort();

    expect((await opening).code).toBe('CANCELLED');
  });
});
