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
async function gatewayWithModel(corsOrigins: readonly string[] = [FRIEND]) {
  let deleted = 0;
  const editing = {
    updatable: new Set<never>(),
    update: () => Promise.resolve(null),
    remove: () => {
      deleted += 1;
      return Promise.resolve({ outcome: 'REMOVED' as const });
    },
  };
  const graphql = { graphiql: false, introspection: true, corsOrigins };
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
async function upgradeStatus(url: string, origin?: string, host?: string): Promise<number> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), 'graphql-transport-ws', {
    ...(origin && { origin }),
    ...(host && { headers: { host } }),
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

describe('the body of a request without a type', () => {
  it('is not executed: pages of other sites can send it without asking', async () => {
    const { gateway, deleted } = await gatewayWithModel();

    const { status } = await rawRequest(gateway.url, {
      method: 'POST',
      body: JSON.stringify({ query: DELETE }),
    });

    expect([status, deleted()]).toEqual([415, 0]);
  });
});

describe('a read that a browser makes for another site', () => {
  const readAs = async (headers: Record<string, string>) => {
    const { gateway } = await gatewayWithModel();
    const url = `${gateway.url}?query=${encodeURIComponent('{ providers { name } }')}`;
    return (await rawRequest(url, { headers: { accept: 'application/json', ...headers } })).status;
  };

  it.each([
    [
      'of an image',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    ['of a page on another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'of a script',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.example' },
    ],
    [
      'in a frame',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
  ])('is refused: %s', async (_what, headers) => expect(await readAs(headers)).toBe(403));

  it.each([
    ['a program', {}],
    ["the gateway's own page", { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    [
      'a page of a configured origin',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: FRIEND },
    ],
    [
      'a link',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('is answered when it comes from %s', async (_what, headers) => expect(await readAs(headers)).toBe(200));
});

describe('a preflight', () => {
  const preflight = async (origin: string) => {
    const { gateway } = await gatewayWithModel([FRIEND, 'https://other.example.com']);
    return rawRequest(gateway.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, authorization, traceparent',
      },
    });
  };

  it('allows pages of configured origins what they need, without cookies', async () => {
    const { headers } = await preflight(FRIEND);

    expect(headers['access-control-allow-origin']).toBe(FRIEND);
    expect(headers['access-control-allow-headers']).toMatch(/content-type.*authorization.*traceparent/u);
    expect(headers['access-control-expose-headers']).toMatch(/x-request-id, ratelimit/u);
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(headers.vary).toBe('Origin');
  });

  it.each(['https://evil.example', 'null'])('allows nothing to %s', async (origin) => {
    const { headers } = await preflight(origin);

    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('access-control-allow-headers');
  });
});

describe('a request that names a host', () => {
  it.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', 'localhost.evil.example', '@'])(
    'which leads here by a trick is refused: %s',
    async (host) => {
      const { gateway } = await gatewayWithModel();

      for (const path of ['/graphql', '/artifacts/x/y', '/health']) {
        const { status, bytes } = await rawRequest(`${gateway.origin}${path}`, { headers: { host } });
        expect({ path, status }).toEqual({ path, status: 421 });
        expect(bytes.toString()).toContain('MODELGATE_PUBLIC_URL');
      }
      expect(await upgradeStatus(gateway.url, undefined, host)).toBe(421);
    },
  );

  it.each([
    'localhost',
    'localhost:4000',
    '127.0.0.1:1',
    '[::1]:4000',
    'gateway.localhost',
    'models.example.com',
  ])('that is its own is answered: %s', async (host) => {
    const { gateway } = await gatewayWithModel();

    expect((await rawRequest(`${gateway.origin}/health`, { headers: { host } })).status).toBe(200);
    expect(await upgradeStatus(gateway.url, undefined, host)).toBe(101);
  });
});

describe('every answer', () => {
  it.each(['/graphql', '/', '/health', '/ready', '/nothing', '/artifacts/x/y'])(
    'keeps browsers from guessing types, framing and telling where they came from: %s',
    async (path) => {
      const { gateway } = await gatewayWithModel();

      const { headers } = await rawRequest(`${gateway.origin}${path}`);

      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'x-request-id': expect.any(String),
      });
    },
  );
});
