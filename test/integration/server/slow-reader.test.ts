import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { modelRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelfProvider } from '../../helpers/shelf.js';

const MODEL_ID = toGlobalId({ type: 'Model', provider: 'store', nativeId: 'm1' });
const QUERY = `subscription { modelChanged(id: "${MODEL_ID}") { description } }`;
const EVENT_BYTES = 1024 * 1024;
const EVENTS = 200;

/** A gateway over a model that changes with every read; `resolved` tells how often its description was read by a query. */
async function gatewayOverChanges() {
  let reads = 0;
  let resolved = 0;
  const getMany = () => {
    reads += 1;
    const text = String(reads).padEnd(EVENT_BYTES, '.');
    const record = modelRecord({ provider: 'store', updatedAt: new Date(reads) });
    Object.defineProperty(record, 'description', { get: () => ((resolved += 1), text), enumerable: false });
    return Promise.resolve([record]);
  };
  const runtime = { load: getMany as never, unload: getMany as never, pollIntervalMs: 1 };
  const gateway = await gatewayOver([shelfProvider('store', [], { getMany }, { runtime })]);
  return { gateway, reads: () => reads, resolved: () => resolved };
}

describe('a subscriber that does not read', () => {
  it('gets no backlog over SSE', async () => {
    const { gateway, reads, resolved } = await gatewayOverChanges();
    const body = JSON.stringify({ query: QUERY });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.pause();
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );

    await expect.poll(reads, { timeout: 20_000 }).toBeGreaterThan(EVENTS);

    expect(resolved()).toBeGreaterThan(0);
    expect(resolved()).toBeLessThan(EVENTS / 4);
    socket.destroy();
  });

  it('gets no backlog over WebSocket', async () => {
    const { gateway, reads, resolved } = await gatewayOverChanges();
    const socket = new WebSocket(gateway.url.replace(/^http/u, 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
    socket.pause();

    await expect.poll(reads, { timeout: 20_000 }).toBeGreaterThan(EVENTS);

    expect(resolved()).toBeGreaterThan(0);
    expect(resolved()).toBeLessThan(EVENTS / 4);
    socket.terminate();
  });
});
