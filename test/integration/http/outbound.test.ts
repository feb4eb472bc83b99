import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRangeReader } from '../../../src/http/range-reader.js';
import { createTransferClient } from '../../../src/http/transfer.js';
import { captureLog } from '../../helpers/capture-log.js';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';

/** Listens on every address of this machine; nothing of a provider's answer may ever lead there. */
let touched = 0;
const canary = createServer((socket) => {
  touched += 1;
  socket.destroy();
});
beforeAll(async () => {
  canary.listen(0, '::');
  await once(canary, 'listening');
});
afterAll(() => void canary.close());
const port = () => (canary.address() as AddressInfo).port;

/** Names that somebody else's DNS could make lead anywhere. */
const RESOLVED: Readonly<Record<string, readonly string[]>> = {
  'rebound.example.com': ['127.0.0.1'],
  'rebound6.example.com': ['::1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'half.example.com': ['93.184.215.14', '127.0.0.1'],
  'metadata.example.com': ['169.254.169.254'],
  'nat64.example.com': ['64:ff9b::7f00:1'],
  'sixtofour.example.com': ['2002:7f00:1::1'],
  'unique-local.example.com': ['fd00::1'],
  'carrier.example.com': ['100.64.0.1'],
  'this-host.example.com': ['0.0.0.0'],
};

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '0x7f.1',
  '0x7f000001',
  '0X7F.0.0.1',
  '2130706433',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '0',
  '0.0.0.0',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::127.0.0.1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fd12:3456::1]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  'localhost',
  'LOCALHOST.',
  'db.localhost',
  'user:pass@127.0.0.1',
  'files.example.com@127.0.0.1',
  ...Object.keys(RESOLVED),
];
const URLS = [
  ...HOSTS.map((host) => `https://${host}:PORT/x`),
  'http://127.0.0.1:PORT/x',
  'http://files.example.com:PORT/x',
  'ws://127.0.0.1:PORT/x',
  'ftp://127.0.0.1:PORT/x',
  'gopher://127.0.0.1:PORT/x',
  'https:\\\\127.0.0.1:PORT\\x',
  'https:127.0.0.1:PORT/x',
  ' https://127.0.0.1:PORT/x',
  'ht\ntps://127.0.0.1:PORT/x',
  'file:///etc/passwd',
  'data:text/plain,x',
];

function openClients() {
  const lookup = (hostname: string, _options: unknown, callback: any): void => {
    const found = (RESOLVED[hostname] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    callback(found.length > 0 ? null : Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), found);
  };
  const transfers = createTransferClient(lookup);
  const reader = createRangeReader(lookup);
  const { signal } = new AbortController();
  const { log } = captureLog();
  const nothing = { begin: () => true, take: () => undefined };
  return {
    ways: {
      transfer: (url: string, trustedOrigins: readonly string[]) =>
        transfers.open({ url, trustedOrigins }, { signal, log }),
      'range reader': (url: string, trustedOrigins: readonly string[]) =>
        reader.read({ url, trustedOrigins, headers: {}, signal }, nothing),
    },
    close: () => Promise.all([transfers.close(), reader.close()]),
  };
}

describe('an address that a provider names', () => {
  const clients = openClients();
  afterAll(() => clients.close());

  describe.each(['transfer', 'range reader'] as const)('and a %s is to fetch', (way) => {
    it.each(URLS)(
      'is refused, directly and behind a redirect, and nobody is connected to: %j',
      async (template) => {
        const url = template.replace('PORT', String(port()));
        const before = touched;
        const host = await startServer((_request, response) => {
          response
            .writeHead(302, {
              location: encodeURI(url).replaceAll('%25', '%').replaceAll('%5B', '[').replaceAll('%5D', ']'),
            })
            .end();
        });

        const direct = await rejectionOf(clients.ways[way](url, []));
        const redirected = await rejectionOf(clients.ways[way](host.origin, [host.origin]));

        expect([direct.code, redirected.code]).toEqual(['URL_FORBIDDEN', 'URL_FORBIDDEN']);
        expect(direct.message + redirected.message).not.toContain(String(port()));
        expect(touched).toBe(before);
      },
    );
  });

  it('is one of many', () => expect(URLS.length).toBeGreaterThanOrEqual(30));
});

describe('the canary', () => {
  it('is there to be found', async () => {
    const before = touched;

    await rejectionOf(
      openClients().ways.transfer(`http://127.0.0.1:${port()}`, [`http://127.0.0.1:${port()}`]),
    );

    expect(touched).toBe(before + 1);
  });
});

describe('a redirect to another origin', () => {
  it('takes no header along but those of the range', async () => {
    const target = await startServer((_request, response) => response.end('bytes'));
    const host = await startServer((_request, response) =>
      response.writeHead(307, { location: target.origin }).end(),
    );
    const { ways, close } = openClients();

    await ways.transfer(host.origin, [host.origin, target.origin]);
    await close();

    const names = Object.keys(target.requests[0]!.headers);
    expect(names.toSorted()).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
  });
});
