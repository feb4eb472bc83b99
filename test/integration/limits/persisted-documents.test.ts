import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createClient } from 'graphql-ws';
import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ProvidersDocument } from '../../../client/generated/graphql.js';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const manifest = new URL('../../../client/generated/persisted-documents.json', import.meta.url).pathname;
const sandbox = useSandbox({ size: 2 });
const open = (documents: 'all' | 'persisted') => () => ({
  providers: sandboxProviders(sandbox()),
  config: { limits: { ...limitsSchema.parse({}), documents, manifest } },
});
const strict = useGateway(open('persisted'));
const lenient = useGateway(open('all'));

// oxlint-disable-next-line no-underscore-dangle -- the generator calls it so
const HASH = String(Reflect.get(ProvidersDocument.__meta__ ?? {}, 'hash'));
const TEXT = '{ providers { name } }';
const FORMS: [string, Record<string, unknown>][] = [
  ['documentId', { documentId: HASH }],
  [
    'extensions.persistedQuery',
    { extensions: { persistedQuery: { version: 1, sha256Hash: HASH.replace('sha256:', '') } } },
  ],
];
const REFUSED: [string, Record<string, unknown>][] = [
  ['a text that is not on the list', { query: TEXT }],
  ['a text that is on the list', { query: ProvidersDocument.toString() }],
  ['a text beside an id', { query: TEXT, documentId: HASH }],
  ['an id that is not on the list', { documentId: 'wombat' }],
  ['an id of another kind', { documentId: { a: 1 } }],
  ['the name of something that every object has', { documentId: 'constructor' }],
  [
    'a hash with its text, as automatic lists take it',
    {
      query: TEXT,
      extensions: {
        persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(TEXT).digest('hex') },
      },
    },
  ],
  ['nothing', {}],
];

async function post(url: string, body: unknown) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as any };
}

/** The first result or the errors of an operation over WebSocket. */
async function overWebSocket(url: string, payload: Record<string, unknown>): Promise<any> {
  const client = createClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  try {
    return await new Promise((resolve) => {
      client.subscribe({ query: '', ...payload } as never, {
        next: resolve,
        error: (errors) => resolve({ errors }),
        complete: () => undefined,
      });
    });
  } finally {
    await client.dispose();
  }
}

describe('a gateway that runs only the documents of its list', () => {
  it.each(FORMS)("runs one of the client's own build by %s, over HTTP and WebSocket", async (_form, body) => {
    const { status, answer } = await post(strict().url, body);

    expect(status).toBe(200);
    expect(answer.data.providers).toHaveLength(4);
    expect((await overWebSocket(strict().url, body)).data.providers).toHaveLength(4);
  });

  it.each(REFUSED)('refuses %s, over HTTP and WebSocket', async (_what, body) => {
    const { status, answer } = await post(strict().url, body);

    expect(status).toBe(400);
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_NOT_ALLOWED' } }] });
    expect(answer).not.toHaveProperty('data');
    expect(await overWebSocket(strict().url, body)).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_ALLOWED' } }],
    });
  });

  it('has every document of the client on its list, by the hash that the client knows', () => {
    const listed = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;

    expect(Object.keys(listed).length).toBeGreaterThan(15);
    expect(listed[HASH]).toContain('query Providers');
  });
});

describe('a gateway with a list that runs other documents too', () => {
  it('takes both', async () => {
    const byText = await post(lenient().url, { query: TEXT });
    const byId = await post(lenient().url, { documentId: HASH });

    expect([byText.status, byId.status]).toEqual([200, 200]);
    expect(byId.answer.data.providers).toHaveLength(4);
  });

  it('meets every MUST and SHOULD of the GraphQL over HTTP audits', async () => {
    const results = await Promise.all(
      serverAudits({ url: lenient().url, fetchFn: fetch }).map((audit) => audit.fn()),
    );

    // A notice is a MAY that is not met.
    expect(results.filter(({ status }) => status === 'error')).toEqual([]);
  });
});
