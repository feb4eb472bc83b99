import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { CircuitState } from '../../../src/http/upstream-observer.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient, send } from '../../helpers/upstream-client.js';

/** A write is tried once, so that each call is one request. */
const WRITE = { method: 'POST' } as const;
/** Long enough for a busy machine. */
const SOON_MS = 10_000;

/** A server that answers with `status()`; a status of 0 cuts the connection. */
function startAnswering(status: () => number) {
  return startServer((request, response) => {
    if (status() === 0) request.socket.resetAndDestroy();
    else sendJson(response, {}, status());
  });
}

async function fail(client: ReturnType<typeof openClient>, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await rejectionOf(send(client, WRITE));
}

/** A client whose circuit soon tries again, and the states that it has come through. */
function openWatched(origin: string) {
  const states: CircuitState[] = [];
  const client = openClient(
    origin,
    {},
    { circuitOpenMs: 50 },
    { circuitChanged: (_, state) => states.push(state) },
  );
  return { client, states };
}

describe('the circuit of a provider', () => {
  it.each([0, 500, 503])('opens after five failed calls in a row (status %i, 0: cut)', async (status) => {
    const server = await startAnswering(() => status);
    const client = openClient(server.origin);

    await fail(client, 5);
    const refused = await rejectionOf(send(client));

    expect(refused).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'registry', retryable: true });
    expect(refused.message).toContain('is not called for a moment');
    expect(server.requests).toHaveLength(5);
  });

  it.each([400, 401, 403, 404, 409, 422, 429])('never opens because of status %i', async (status) => {
    const server = await startAnswering(() => status);
    const client = openClient(server.origin);

    await fail(client, 30);

    expect(server.requests).toHaveLength(30);
  });

  it('opens when half of the last twenty calls failed', async () => {
    const server = await startAnswering(() => (server.requests.length % 2 === 0 ? 500 : 200));
    const client = openClient(server.origin);

    const outcomes = [];
    for (let count = 0; count < 30; count += 1) outcomes.push(await send(client, WRITE).catch(() => null));

    expect(server.requests).toHaveLength(20);
  });

  it('opens once for calls that fail at the same time, each of which gets its own failure', async () => {
    let status = 500;
    const server = await startAnswering(() => status);
    const { client, states } = openWatched(server.origin);

    const failures = await Promise.all(Array.from({ length: 8 }, () => rejectionOf(send(client, WRITE))));

    expect(server.requests).toHaveLength(8);
    for (const failure of failures) expect(failure.message).toContain('answered with status 500');
    expect(states).toEqual(['OPEN']);

    status = 200;
    await vi.waitFor(() => send(client, WRITE), SOON_MS);
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('lets one call try whether the provider is back, and closes when it is', async () => {
    let status = 500;
    const server = await startAnswering(() => status);
    const { client, states } = openWatched(server.origin);
    await fail(client, 5);

    // Still failing: one request, then closed doors again.
    await vi.waitFor(async () => {
      await rejectionOf(send(client, WRITE));
      expect(server.requests).toHaveLength(6);
    }, SOON_MS);
    await rejectionOf(send(client, WRITE));
    expect(server.requests).toHaveLength(6);

    status = 200;
    await vi.waitFor(async () => expect((await send(client, WRITE)).status).toBe(200), SOON_MS);
    await Promise.all(Array.from({ length: 10 }, () => send(client, WRITE)));
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('opens for a provider so slow that callers give up for want of time, but not for callers who leave', async () => {
    const server = await startServer(() => undefined);
    const arrived = (total: number) => vi.waitFor(() => expect(server.requests).toHaveLength(total), SOON_MS);
    const outOfTime = new GatewayError('PROVIDER_TIMEOUT', 'The list is answered without it.');
    const slow = openClient(server.origin);
    const left = openClient(server.origin);
    const leaving = new AbortController();
    const late = new AbortController();
    const calls = [
      ...Array.from({ length: 5 }, () => rejectionOf(send(slow, WRITE, late.signal))),
      ...Array.from({ length: 5 }, () => rejectionOf(send(left, WRITE, leaving.signal))),
    ];
    await arrived(10);

    setTimeout(() => {
      late.abort(outOfTime);
      leaving.abort(new Error('gone'));
    }, 2_200);
    await Promise.all(calls);

    expect((await rejectionOf(send(slow, WRITE))).message).toContain('is not called for a moment');
    const last = new AbortController();
    const call = rejectionOf(send(left, WRITE, last.signal));
    await arrived(11);
    last.abort();
    await call;
  });
});

describe('the retry budget of a provider', () => {
  it('keeps retries to a tenth of the calls and a reserve of ten', async () => {
    const server = await startAnswering(() => 503);
    const client = openClient(server.origin, {}, { circuitFailures: 1_000 });
    const flapping = openClient(server.origin, {}, { retryBudgetPercent: 0, circuitFailures: 1_000 });

    await rejectionOf(send(client));
    expect(server.requests).toHaveLength(3);

    // The reserve of ten gives out after five calls of two retries each.
    for (let count = 0; count < 6; count += 1) await rejectionOf(send(flapping));
    expect(server.requests).toHaveLength(3 + 15 + 1);
  });

  it('leaves alone the retries whose time the provider names', async () => {
    const server = await startServer((_request, response) => {
      if (server.requests.length % 2 === 1) sendJson(response, {}, 429, { 'retry-after': '0.001' });
      else sendJson(response, { ok: true });
    });
    const client = openClient(
      server.origin,
      { readWaitMs: ({ status }) => (status === 429 ? 1 : null) },
      {
        retryBudgetPercent: 0,
      },
    );

    for (let count = 0; count < 12; count += 1) expect((await send(client)).body).toEqual({ ok: true });
  });
});
