import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelfProvider } from '../../helpers/shelf.js';

const FRIEND = 'https://console.example.com';
const PUBLIC = 'https://models.example.com';
const DELETE = `mutation { deleteModel(id: "${toGlobalId({ type: 'Model', provider: 'store', nativeId: 'm1' })}") { outcome } }`;

/** A gateway whose only model can be deleted; `deleted` tells how often that was done. */
async function gatewayWithModel() {
  let deleted = 0;
  const editing = {
    updatable: new Set<never>(),
    update: () => Promise.resolve(null),
    remove: () => {
      deleted += 1;
      return Promise.resolve({ outcome: 'REMOVED' as const });
    },
  };
  const graphql = { graphiql: false, introspection: true, corsOrigins: [FRIEND] };
  const gateway = await gatewayOver([shelfProvider('store', [], {}, { editing })], {
    config: { graphql, publicUrl: PUBLIC },
  });
  return { gateway, deleted: () => deleted };
}

describe('a page of another site', () => {
  it.each([
    ['application/x-www-form-urlencoded', new URLSearchParams({ query: DELETE }).toString()],
    ['text/plain', JSON.stringify({ query: DELETE })],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${DELETE}\r\n--x--\r\n`,
    ],
  ])('cannot have a form of type %s run a mutation', async (type, body) => {
    const { gateway, deleted } = await gatewayWithModel();

    const { status } = await rawRequest(gateway.url, {
      method: 'POST',
      headers: { 'content-type': type, origin: 'https://evil.example' },
      body,
    });

    expect([status, deleted()]).toEqual([415, 0]);
  });

  it('cannot run a mutation with GET', async () => {
    const { gateway, deleted } = await gatewayWithModel();

    const { status } = await rawRequest(`${gateway.url}?query=${encodeURIComponent(DELETE)}`);

    expect([status, deleted()]).toEqual([405, 0]);
  });
});

/** The status of the answer to an upgrade: 101 when the socket opens. */
async function upgradeStatus(url: string, origin?: string): Promise<number> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), 'graphql-transport-ws', {
    ...(origin && { origin }),
  });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('open', () => resolve(101));
    });
  } finally {
    socket.terminate();
  }
}

describe('a WebSocket', () => {
  it.each([
    ['is refused to a page of another site', 'https://evil.example', 403],
    ['is refused to a page without an origin', 'null', 403],
    ['is open to a page of a configured origin', FRIEND, 101],
    ['is open to a page under the public address', PUBLIC, 101],
  ])('%s', async (_what, origin, expected) => {
    const { gateway } = await gatewayWithModel();

    expect(await upgradeStatus(gateway.url, origin)).toBe(expected);
  });

  it("is open to the gateway's own page and to programs", async () => {
    const { gateway } = await gatewayWithModel();

    expect(await upgradeStatus(gateway.url, gateway.origin)).toBe(101);
    expect(await upgradeStatus(gateway.url)).toBe(101);
  });
});
