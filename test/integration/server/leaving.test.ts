import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { toAbortSignal } from '../../../src/async/stop.js';
import { toGlobalId } from '../../../src/domain/global-id.js';
import type { CallOptions } from '../../../src/providers/provider.js';
import { createDeferred } from '../../helpers/deferred.js';
import { runRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelfProvider } from '../../helpers/shelf.js';

const RUN_ID = toGlobalId({ type: 'Run', provider: 'store', nativeId: 'r1' });
const WATCH = `subscription { runChanged(id: "${RUN_ID}") { epoch } }`;
const READ = `{ run(by: { id: "${RUN_ID}" }) { epoch } }`;

/** How long upstream work may go on after nobody wants it any more. */
const LIMIT_MS = 1_000;

/** Whether the call is ended within the limit. */
async function ends({ signal }: CallOptions): Promise<boolean> {
  if (!signal.aborted)
    await once(toAbortSignal(signal), 'abort', { signal: AbortSignal.timeout(LIMIT_MS) }).catch(() => {});
  return signal.aborted;
}

/** A gateway over one run that goes on for ever; from read number `stuck` on, a read ends only when it is aborted. */
async function gatewayWithRun(stuck: number) {
  let reads = 0;
  const stuckRead = createDeferred<CallOptions>();
  const getMany = async (_ids: readonly string[], call: CallOptions) => {
    reads += 1;
    if (reads < stuck) return [runRecord({ provider: 'store', status: 'RUNNING', epoch: reads })];
    stuckRead.resolve(call);
    return new Promise<never>((_resolve, reject) => {
      call.signal.addEventListener('abort', () => reject(call.signal.reason as Error));
    });
  };
  const runs = { listings: () => [], getMany, ofModels: getMany, pollIntervalMs: 5 };
  const gateway = await gatewayOver([shelfProvider('store', [], {}, { runs })]);
  return { gateway, stuckRead: stuckRead.promise, reads: () => reads };
}

const openSse = (url: string, query: string, signal: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    signal,
  });

const openWs = (url: string) =>
  createClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => {},
  });

describe('when a client leaves', () => {
  it('a query over HTTP, the calls that were made for it end', async () => {
    const { gateway, stuckRead } = await gatewayWithRun(1);
    const leaving = new AbortController();
    const answer = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: READ }),
      signal: leaving.signal,
    });
    const call = await stuckRead;

    leaving.abort();

    await expect(answer).rejects.toThrow('aborted');
    expect(await ends(call)).toBe(true);
  });

  it('a subscription over SSE, reading for it ends', async () => {
    const { gateway, stuckRead } = await gatewayWithRun(4);
    const leaving = new AbortController();
    const response = await openSse(gateway.url, WATCH, leaving.signal);
    const call = await stuckRead;

    leaving.abort();

    await expect(response.text()).rejects.toThrow('aborted');
    expect(await ends(call)).toBe(true);
  });

  it('a subscription over SSE before its first event, reading for it ends', async () => {
    const { gateway, stuckRead } = await gatewayWithRun(1);
    const leaving = new AbortController();
    const response = openSse(gateway.url, WATCH, leaving.signal);
    const call = await stuckRead;

    leaving.abort();

    await expect(response).rejects.toThrow('aborted');
    expect(await ends(call)).toBe(true);
  });

  it('a connection over WebSocket, reading for its subscription ends', async () => {
    const { gateway, stuckRead } = await gatewayWithRun(4);
    const client = openWs(gateway.url);
    client.subscribe({ query: WATCH }, { next: () => {}, error: () => {}, complete: () => {} });
    const call = await stuckRead;

    client.terminate();

    expect(await ends(call)).toBe(true);
  });

  it.each([
    ['subscription over WebSocket, reading for it ends', 4, WATCH],
    ['subscription over WebSocket before its first event, reading for it ends', 1, WATCH],
    ['query over WebSocket, the calls that were made for it end', 1, READ],
  ])('a %s while the connection stays', async (_what, stuckAt, query) => {
    const { gateway, stuckRead } = await gatewayWithRun(stuckAt);
    const client = openWs(gateway.url);
    const leave = client.subscribe({ query }, { next: () => {}, error: () => {}, complete: () => {} });
    const call = await stuckRead;

    leave();

    expect(await ends(call)).toBe(true);
    await client.dispose();
  });
});
