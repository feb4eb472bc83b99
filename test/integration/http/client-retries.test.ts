import { describe, expect, it } from 'vitest';
import { readRateLimitWaitMs } from '../../../src/http/wait-headers.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient, send } from '../../helpers/upstream-client.js';

/** A server that refuses the first `count` requests. */
function startRefusing(count: number, status: number, headers: () => Record<string, string> = () => ({})) {
  const arrivalsMs: number[] = [];
  const server = startServer((_request, response) => {
    arrivalsMs.push(performance.now());
    if (arrivalsMs.length <= count) response.writeHead(status, headers()).end('refused');
    else sendJson(response, { ok: true });
  });
  return server.then((running) => ({ ...running, arrivalsMs }));
}

describe('a read', () => {
  it('is tried three times in all when the provider fails', async () => {
    const recovering = await startRefusing(2, 503);
    const failing = await startRefusing(99, 503);

    expect((await send(openClient(recovering.origin))).body).toEqual({ ok: true });
    expect((await rejectionOf(send(openClient(failing.origin)))).code).toBe('PROVIDER_UNAVAILABLE');
    expect(recovering.arrivalsMs).toHaveLength(3);
    expect(failing.arrivalsMs).toHaveLength(3);
  });

  it('is tried again when the connection is cut', async () => {
    const server = await startServer((request, response) => {
      if (server.requests.length < 3) request.socket.resetAndDestroy();
      else sendJson(response, { ok: true });
    });

    expect((await send(openClient(server.origin))).body).toEqual({ ok: true });
  });

  it.each([400, 401, 403, 404, 409, 422])('is not tried again after status %i', async (status) => {
    const server = await startRefusing(99, status);

    await rejectionOf(send(openClient(server.origin)));

    expect(server.arrivalsMs).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each(['POST', 'PATCH', 'DELETE'] as const)('is never sent twice: %s', async (method) => {
    const failing = await startRefusing(99, 503);
    const cutting = await startServer((request) => request.socket.resetAndDestroy());

    await rejectionOf(send(openClient(failing.origin), { method }));
    await rejectionOf(send(openClient(cutting.origin), { method }));

    expect(failing.arrivalsMs).toHaveLength(1);
    expect(cutting.requests).toHaveLength(1);
  });
});

describe('a rate limit', () => {
  it.each([
    ['seconds', () => '1', 950],
    // An HTTP date has whole seconds, so two from now is between one and two.
    ['a date', () => new Date(Date.now() + 2_000).toUTCString(), 900],
  ])('in %s is waited for', async (_name, retryAfter, atLeastMs) => {
    const server = await startRefusing(1, 429, () => ({ 'retry-after': retryAfter() }));

    await send(openClient(server.origin));

    expect(server.arrivalsMs).toHaveLength(2);
    expect(server.arrivalsMs[1]! - server.arrivalsMs[0]!).toBeGreaterThanOrEqual(atLeastMs);
  });

  it('without a time is tried for as long as the deadline allows, not only three times', async () => {
    const server = await startRefusing(4, 429);

    expect((await send(openClient(server.origin))).body).toEqual({ ok: true });
    expect(server.arrivalsMs).toHaveLength(5);
  });

  it('that outlasts the deadline fails at once and says how long it is', async () => {
    const server = await startRefusing(99, 429, () => ({ 'retry-after': '60' }));
    const startedMs = performance.now();

    const error = await rejectionOf(send(openClient(server.origin)));

    expect(error).toMatchObject({ code: 'PROVIDER_RATE_LIMITED', retryable: true, retryAfterMs: 60_000 });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(server.arrivalsMs).toHaveLength(1);
  });

  it('holds all calls of the client, writes too, without asking the provider again', async () => {
    const server = await startRefusing(99, 429, () => ({ 'retry-after': '60' }));
    const client = openClient(server.origin);
    await rejectionOf(send(client));

    const other = await rejectionOf(send(client, { path: '/runs' }));
    const write = await rejectionOf(send(client, { method: 'POST', json: {} }));

    expect([other.code, write.code]).toEqual(['PROVIDER_RATE_LIMITED', 'PROVIDER_RATE_LIMITED']);
    expect(other.retryAfterMs).toBeGreaterThan(55_000);
    expect(server.arrivalsMs).toHaveLength(1);
  });

  it('announced on a success is kept before the provider has to refuse', async () => {
    const server = await startServer((_request, response) =>
      sendJson(response, {}, 200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }),
    );
    const client = openClient(server.origin, { readWaitMs: readRateLimitWaitMs });

    await send(client);

    expect((await rejectionOf(send(client))).code).toBe('PROVIDER_RATE_LIMITED');
    expect(server.requests).toHaveLength(1);
  });

  it('that is configured is kept by twenty calls at once', async () => {
    const arrivalsMs: number[] = [];
    const server = await startServer((_request, response) => {
      arrivalsMs.push(performance.now());
      sendJson(response, {});
    });
    const client = openClient(server.origin, { pace: { requests: 20, intervalMs: 1_000, burst: 5 } });
    const startedMs = performance.now();

    await Promise.all(Array.from({ length: 20 }, (_, index) => send(client, { path: `/models/${index}` })));

    expect(arrivalsMs).toHaveLength(20);
    // Fifteen calls beyond the burst at 50 ms each, less what a timer may be early.
    expect(arrivalsMs.at(-1)! - startedMs).toBeGreaterThanOrEqual(740);
  });
});
