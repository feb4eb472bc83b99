import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
} from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../../src/auth/authenticator.js';
import { createTokenSessions } from '../../../src/auth/token-sessions.js';
import type { AuthConfig } from '../../../src/config/auth-schema.js';
import { Secret } from '../../../src/config/secret.js';
import { connect, send } from '../../helpers/credentials.js';
import { useGateway } from '../../helpers/gateway.js';
import { originOf } from '../../helpers/http-server.js';
import { silentLog } from '../../helpers/sandbox.js';

const ISSUER = 'https://login.example.com/';
const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** What the identity provider publishes, and how it answers. */
const published: { keys: JWK[]; status: number; fetches: number } = { keys: [], status: 200, fetches: 0 };
let server: Server;
let current: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
let foreign: typeof current;

beforeAll(async () => {
  current = await generateKeyPair('ES256', { extractable: true });
  foreign = await generateKeyPair('ES256');
  published.keys = [{ ...(await exportJWK(current.publicKey)), kid: 'one', alg: 'ES256' }];
  server = createServer((_request, response) => {
    published.fetches += 1;
    response.writeHead(published.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: published.keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

const settings = (): AuthConfig => ({
  issuer: ISSUER,
  audience: 'modelgate',
  keys: { from: 'url', url: `${originOf(server)}/jwks.json` },
  algorithms: ['ES256', 'RS256'],
  clockToleranceSeconds: 30,
  scopesClaim: 'scope',
  providersClaim: 'modelgate_providers',
});

const gateway = useGateway(() => ({ providers: [], config: { auth: settings() } }));

interface Wish {
  readonly claims?: Record<string, unknown>;
  readonly key?: CryptoKey | Uint8Array;
  readonly alg?: string;
  readonly kid?: string;
}

/** A token as the identity provider makes it, except for what is wished. */
function token({ claims = {}, key = current.privateKey, alg = 'ES256', kid = 'one' }: Wish = {}) {
  const all = {
    iss: ISSUER,
    aud: 'modelgate',
    sub: 'ada',
    exp: nowSeconds() + 300,
    scope: 'read',
    ...claims,
  };
  return new SignJWT(JSON.parse(JSON.stringify(all)) as Record<string, unknown>)
    .setProtectedHeader({ alg, kid })
    .sign(key);
}

const statusOf = async (text: string) => (await send(gateway().url, `Bearer ${text}`)).status;

/** Opens sessions without a gateway, to see who the caller is. */
const opener = (changes: Partial<AuthConfig> = {}) => createTokenSessions({ ...settings(), ...changes });

describe('a token', () => {
  it('lets its bearer in over HTTP, server-sent events and WebSocket', async () => {
    const bearer = `Bearer ${await token()}`;
    const connection = await connect(gateway().url, { authorization: bearer });

    expect((await send(gateway().url, bearer)).status).toBe(200);
    expect((await send(gateway().url, bearer, '{ __typename }', 'text/event-stream')).status).toBe(200);
    expect(await connection.next()).toEqual({ type: 'connection_ack' });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['is signed with another key', () => token({ key: foreign.privateKey })],
    ['names a key that is not there', () => token({ kid: 'two' })],
    [
      'is not signed',
      () =>
        new UnsecuredJWT({ sub: 'ada' })
          .setIssuer(ISSUER)
          .setAudience('modelgate')
          .setExpirationTime('1h')
          .encode(),
    ],
    [
      'is signed with the public key as if that were a shared secret',
      async () => token({ alg: 'HS256', key: new TextEncoder().encode(await exportSPKI(current.publicKey)) }),
    ],
    ['has expired', () => token({ claims: { exp: nowSeconds() - 31 } })],
    ['never expires', () => token({ claims: { exp: undefined } })],
    ['is not valid yet', () => token({ claims: { nbf: nowSeconds() + 60 } })],
    ['comes from another issuer', () => token({ claims: { iss: 'https://login.example.com' } })],
    ['is for somebody else', () => token({ claims: { aud: 'another' } })],
    ['is for nobody', () => token({ claims: { aud: undefined } })],
    ['names nobody', () => token({ claims: { sub: undefined } })],
    ['has scopes of a form that says nothing', () => token({ claims: { scope: { read: true } } })],
    ['has providers of a form that says nothing', () => token({ claims: { modelgate_providers: 7 } })],
    ['was cut', async () => (await token()).slice(0, -3)],
    [
      'had its claims exchanged',
      async () => {
        const [head, , signature] = (await token()).split('.');
        const claims = {
          iss: ISSUER,
          aud: 'modelgate',
          sub: 'root',
          exp: nowSeconds() + 300,
          scope: 'admin',
        };
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
  ])('that %s is refused', async (_name, make) => {
    expect(await statusOf(await make())).toBe(401);
  });

  it.each([
    ['ended a moment ago', { exp: () => nowSeconds() - 5 }],
    ['begins in a moment', { nbf: () => nowSeconds() + 5 }],
  ])('that %s passes within the tolerance for clocks', async (_name, times) => {
    const claims = Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time()]));

    expect(await statusOf(await token({ claims }))).toBe(200);
  });

  it('makes the caller: issuer and subject, known scopes, providers', async () => {
    const { caller } = await opener()(
      await token({ claims: { scope: 'openid read download', modelgate_providers: ['market'] } }),
    );

    expect(caller).toEqual({
      id: `jwt:${ISSUER}|ada`,
      name: 'ada',
      scopes: new Set(['read', 'download']),
      providers: new Set(['market']),
      expiresAt: expect.any(Date),
    });
  });

  it.each([
    ['no claim at all gives no scope, and all providers', {}, [], null],
    [
      'a list gives what it names',
      { permissions: ['write'], sources: ['market', 'local'] },
      ['write'],
      ['market', 'local'],
    ],
    ['an empty list of providers leaves none', { permissions: '', sources: [] }, [], []],
  ])('%s, from claims of any name', async (_name, claims, scopes, providers) => {
    const { caller } = await opener({ scopesClaim: 'permissions', providersClaim: 'sources' })(
      await token({ claims }),
    );

    expect([...caller.scopes]).toEqual(scopes);
    expect(caller.providers === null ? null : [...caller.providers]).toEqual(providers);
  });

  it('that expires while subscriptions run closes the WebSocket with 4403', async () => {
    // With the tolerance of 30 s it has between one second and two to live.
    const exp = nowSeconds() - 28;
    const connection = await connect(gateway().url, {
      authorization: `Bearer ${await token({ claims: { exp } })}`,
    });

    expect(await connection.next()).toEqual({ type: 'connection_ack' });
    expect((await connection.closed).code).toBe(4403);
  });
});

describe('the keys of the identity provider', () => {
  afterEach(() => {
    vi.useRealTimers();
    published.status = 200;
  });

  it('are fetched again for a key that is new, but not for every made-up one', async () => {
    const open = opener();
    await open(await token());
    const next = await generateKeyPair('ES256', { extractable: true });
    const before = published.fetches;
    for (const kid of ['a', 'b', 'c'])
      await expect(open(await token({ kid }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(published.fetches).toBe(before);

    published.keys.push({ ...(await exportJWK(next.publicKey)), kid: 'next', alg: 'ES256' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 });

    const { caller } = await open(await token({ kid: 'next', key: next.privateKey }));
    expect(caller.name).toBe('ada');
    expect(published.fetches).toBe(before + 1);
  });

  it('that cannot be had are no verdict on the token: 503 over HTTP, 1013 over WebSocket', async () => {
    published.status = 500;
    // Long enough for the keys that the gateway has to be too old.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 700_000 });
    const bearer = `Bearer ${await token()}`;

    const reply = await send(gateway().url, bearer);
    const connection = await connect(gateway().url, { authorization: bearer });

    expect(reply).toMatchObject({ status: 503, code: 'AUTH_UNAVAILABLE' });
    expect(reply.headers.get('www-authenticate')).toBeNull();
    expect((await connection.closed).code).toBe(1013);
    published.status = 200;
    expect((await send(gateway().url, bearer)).status).toBe(200);
  });
});

describe('tokens of a gateway with', () => {
  it('a public key of its own are checked with that', async () => {
    const open = opener({ keys: { from: 'pem', pem: await exportSPKI(current.publicKey) } });

    expect((await open(await token())).caller.name).toBe('ada');
    await expect(open(await token({ key: foreign.privateKey }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('a shared secret are checked with that, and no public key passes for it', async () => {
    const secret = 's'.repeat(32);
    const open = opener({ keys: { from: 'secret', secret: new Secret(secret) }, algorithms: ['HS256'] });
    const key = new TextEncoder().encode(secret);

    expect((await open(await token({ alg: 'HS256', key }))).caller.name).toBe('ada');
    await expect(open(await token())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(
      open(await token({ alg: 'HS256', key: new TextEncoder().encode('t'.repeat(32)) })),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

it('tokens are refused where only keys are known', async () => {
  const keys = {
    isConfigured: () => true,
    find: () => undefined,
    noteUse: () => {},
    close: () => Promise.resolve(),
  };
  const authenticator = createAuthenticator({ keys, openTokenSession: null, log: silentLog });

  await expect(authenticator.authenticate(`Bearer ${await token()}`)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  await authenticator.close();
});
