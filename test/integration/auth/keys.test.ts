import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readKeyUsage } from '../../../src/auth/key-usage.js';
import { createKey, revokeKey, type TestKey } from '../../helpers/api-keys.js';
import { captureLog } from '../../helpers/capture-log.js';
import { connect, send } from '../../helpers/credentials.js';
import { startGateway, useGateway } from '../../helpers/gateway.js';
import { temporaryFolder } from '../../helpers/download-rig.js';

const WATCH = 'subscription { downloadsChanged { id } }';
const log = captureLog();

const gateway = useGateway(() => ({ providers: [], log: log.log }));

/** Makes a key and waits until the gateway takes it. */
async function makeKey(wish: Parameters<typeof createKey>[1] = {}) {
  const key = await createKey(gateway().dataDirectory, wish);
  await expect
    .poll(() => send(gateway().url, key.bearer).then(({ status }) => status), { timeout: 3_000 })
    .toBe(200);
  return key;
}

describe('a gateway with an API key', () => {
  let known: TestKey;

  // The first key: from here on the gateway asks for one.
  beforeAll(async () => {
    known = await createKey(gateway().dataDirectory, { scopes: ['read', 'download'] });
    const isClosed = async () => (await send(gateway().url, null)).status === 401;
    await vi.waitUntil(isClosed, 3_000);
  });

  it.each([
    ['a query', '{ __typename }', 'application/json'],
    ['a query of a client of the newer media type', '{ __typename }', 'application/graphql-response+json'],
    ['a document that is none', '{', 'application/json'],
    ['introspection', '{ __schema { types { name } } }', 'application/json'],
    ['a subscription', WATCH, 'text/event-stream'],
  ])('answers %s without a key with 401, a challenge, and what to do', async (_name, query, accept) => {
    const reply = await send(gateway().url, null, query, accept);

    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="modelgate"');
    expect(reply.code).toBe('UNAUTHENTICATED');
    expect(reply.body).toContain('Authorization: Bearer');
    expect(reply.body).toContain(reply.headers.get('x-request-id'));
  });

  it.each([
    ['over HTTP', (bearer: string) => send(gateway().url, bearer).then(({ status }) => status), 200],
    [
      'for files of artifacts',
      (bearer: string) =>
        fetch(`${gateway().origin}/artifacts/${'0'.repeat(64)}/0/x`, {
          headers: { authorization: bearer },
        }).then(({ status }) => status),
      404,
    ],
    [
      'over WebSocket',
      (bearer: string) =>
        connect(gateway().url, { authorization: bearer })
          .then((connection) => connection.next())
          .then(({ type }) => type),
      'connection_ack',
    ],
    [
      'over WebSocket, written with a capital',
      (bearer: string) =>
        connect(gateway().url, { Authorization: bearer })
          .then((connection) => connection.next())
          .then(({ type }) => type),
      'connection_ack',
    ],
    [
      'with the upgrade of a WebSocket',
      (bearer: string) =>
        connect(gateway().url, undefined, { authorization: bearer })
          .then((connection) => connection.next())
          .then(({ type }) => type),
      'connection_ack',
    ],
  ])('takes a key %s', async (_name, attempt, expected) => {
    const { bearer } = known;

    expect(await attempt(bearer)).toBe(expected);
  });

  it('answers a key that it never made and a wrong secret of one that it made in the same way', async () => {
    const { text } = known;
    const wrong = 'f'.repeat(64);
    const [unknown, wrongSecret] = await Promise.all(
      [`mgk_000000000000_${wrong}`, `${text.slice(0, 17)}${wrong}`].map((each) =>
        send(gateway().url, `Bearer ${each}`),
      ),
    );
    const withoutIds = (body: string) => body.replace(/"requestId":"[^"]+"/u, '');

    expect(unknown!.status).toBe(401);
    expect(unknown!.headers.get('www-authenticate')).toBe('Bearer realm="modelgate", error="invalid_token"');
    expect(withoutIds(wrongSecret!.body)).toBe(withoutIds(unknown!.body));
    expect(wrongSecret!.headers.get('www-authenticate')).toBe(unknown!.headers.get('www-authenticate'));
  });

  it.each([
    ['another scheme', (text: string) => `Basic ${text}`],
    ['no scheme', (text: string) => text],
    ['a part of it', (text: string) => `Bearer ${text.slice(0, -1)}`],
    ['more than it', (text: string) => `Bearer ${text}0`],
    ['two of them', (text: string) => `Bearer ${text}, Bearer ${text}`],
    ['nothing', () => ''],
    ['a very long text', () => `Bearer ${'a'.repeat(9_000)}`],
  ])('refuses a header with %s', async (_name, header) => {
    const { text } = known;

    expect((await send(gateway().url, header(text))).status).toBe(401);
  });

  it('refuses a key in the address', async () => {
    const { text } = known;
    const query = encodeURIComponent('{ __typename }');

    const response = await fetch(
      `${gateway().url}?query=${query}&authorization=Bearer%20${text}&access_token=${text}`,
    );

    expect(response.status).toBe(401);
  });

  it.each([
    ['nothing', undefined, /^Unauthorized: send \{"authorization"/u],
    ['a wrong key', { authorization: `Bearer mgk_000000000000_${'0'.repeat(64)}` }, /not accepted/u],
    ['something that is no text', { authorization: { toString: 1 } }, /^Unauthorized: send/u],
  ])('closes a WebSocket that brings %s with 4401 and says why', async (_name, payload, reason) => {
    const { closed } = await connect(gateway().url, payload);

    expect(await closed).toEqual({ code: 4401, reason: expect.stringMatching(reason) });
  });

  it.each([
    ['/health', 200],
    ['/ready', 200],
  ])('answers %s to everybody', async (path, status) => {
    expect((await fetch(`${gateway().origin}${path}`)).status).toBe(status);
  });

  it('gives everybody the page of GraphiQL, which asks for the header', async () => {
    const response = await fetch(gateway().url, { headers: { accept: 'text/html' } });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('authorization');
  });

  it('gives no file of an artifact to a caller without a key', async () => {
    const response = await fetch(`${gateway().origin}/artifacts/${'0'.repeat(64)}/0/x`);

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="modelgate"');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it.each([
    ['is revoked', {}, (id: string) => revokeKey(gateway().dataDirectory, id)],
    ['expires', { lifeMs: 2_500 }, () => Promise.resolve()],
  ])(
    'ends what runs with a key that %s: WebSocket with 4403, event streams with an error',
    async (_name, wish: { lifeMs?: number }, end) => {
      const expiresAt = wish.lifeMs === undefined ? null : new Date(Date.now() + wish.lifeMs);
      const other = known;
      const key = await makeKey({ expiresAt });
      const unaffected = await connect(gateway().url, { authorization: other.bearer });
      expect(await unaffected.next()).toEqual({ type: 'connection_ack' });
      const connection = await connect(gateway().url, { authorization: key.bearer });
      expect(await connection.next()).toEqual({ type: 'connection_ack' });
      connection.send({ id: '1', type: 'subscribe', payload: { query: WATCH } });
      const stream = send(gateway().url, key.bearer, WATCH, 'text/event-stream');

      await end(key.id);

      expect((await connection.closed).code).toBe(4403);
      const { status, body } = await stream;
      expect(status).toBe(200);
      expect(body).toMatch(
        /event: next\ndata: \{"errors":\[\{.*"code":"UNAUTHENTICATED".*\}\]\}\n\nevent: complete\n/u,
      );
      const refused = await send(gateway().url, key.bearer);
      expect(refused.status).toBe(401);
      expect(refused.body).toMatch(/is (revoked|expired)/u);
      unaffected.send({ type: 'ping' });
      expect(await unaffected.next()).toEqual({ type: 'pong' });
    },
  );

  it('writes no key into its log, good or not', async () => {
    const key = known;

    await connect(gateway().url, { authorization: key.bearer });
    await send(gateway().url, `${key.bearer}0`);

    expect(log.lines.join('')).not.toContain(key.text.slice(17));
  });

  it('notes in which hour a key was used', async () => {
    const key = known;
    const path = `${gateway().dataDirectory}/keys.json`;

    await expect.poll(() => readKeyUsage(path).then((usage) => usage.get(key.id))).toBeInstanceOf(Date);
    const used = (await readKeyUsage(path)).get(key.id)!;
    expect(used.getTime() % 3_600_000).toBe(0);
    expect(Date.now() - used.getTime()).toBeLessThan(3_700_000);
  });
});

describe('the key file', () => {
  it('closes an open gateway when its first key is made, also for who is connected already', async () => {
    const directory = await temporaryFolder();
    const { log: openLog, lines } = captureLog();
    const open = await startGateway({ config: { dataDirectory: directory }, providers: [], log: openLog });
    onTestFinished(() => open.close());
    expect(lines.join('')).toContain('there is no authentication');
    expect((await send(open.url, 'Bearer whatever')).status).toBe(200);
    const before = await connect(open.url, undefined);
    expect(await before.next()).toEqual({ type: 'connection_ack' });

    const key = await createKey(directory);

    expect((await before.closed).code).toBe(4403);
    expect((await send(open.url, null)).status).toBe(401);
    expect((await send(open.url, key.bearer)).status).toBe(200);
  });

  it('keeps a gateway from starting when it is damaged', async () => {
    const directory = await temporaryFolder();
    await writeFile(join(directory, 'keys.json'), '{"version":2}');

    const start = startGateway({ config: { dataDirectory: directory }, providers: [] });

    await expect(start).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('keys.json'),
    });
  });
});
