import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { createDeferred } from '../../helpers/deferred.js';
import { runRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelfProvider } from '../../helpers/shelf.js';

const RUN_ID = toGlobalId({ type: 'Run', provider: 'store', nativeId: 'r1' });
const WATCH_RUN = `runChanged(id: "${RUN_ID}") { epoch }`;

const post = (url: string, query: string, accept = 'application/json') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });

/** A gateway over one run that goes on for ever; its first read waits for `gate`. */
async function gatewayWithRun(gate: Promise<void> = Promise.resolve()) {
  const firstRead = createDeferred();
  const getMany = async () => {
    firstRead.resolve();
    await gate;
    return [runRecord({ provider: 'store', status: 'RUNNING', epoch: 1 })];
  };
  const runs = { listings: () => [], getMany, ofModels: getMany, pollIntervalMs: 60_000 };
  const gateway = await gatewayOver([shelfProvider('store', [], {}, { runs })]);
  return { gateway, firstRead: firstRead.promise };
}

/** Milliseconds that closing takes. The limit for what is still open is ten seconds. */
async function closingMs(gateway: { close(): Promise<void> }): Promise<number> {
  const startedMs = performance.now();
  await gateway.close();
  return performance.now() - startedMs;
}

describe('closing the gateway', () => {
  it('answers the query that is under way', async () => {
    const gate = createDeferred();
    const { gateway, firstRead } = await gatewayWithRun(gate.promise);
    const answer = post(gateway.url, `{ run(by: { id: "${RUN_ID}" }) { epoch } }`);
    await firstRead;

    const closed = gateway.close();
    gate.resolve();

    expect(await (await answer).json()).toEqual({ data: { run: { epoch: 1 } } });
    await closed;
  });

  it.each([WATCH_RUN, 'downloadsChanged { id }'])(
    'ends the event stream of %s, but does not call it complete',
    async (field) => {
      const { gateway } = await gatewayWithRun();
      const response = await post(gateway.url, `subscription { ${field} }`, 'text/event-stream');

      expect(await closingMs(gateway)).toBeLessThan(2_000);
      // A client of the protocol then comes back, to another replica or after the restart.
      expect(await response.text()).not.toContain('event: complete');
    },
  );

  it('ends an event stream that is only being opened', async () => {
    const gate = createDeferred();
    const { gateway, firstRead } = await gatewayWithRun(gate.promise);
    const response = post(gateway.url, `subscription { ${WATCH_RUN} }`, 'text/event-stream');
    await firstRead;

    const closed = closingMs(gateway);
    gate.resolve();

    expect(await closed).toBeLessThan(2_000);
    expect(await (await response).text()).not.toContain('event: complete');
  });

  it('does not wait for a WebSocket client that does not answer', async () => {
    const { gateway } = await gatewayWithRun();
    const client = new WebSocket(gateway.url.replace(/^http/u, 'ws'), 'graphql-transport-ws');
    await once(client, 'open');
    client.pause();

    expect(await closingMs(gateway)).toBeLessThan(5_000);
    client.terminate();
  });

  it('may be asked for twice', async () => {
    const { gateway } = await gatewayWithRun();

    await expect(Promise.all([gateway.close(), gateway.close()])).resolves.toBeDefined();
  });
});
