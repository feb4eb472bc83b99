import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, type JWK } from 'jose';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { createKey } from '../../helpers/api-keys.js';
import { startCommand } from '../../helpers/command-line.js';
import { makeDirectory } from '../../helpers/configuration.js';
import { sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { useSandbox } from '../../helpers/sandbox.js';

const ISSUER = 'https://login.example.com/';
const sandbox = useSandbox({ size: 1 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

interface Finding {
  readonly subject: string;
  readonly verdict: string;
  readonly message: string;
  readonly fix: string | null;
}

/** What the doctor says of one subject. */
async function examine(
  subject: string,
  variables: Readonly<Record<string, string>>,
  ...parameters: readonly string[]
): Promise<readonly Finding[]> {
  const all = { MODELGATE_DATA_DIR: makeDirectory(), ...variables };
  const { exitCode, stdout } = await startCommand(['doctor', '--json', ...parameters], { variables: all })
    .result;
  const findings = (JSON.parse(stdout) as { findings: Finding[] }).findings;
  const found = findings.filter((each) => each.subject === subject);
  expect(exitCode).toBe(found.some(({ verdict }) => verdict === 'broken') ? 1 : 0);
  return found;
}

describe('modelgate doctor at a running gateway', () => {
  it('sees that it answers, whom it takes the caller for, that its schema fits and events come', async () => {
    const findings = await examine('gateway', {}, '--url', gateway().url);

    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
    expect(findings[0]?.message).toContain('local (read, download, operate, write, admin)');
    expect(findings[1]?.message).toMatch(/fits all \d\d operations/u);
    expect(findings[2]?.message).toContain('4 providers');
  });

  it.each([
    ['where nothing answers', 'http://127.0.0.1:9/graphql', 'modelgate serve'],
    ['that is no gateway', '/elsewhere', '`/graphql`'],
  ])('misses one %s', async (_name, address, advice) => {
    const url = new URL(address, gateway().origin).href;
    const [finding, ...others] = await examine('gateway', { MODELGATE_URL: url });

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ verdict: 'broken', message: expect.stringContaining('NETWORK') });
    expect(finding?.fix).toContain(advice);
  });

  it('tells a key that is not accepted from one that is', async () => {
    const key = await createKey(gateway().dataDirectory);
    const variables = { MODELGATE_URL: gateway().url };
    await expect.poll(async () => (await gateway().askText('{ __typename }')).status).toBe(401);

    const refused = await examine('gateway', { ...variables, MODELGATE_KEY: `${key.text.slice(0, -4)}0000` });
    const taken = await examine('gateway', { ...variables, MODELGATE_KEY: key.text });

    expect(refused).toMatchObject([
      { verdict: 'broken', message: expect.stringContaining('UNAUTHENTICATED') },
    ]);
    expect(refused[0]?.fix).toContain('modelgate keys list');
    expect(JSON.stringify(refused)).not.toContain(key.text.slice(17, -4));
    expect(taken.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
    expect(taken[0]?.message).toContain('test (read)');
  });

  it('names what an older gateway does not understand', async () => {
    const schema = introspectionFromSchema(buildSchema('type Query { viewer: String }'));
    const older = await startServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        const isIntrospection = body.includes('__schema');
        const viewer = { name: 'ada', scopes: [], expiresAt: null };
        sendJson(response, { data: isIntrospection ? schema : { viewer, providers: [] } });
      });
    });

    const findings = await examine('gateway', { MODELGATE_URL: `${older.origin}/graphql` });

    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'warning', 'ok']);
    expect(findings[1]).toMatchObject({
      message: expect.stringMatching(/Unknown type|Cannot query field/u),
      fix: expect.stringContaining('same version'),
    });
  });
});

