import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/config/secret.js';
import { captureLog } from '../../helpers/capture-log.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { openClient, send } from '../../helpers/upstream-client.js';

describe('an answer', () => {
  it.each([
    ['JSON whatever the content type says', '{"a":[1,null]}', { a: [1, null] }],
    ['JSON behind a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
    ['text where it is not JSON', 'Format Metrics snapshot failed.', 'Format Metrics snapshot failed.'],
    ['null where it is empty', '', null],
  ])('is %s', async (_name, sent, expected) => {
    const server = await startServer((_request, response) =>
      response.setHeader('content-type', 'text/plain').end(sent),
    );

    const answer = await send(openClient(server.origin));

    expect(answer).toMatchObject({ status: 200, body: expected });
  });

  it('has header names in lower case and repeated headers joined', async () => {
    const server = await startServer((_request, response) => {
      response.setHeader('X-Goog-Hash', ['crc32c=a', 'md5=b']).end();
    });

    const { headers } = await send(openClient(server.origin));

    expect(headers['x-goog-hash']).toBe('crc32c=a, md5=b');
  });

  it('is handed over when the provider leaves its status to the caller', async () => {
    const server = await startServer((_request, response) => sendJson(response, { detail: 'gone' }, 404));
    const client = openClient(server.origin, { classify: () => null });

    expect(await send(client)).toMatchObject({ status: 404, body: { detail: 'gone' } });
  });

  it('that is not a success throws what the provider made of it, without its body', async () => {
    const server = await startServer((_request, response) => sendJson(response, { detail: 'canary' }, 409));
    const client = openClient(server.origin, {
      classify: () => ({ code: 'NOT_READY', message: 'Still training.', retryable: false }),
    });

    const error = await rejectionOf(send(client));

    expect(error).toMatchObject({ code: 'NOT_READY', message: 'Still training.', provider: 'registry' });
    expect(String(error.cause)).not.toContain('canary');
  });
});

describe('a request', () => {
  it('keeps the path of the base URL and sends JSON', async () => {
    const server = await startServer((request, response) => request.pipe(response));
    const client = openClient(`${server.origin}/api/v1/`);

    const answer = await send(client, { method: 'PATCH', path: '/models/1', json: { name: 'ü' } });

    expect(answer.body).toEqual({ name: 'ü' });
    expect(server.requests[0]).toMatchObject({ method: 'PATCH', url: '/api/v1/models/1' });
    expect(server.requests[0]!.headers).toMatchObject({
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    });
  });

  it('carries the credentials, which no other header can replace', async () => {
    const server = await startServer((_request, response) => response.end());
    const client = openClient(server.origin, {
      credentials: { Authorization: new Secret('key').withPrefix('Bearer ') },
      headers: { authorization: 'fixed', 'User-Agent': 'special' },
    });

    await send(client, { headers: { AUTHORIZATION: 'other' } });

    expect(server.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer key',
      'user-agent': 'special',
    });
  });

  it('leaves no credential and no query in errors and log lines', async () => {
    const server = await startServer((_request, response) => response.writeHead(403).end('canary-body'));
    const client = openClient(server.origin, { credentials: { 'X-Api-Key': new Secret('canary-key') } });
    const { log, lines } = captureLog();
    const signal = new AbortController().signal;

    const call = client.send(
      { method: 'GET', path: '/models', query: [['q', 'canary-query']] },
      { signal, log },
    );
    const error = await rejectionOf(call);

    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('') + error.message + String(error.cause)).not.toContain('canary');
  });
});

describe('a redirect', () => {
  it('is followed by a read inside the origin, as for a missing slash', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/models?limit=5') response.writeHead(307, { location: '/models/?limit=5' }).end();
      else sendJson(response, { url: request.url });
    });

    const answer = await send(openClient(server.origin), { query: [['limit', '5']] });

    expect(answer.body).toEqual({ url: '/models/?limit=5' });
  });

  it.each(['/stolen', '//127.0.0.1:1/stolen'])(
    'to another origin (%s) is refused, and nobody is asked',
    async (path) => {
      const other = await startServer((_request, response) => response.end());
      const server = await startServer((request, response) => {
        const location = path.startsWith('//') ? path : `${other.origin}${path}`;
        if (request.url === '/models') response.writeHead(302, { location });
        response.end('{}');
      });
      const client = openClient(server.origin, { credentials: { 'X-Api-Key': new Secret('key') } });

      expect(await rejectionOf(send(client))).toMatchObject({ code: 'PROVIDER_PROTOCOL', retryable: false });
      expect([...server.requests, ...other.requests]).toHaveLength(1);
    },
  );

  it('of a write is refused', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(307, { location: '/other' }).end(),
    );

    const error = await rejectionOf(send(openClient(server.origin), { method: 'POST', json: {} }));

    expect(error.code).toBe('PROVIDER_PROTOCOL');
    expect(server.requests).toHaveLength(1);
  });

  it('without an end is left after three hops', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: '/models' }).end(),
    );

    expect((await rejectionOf(send(openClient(server.origin)))).code).toBe('PROVIDER_PROTOCOL');
    expect(server.requests).toHaveLength(4);
  });
});
