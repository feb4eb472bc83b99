import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient, send } from '../../helpers/upstream-client.js';

/** Far from any limit of a call, and enough for a busy machine. */
const PROMPT_MS = 2_000;

describe('a provider that does not answer', () => {
  it.each([
    ['before the headers', () => undefined],
    ['inside the body', (response: { write(text: string): void }) => response.write('{"a":')],
  ])('%s times out at the total limit', async (_name, stall) => {
    const server = await startServer((_request, response) => stall(response));
    const startedMs = performance.now();

    const error = await rejectionOf(send(openClient(server.origin, { timeouts: { totalMs: 250 } })));

    expect(error).toMatchObject({ code: 'PROVIDER_TIMEOUT', provider: 'registry', retryable: true });
    expect(error.message).toBe(
      'Provider registry did not answer within 250 ms. Try again; other data is unaffected.',
    );
    expect(performance.now() - startedMs).toBeLessThan(1_500);
  });

  it('does not get more time through retries', async () => {
    const server = await startServer((request) => request.socket.destroy());
    const startedMs = performance.now();

    await rejectionOf(send(openClient(server.origin, { timeouts: { totalMs: 100 } })));

    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  it('gets a new try when a time limit inside the call has passed', async () => {
    const server = await startServer((_request, response) => {
      if (server.requests.length > 1) response.end('{}');
    });

    const answer = await send(openClient(server.origin, { timeouts: { headersMs: 300 } }));

    expect(answer.body).toEqual({});
  });
});

describe('a caller that leaves', () => {
  it.each(['GET', 'POST'] as const)('gets CANCELLED at once and ends the upstream %s', async (method) => {
    let closed = false;
    const server = await startServer((request) => request.socket.on('close', () => (closed = true)));
    const caller = new AbortController();
    const call = rejectionOf(send(openClient(server.origin), { method }, caller.signal));
    await expect.poll(() => server.requests.length).toBe(1);
    const abortedMs = performance.now();

    caller.abort(new Error('the client went away'));
    const error = await call;

    expect(performance.now() - abortedMs).toBeLessThan(PROMPT_MS);
    expect(error).toMatchObject({ code: 'CANCELLED', provider: 'registry' });
    await expect.poll(() => closed).toBe(true);
  });

  it('before the call makes none', async () => {
    const server = await startServer((_request, response) => response.end());

    expect((await rejectionOf(send(openClient(server.origin), {}, AbortSignal.abort()))).code).toBe(
      'CANCELLED',
    );
    expect(
      (await rejectionOf(send(openClient(server.origin), { method: 'POST' }, AbortSignal.abort()))).code,
    ).toBe('CANCELLED');
    expect(server.requests).toHaveLength(0);
  });

  it('is not kept waiting by the wait before a retry', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(503, { 'retry-after': '5' }).end(),
    );
    const caller = new AbortController();
    const call = rejectionOf(send(openClient(server.origin), {}, caller.signal));
    await expect.poll(() => server.requests.length).toBe(1);

    caller.abort();

    expect((await call).code).toBe('CANCELLED');
  });
});

describe('a provider that breaks the rules', () => {
  it('with an endless body is cut off', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x');
    let closed = false;
    const server = await startServer((request, response) => {
      const more = (): void => {
        // `write` is false once the pipe is full; `drain` then calls again.
        while (!response.destroyed && response.write(block));
      };
      request.socket.on('close', () => (closed = true));
      response.on('drain', more);
      more();
    });

    const error = await rejectionOf(send(openClient(server.origin)));

    expect(error).toMatchObject({ code: 'PROVIDER_PROTOCOL', retryable: false });
    expect(error.message).toContain('larger than 32 MiB');
    await expect.poll(() => closed).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it('with a compressed body nobody asked for is refused', async () => {
    const server = await startServer((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end('x'),
    );

    expect((await rejectionOf(send(openClient(server.origin)))).code).toBe('PROVIDER_PROTOCOL');
  });

  it('with bytes that are not HTTP is refused', async () => {
    const server = await startServer((request) => request.socket.end('hello, I am not HTTP\r\n\r\n'));

    const error = await rejectionOf(send(openClient(server.origin)));

    expect(error.code).toBe('PROVIDER_PROTOCOL');
    expect(inspect(error.cause, { showHidden: true })).not.toContain('hello');
  });

  it('with a body that is cut is unavailable', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":', () => response.destroy());
    });

    expect(await rejectionOf(send(openClient(server.origin)))).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
      retryable: true,
    });
    expect(server.requests).toHaveLength(3);
  });
});

describe('a provider that is not there', () => {
  it('is unavailable, and the message says what to check', async () => {
    const server = await startServer(() => undefined);
    const client = openClient(server.origin);
    await server.close();

    const error = await rejectionOf(send(client));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'registry', retryable: true });
    expect(error.message).toContain('Check that it is running');
  });
});

describe('closing the client', () => {
  it('ends the calls under way', async () => {
    const server = await startServer(() => undefined);
    const client = openClient(server.origin);
    const calls = [rejectionOf(send(client)), rejectionOf(send(client, { method: 'POST' }))];
    await expect.poll(() => server.requests.length).toBe(2);

    await client.close();

    expect((await Promise.all(calls)).map((error) => error.code)).toEqual(['CANCELLED', 'CANCELLED']);
  });
});
