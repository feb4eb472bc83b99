import { request as httpRequest } from 'node:http';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cacheSchema } from '../../../src/config/cache-schema.js';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { federationSchema } from '../../../src/config/schema.js';
import { Secret } from '../../../src/config/secret.js';
import { createKey, revokeKey } from '../../helpers/api-keys.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway, type TestGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

/** Longer than this file takes. */
const LONG_MS = 600_000;
const KEEPING = {
  cache: cacheSchema.parse({ listTtlMs: LONG_MS, itemTtlMs: LONG_MS, stateTtlMs: LONG_MS }),
  federation: federationSchema.parse({ snapshotTtlMs: LONG_MS }),
};
const PER_MINUTE = 100_000;
const TOKEN_SECRET = 'a secret of at least thirty-two characters';
const ISSUER = 'https://login.example.com/';

const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });
const open = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: {
    ...KEEPING,
    limits: { ...limitsSchema.parse({}), quotas: 'on', anonymousOperationsPerMinute: PER_MINUTE },
  },
}));
const guarded = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: {
    ...KEEPING,
    limits: { ...limitsSchema.parse({}), operationsPerMinute: 60 },
    auth: {
      issuer: ISSUER,
      audience: 'modelgate',
      keys: { from: 'secret', secret: new Secret(TOKEN_SECRET) },
      algorithms: ['HS256'],
      clockToleranceSeconds: 0,
      scopesClaim: 'scope',
      providersClaim: 'modelgate_providers',
    },
  },
}));

