import type { LookupAddress } from 'node:dns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardedConnector } from '../../../src/http/guarded-connect.js';
import { createTransferClient } from '../../../src/http/transfer.js';
import type { TransferResponse } from '../../../src/http/types.js';
import { captureLog } from '../../helpers/capture-log.js';
import { startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';

function openTransfers(addresses: Readonly<Record<string, readonly string[]>> = {}) {
  const client = createTransferClient((hostname, _options, callback) => {
    const found = (addresses[hostname] ?? []).map((address): LookupAddress => ({ address, family: 4 }));
    if (found.length > 0) callback(null, found);
    else callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
  });
  onTestFinished(() => client.close());
  const { log, lines } = captureLog();
  const open = (
    url: string,
    trustedOrigins: readonly string[],
    headers: Record<string, string> = {},
    signal = new AbortController().signal,
  ) => client.open({ url, trustedOrigins, headers }, { signal, log });
  return { open, lines };
}

async function textOf(response: TransferResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a transfer', () => {
  it('gives status, headers and undecoded bytes, and sends ranges but no credentials', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 4-6/7', 'content-encoding': 'gzip' }).end('raw');
    });
    const { open } = openTransfers();

    const response = await open(`${server.origin}/a?sig=1`, [server.origin], { range: 'bytes=4-' });

    expect(response).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 4-6/7' } });
    expect(await textOf(response)).toBe('raw');
    const { headers } = server.requests[0]!;
    expect(headers).toMatchObject({ range: 'bytes=4-', 'accept-encoding': 'identity' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('cookie');
  });

  it.each([403, 404, 410, 416, 500])('hands over status %i for the caller to judge', async (status) => {
    const server = await startServer((_request, response) => response.writeHead(status).end());

    expect((await openTransfers().open(server.origin, [server.origin])).status).toBe(status);
  });

  it('writes no signature into the log', async () => {
    const server = await startServer((_request, response) => response.end());
    const { open, lines } = openTransfers();

    await open(`${server.origin}/file?X-Goog-Signature=canary`, [server.origin]);

    expect(lines.join('')).toContain('/file');
    expect(lines.join('')).not.toContain('canary');
  });

  it('frees the connection when its body is destroyed', async () => {
    let closed = false;
    const server = await startServer((_request, response) => {
      response.on('close', () => (closed = true)).write('endless');
    });
    const response = await openTransfers().open(server.origin, [server.origin]);

    response.body.destroy();

    await expect.poll(() => closed).toBe(true);
  });

  it('may be left unread once it has come whole', async () => {
    const server = await startServer((_request, response) => response.end('short'));
    const response = await openTransfers().open(server.origin, [server.origin]);

    response.body.destroy();

    // An error that nobody listens for would end the process, which the test runner reports.
    await new Promise(setImmediate);
    expect(server.requests).toHaveLength(1);
  });

  it('ends when the caller leaves, before the headers and inside the body', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/body') response.write('part');
    });
    const { open } = openTransfers();
    const [before, inside] = [new AbortController(), new AbortController()];
    const waiting = rejectionOf(open(`${server.origin}/headers`, [server.origin], {}, before.signal));
    const response = await open(`${server.origin}/body`, [server.origin], {}, inside.signal);

    before.abort();
    inside.abort(new Error('left'));

    expect((await waiting).code).toBe('CANCELLED');
    await expect(textOf(response)).rejects.toThrow('left');
  });

  it('says that the host is not there without naming a provider', async () => {
    const server = await startServer(() => undefined);
    await server.close();

    const error = await rejectionOf(openTransfers().open(server.origin, [server.origin]));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: undefined });
    expect(error.message).toMatch(/^The download host /u);
  });
});

describe('a redirect of a transfer', () => {
  it('inside trusted origins is followed with the range', async () => {
    const target = await startServer((_request, response) => response.end('bytes'));
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: `${target.origin}/real` }).end(),
    );

    const response = await openTransfers().open(server.origin, [server.origin, target.origin], {
      range: 'bytes=0-',
    });

    expect(await textOf(response)).toBe('bytes');
    expect(target.requests[0]).toMatchObject({ url: '/real', headers: { range: 'bytes=0-' } });
  });

  it.each(['http://169.254.169.254/latest/meta-data/', 'https://[::1]/', 'file:///etc/passwd', 'data:,x'])(
    'to %s is refused',
    async (location) => {
      const server = await startServer((_request, response) => response.writeHead(307, { location }).end());

      expect((await rejectionOf(openTransfers().open(server.origin, [server.origin]))).code).toBe(
        'URL_FORBIDDEN',
      );
    },
  );

  it('to another port of the same host is refused, and that port sees nothing', async () => {
    const other = await startServer((_request, response) => response.end('internal'));
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: other.origin }).end(),
    );

    expect((await rejectionOf(openTransfers().open(server.origin, [server.origin]))).code).toBe(
      'URL_FORBIDDEN',
    );
    expect(other.requests).toHaveLength(0);
  });

  it('without an end is left after five hops', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: '/again' }).end(),
    );

    expect((await rejectionOf(openTransfers().open(server.origin, [server.origin]))).code).toBe(
      'URL_FORBIDDEN',
    );
    expect(server.requests).toHaveLength(6);
  });
});

describe('a host name', () => {
  it.each([['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['8.8.8.8', '192.168.0.1']])(
    'that resolves to %s is refused before it is dialled',
    async (...addresses) => {
      const { open } = openTransfers({ 'files.example.com': addresses });

      const error = await rejectionOf(open('https://files.example.com/model.onnx', []));

      expect(error.code).toBe('URL_FORBIDDEN');
    },
  );

  it('that does not resolve is unavailable', async () => {
    const error = await rejectionOf(openTransfers().open('https://files.example.com/model.onnx', []));

    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
  });

  it('that is a literal never comes to the lookup, so the open connection is checked', async () => {
    const server = await startServer(() => undefined);
    const { port, hostname, protocol } = new URL(server.origin);

    const result = await new Promise<readonly unknown[]>((resolve) => {
      guardedConnector(1_000)({ hostname, host: hostname, protocol, port }, (...given) => resolve(given));
    });

    expect(result).toEqual([expect.objectContaining({ code: 'URL_FORBIDDEN' }), null]);
  });
});