describe('modelgate doctor at a gateway that runs only documents of a list', () => {
  /** Such a gateway with this list. */
  async function serveList(manifest: string): Promise<string> {
    const limits = limitsSchema.parse({ documents: 'persisted', manifest });
    const strict = await startGateway({ providers: [], config: { limits } });
    onTestFinished(() => strict.close());
    return strict.url;
  }

  it('is content where the client is on the list', async () => {
    const list = new URL('../../../client/generated/persisted-documents.json', import.meta.url).pathname;

    const findings = await examine('gateway', { MODELGATE_URL: await serveList(list) });

    expect(findings.map(({ verdict }) => verdict)).toEqual(['ok', 'skipped', 'ok']);
  });

  it('says what to do where it is not', async () => {
    const list = join(makeDirectory(), 'documents.json');
    writeFileSync(list, '{ "a": "{ providers { name } }" }');

    const findings = await examine('gateway', { MODELGATE_URL: await serveList(list) });

    expect(findings).toMatchObject([
      { verdict: 'broken', message: expect.stringContaining('DOCUMENT_NOT_ALLOWED') },
    ]);
    expect(findings[0]?.fix).toContain('limits.manifest');
  });
});

describe('modelgate doctor and the keys that tokens are checked with', () => {
  /** What it says of these keys, or this status, where ES256 is accepted. */
  async function examineTokens(auth: Readonly<Record<string, unknown>>) {
    const path = join(makeDirectory(), 'modelgate.yaml');
    const providers = [{ name: 'desktop', type: 'pieces-os', baseUrl: sandbox().origins.local }];
    writeFileSync(
      path,
      JSON.stringify({ providers, auth: { issuer: ISSUER, audience: 'modelgate', ...auth } }),
    );
    return examine('tokens', { MODELGATE_CONFIG: path });
  }
  const publish = (body: unknown, status = 200) =>
    startServer((_request, response) => sendJson(response, body, status));
  const keyOf = async (algorithm: string, more: JWK = { kty: 'EC' }): Promise<JWK> => ({
    ...(await exportJWK((await generateKeyPair(algorithm, { extractable: true })).publicKey)),
    ...more,
  });

  it('finds those that fit, whether or not they say what they are for', async () => {
    const rsa = await keyOf('RS256', { kty: 'RSA' });
    const keys = [await keyOf('ES256'), await keyOf('ES384'), { ...rsa, use: 'enc' }];
    const { origin } = await publish({ keys });

    const [finding] = await examineTokens({ jwksUrl: `${origin}/jwks.json` });

    expect(finding).toMatchObject({
      verdict: 'ok',
      message: expect.stringContaining(`1 of the 3 keys of ${ISSUER}`),
    });
  });

  it('misses keys that fit the accepted signatures', async () => {
    const { origin } = await publish({ keys: [await keyOf('ES384', { kty: 'EC', alg: 'ES384' })] });

    const [finding] = await examineTokens({ jwksUrl: `${origin}/jwks.json`, algorithms: ['ES256'] });

    expect(finding).toMatchObject({ verdict: 'broken', fix: expect.stringContaining('ES384') });
  });

  it.each([
    ['an address without keys', { keys: [] }, 200, 'publish'],
    ['an address with something else', { issuer: ISSUER }, 200, 'jwks_uri'],
    ['an address that is not there', {}, 404, 'jwks_uri'],
  ])('tells of %s', async (_name, body, status, advice) => {
    const { origin } = await publish(body, status);

    const [finding] = await examineTokens({ jwksUrl: `${origin}/jwks.json` });

    expect(finding).toMatchObject({ verdict: 'broken', fix: expect.stringContaining(advice) });
  });

  it('tells of an issuer that cannot be reached', async () => {
    const { origin, close } = await publish({});
    await close();

    const [finding] = await examineTokens({ jwksUrl: `${origin}/jwks.json` });

    expect(finding).toMatchObject({
      verdict: 'broken',
      message: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining('firewall'),
    });
  });

  it('looks at a key of the configuration in the same way', async () => {
    const publicKey = await exportSPKI((await generateKeyPair('RS256', { extractable: true })).publicKey);

    const fitting = await examineTokens({ publicKey });
    const unfit = await examineTokens({ publicKey, algorithms: ['ES256'] });

    expect([...fitting, ...unfit].map(({ verdict }) => verdict)).toEqual(['ok', 'broken']);
  });
});