interface Reply {
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** Posts exactly these bytes. */
function post({ url }: TestGateway, body: string, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    };
    const request = httpRequest(url, { method: 'POST', headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0, rawHeaders } = response;
        resolve({ status, rawHeaders, headers: response.headers, text: Buffer.concat(chunks).toString() });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

function bodyFor(
  id: string,
  query = 'query Named($id: ID!) { model(by: { id: $id }) { name description } }',
): string {
  return JSON.stringify({ query, variables: { id } });
}

/** Operations that the caller has left in this minute. */
function leftOf({ headers }: Reply): number {
  return Number(/r=(\d+)/u.exec(String(headers['ratelimit']))?.[1]);
}

/** Code of the first error. */
function codeOf({ text }: Reply): unknown {
  return JSON.parse(text).errors[0].extensions.code;
}

/** Calls that the sandbox's providers have had. */
function countCalls(): number {
  return Object.values(sandbox().servers).reduce((sum, { requests }) => sum + requests.length, 0);
}

/** Posts a body until its answer is at hand. */
async function makeKnown(
  gateway: TestGateway,
  body: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  for (let times = 0; times < 3; times += 1) await post(gateway, body, headers);
  const before = countCalls();
  const reply = await post(gateway, body, headers);
  expect(countCalls()).toBe(before);
  return reply;
}

/** The value of a series of the gateway's metrics. */
async function metricOf({ origin }: TestGateway, series: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

describe('an answer that is at hand', () => {
  it('has the headers of one that is not, with an id and a rate of its own', async () => {
    const { id } = await findModel(open(), 'registry');
    const body = bodyFor(id, 'query Headers($id: ID!) { model(by: { id: $id }) { name } }');
    const first = await post(open(), body);
    const known = await makeKnown(open(), body);

    const own = new Set(['x-request-id', 'ratelimit', 'date']);
    const others = ({ rawHeaders }: Reply) =>
      rawHeaders.filter((_each, index) => !own.has(rawHeaders[index - (index % 2)]!.toLowerCase()));
    expect(others(known)).toEqual(others(first));
    expect(known.text).toBe(first.text);
    expect(known.headers['x-content-type-options']).toBe('nosniff');
    expect(known.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(leftOf(first) - leftOf(known)).toBe(4);
  });

  it('is counted as an operation, and as a read of the cache', async () => {
    const { id } = await findModel(open(), 'registry');
    const body = bodyFor(id, 'query Counted($id: ID!) { model(by: { id: $id }) { name task } }');
    await makeKnown(open(), body);
    const series = [
      'modelgate_operations_total{type="query",outcome="ok"}',
      'modelgate_operation_duration_seconds_count{type="query"}',
      'modelgate_cache_reads_total{provider="registry",kind="item",outcome="hit"}',
    ];
    const before = await Promise.all(series.map((each) => metricOf(open(), each)));

    for (let times = 0; times < 5; times += 1) await post(open(), body);

    const after = await Promise.all(series.map((each) => metricOf(open(), each)));
    expect(after).toEqual(before.map((value) => value + 5));
  });

  it('is told apart by a single byte of its question, and by what the client accepts', async () => {
    const { id } = await findModel(open(), 'registry');
    const query = 'query Bytes($id: ID!) { a: model(by: { id: $id }) { name } }';
    const a = await makeKnown(open(), bodyFor(id, query));
    const b = await makeKnown(open(), bodyFor(id, query.replace('a: model', 'b: model')));
    const newer = await post(open(), bodyFor(id, query), { accept: 'application/graphql-response+json' });

    expect(JSON.parse(b.text)).toEqual({ data: { b: JSON.parse(a.text).data.a } });
    expect(newer.text).toBe(a.text);
    expect(newer.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    expect(a.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('comes whole where it has letters of all kinds', async () => {
    const { id } = await findModel(open(), 'registry');
    const name = 'naïve 模型 🙂';
    const change =
      'mutation ($id: ID!, $name: String!) { updateModel(input: { id: $id, name: $name }) { id } }';
    dataOf(await open().askText(change, { id, name }));

    const { text, headers } = await makeKnown(open(), bodyFor(id));

    expect(JSON.parse(text).data.model.name).toBe(name);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
  });

  it('is another as soon as the model was changed', async () => {
    const { id } = await findModel(open(), 'registry');
    const body = bodyFor(id);
    await makeKnown(open(), body);
    const change =
      'mutation ($id: ID!, $name: String!) { updateModel(input: { id: $id, name: $name }) { id } }';

    for (const name of ['first', 'second', 'third']) {
      dataOf(await open().askText(change, { id, name }));
      expect(JSON.parse((await post(open(), body)).text).data.model.name).toBe(name);
      await makeKnown(open(), body);
    }
  });
});

describe('an answer that is at hand for one caller', () => {
  const bearerOf = async (claims: Record<string, unknown>, expiresAt: number): Promise<string> => {
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
    const signed = token
      .setIssuer(ISSUER)
      .setAudience('modelgate')
      .setSubject('ann')
      .setExpirationTime(expiresAt);
    return `Bearer ${await signed.sign(Buffer.from(TOKEN_SECRET))}`;
  };
  const later = Math.floor(Date.now() / 1_000) + 3_600;
  let id: string;
  beforeAll(async () => {
    ({ id } = await findModel(open(), 'registry'));
  });

  it('is none to callers who may see less, who send the same bytes', async () => {
    const body = bodyFor(id, 'query Tenants($id: ID!) { model(by: { id: $id }) { name } }');
    const all = { authorization: await bearerOf({ scope: 'read' }, later) };
    const few = { authorization: await bearerOf({ scope: 'read', modelgate_providers: ['runs'] }, later) };
    const none = { authorization: await bearerOf({ scope: 'admin' }, later) };
    const known = await makeKnown(guarded(), body, all);
    expect(JSON.parse(known.text).data.model.name).toEqual(expect.any(String));

    for (let times = 0; times < 3; times += 1) {
      expect(codeOf(await post(guarded(), body, few))).toBe('NOT_FOUND');
      expect(codeOf(await post(guarded(), body, none))).toBe('FORBIDDEN');
      expect((await post(guarded(), body)).status).toBe(401);
      expect((await post(guarded(), body, all)).text).toBe(known.text);
    }
  });

  it('ends for him with his token', async () => {
    const body = bodyFor(id, 'query Expiring($id: ID!) { model(by: { id: $id }) { name } }');
    const authorization = await bearerOf({ scope: 'read' }, Math.floor(Date.now() / 1_000) + 4);
    expect((await makeKnown(guarded(), body, { authorization })).status).toBe(200);

    await vi.waitUntil(async () => (await post(guarded(), body, { authorization })).status === 401, {
      timeout: 10_000,
      interval: 200,
    });
  });

  it('ends for him with his key, and not for others', async () => {
    const body = bodyFor(id, 'query Revoked($id: ID!) { model(by: { id: $id }) { name } }');
    const [ann, ben] = [await createKey(guarded().dataDirectory), await createKey(guarded().dataDirectory)];
    const isKnown = async () => (await post(guarded(), body, { authorization: ben!.bearer })).status === 200;
    await vi.waitUntil(isKnown, { timeout: 10_000, interval: 200 });
    const known = await makeKnown(guarded(), body, { authorization: ann!.bearer });
    expect(known.status).toBe(200);

    await revokeKey(guarded().dataDirectory, ann!.id);

    const isRefused = async () =>
      (await post(guarded(), body, { authorization: ann!.bearer })).status === 401;
    await vi.waitUntil(isRefused, { timeout: 10_000, interval: 200 });
    expect((await post(guarded(), body, { authorization: ben!.bearer })).text).toBe(known.text);
  });

  it('is refused him when he has asked often enough', async () => {
    const body = bodyFor(id, 'query Often($id: ID!) { model(by: { id: $id }) { name } }');
    const { bearer } = await createKey(guarded().dataDirectory);
    const ask = () => post(guarded(), body, { authorization: bearer });
    await vi.waitUntil(async () => (await ask()).status === 200, { timeout: 10_000, interval: 50 });

    const replies = [await ask()];
    while (replies.at(-1)!.status === 200) replies.push(await ask());

    const refusal = replies.pop()!;
    expect(refusal.status).toBe(429);
    expect(Number(refusal.headers['retry-after'])).toBeGreaterThan(0);
    const left = replies.map(leftOf);
    expect(left).toEqual(left.map((_each, index) => left.length - 1 - index));
    expect(left.length).toBeGreaterThan(50);
  });
});
