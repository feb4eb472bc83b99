import { createClient } from 'graphql-ws';
import { getIntrospectionQuery, Lexer, parse, Source, TokenKind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as clientDocuments from '../../../client/generated/graphql.js';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { FIRST_MUTATION, FIRST_QUERY, FIRST_SUBSCRIPTION } from '../../../src/graphql/first-operations.js';
import { measureDocument } from '../../../src/limits/check-document.js';
import { checkCost } from '../../../src/limits/estimate-cost.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 2 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const limits = limitsSchema.parse({});

const aliases = (count: number, field = 'providers { name }') =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;
const nested = (depth: number) =>
  `{ model(by: { ref: "x" }) { ${'run { model { '.repeat(depth / 2)} id ${'} }'.repeat(depth / 2)} } }`;
/** Doubles what is selected with each of its fragments. */
const bomb = (fragments: number) =>
  Array.from(
    { length: fragments },
    (_, index) => `fragment F${index} on Provider { ...F${index + 1} ... on Provider { ...F${index + 1} } }`,
  ).join(' ') + ` fragment F${fragments} on Provider { name } { providers { ...F0 } }`;
const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const FIRST = 'query ($first: Int!) { models(first: $first) { nodes { name owner { username } } } }';

const ABUSES: [string, string, string, Record<string, unknown>?][] = [
  ['aliases of a cheap field', 'aliases', aliases(31)],
  ['aliases of __typename', 'aliases', aliases(31, '__typename')],
  ['20,000 aliases', 'tokens', aliases(20_000, 'x')],
  ['fields at the top', 'rootFields', aliases(21)],
  ['levels', 'depth', nested(20)],
  ['500 levels', 'depth', nested(500)],
  ['directives', 'directives', `{ __typename ${'@include(if: true) '.repeat(31)} }`],
  ['unknown directives', 'directives', `{ __typename ${'@x '.repeat(900)} }`],
  ['20,000 directives', 'tokens', `{ __typename ${'@x '.repeat(20_000)} }`],
  [
    'nested pages',
    'cost',
    '{ models(first: 100) { nodes { checkpoints(first: 100) { nodes { run { id } } } } } }',
  ],
  ['a page of two thousand millions', 'cost', FIRST, { first: 2_147_483_647 }],
  ['ids', 'listItems', IDS, { ids: Array.from({ length: 101 }, () => 'x') }],
  ['ids in the document', 'listItems', `{ nodes(ids: [${'"x" '.repeat(101)}]) { id } }`],
  [
    'conditions of a filter',
    'listItems',
    'query ($names: [String!]) { models(filter: { category: $names }) { nodes { id } } }',
    { names: Array.from({ length: 5_000 }, () => 'x') },
  ],
  ['fragments that double each other', 'cost', bomb(24)],
];

describe('an operation with too many', () => {
  it.each(ABUSES)(
    '%s is refused with the limit of %s, over HTTP, SSE and WebSocket alike',
    async (...abuse) => {
      const [, name, query, variables = {}] = abuse;
      const startedMs = performance.now();

      const { status, errors, data } = await gateway().askText(query, variables);

      expect({ status, data }).toEqual({ status: 400, data: null });
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({
        message: expect.stringMatching(/^At most \d+ /u),
        extensions: { code: 'LIMIT_EXCEEDED', limit: { name, maximum: limits[name as 'depth'] } },
      });
      expect(await overSse(query, variables)).toEqual({ status: 400, limit: name });
      expect(await overWebSocket(query, variables)).toEqual({ limit: name });
      // Generous: what is refused must not have been worked on, which would take minutes.
      expect(performance.now() - startedMs).toBeLessThan(3_000);
    },
  );

  it('circular fragments is told so', async () => {
    const { data, errors } = await gateway().askText(
      'fragment A on Query { ...B } fragment B on Query { ...A } { ...A }',
    );

    expect(data).toBeNull();
    expect(errors[0]?.message).toContain('Cannot spread fragment "A" within itself');
  });

  it('operations in one request is refused', async () => {
    const batch = JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ __typename }' })));

    const { status } = await rawRequest(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: batch,
    });

    expect(status).toBe(400);
  });

  it('levels of variables is answered as any other mistake', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    const { status, bytes } = await rawRequest(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${deep}}}`,
    });

    expect(status).toBeLessThan(500);
    expect(bytes.toString()).toContain('BAD_USER_INPUT');
  });

  it('costs is judged by the variables each time, not by the document', async () => {
    const dear = await gateway().askText(FIRST, { first: 1_000_000 });
    const cheap = await gateway().askText(FIRST, { first: 2 });

    expect([dear.status, cheap.status, cheap.errors]).toEqual([400, 200, []]);
  });
});

async function overSse(query: string, variables: unknown): Promise<unknown> {
  const { status, bytes } = await rawRequest(gateway().url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  });
  return { status, limit: /"name":"(\w+)"/u.exec(bytes.toString())?.[1] };
}

async function overWebSocket(query: string, variables: Record<string, unknown>): Promise<unknown> {
  const client = createClient({
    url: gateway().url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  try {
    return await new Promise((resolve) => {
      client.subscribe(
        { query, variables },
        {
          next: (result) => resolve({ result }),
          error: (error) => resolve({ limit: (error as any)[0]?.extensions?.limit?.name ?? String(error) }),
          complete: () => resolve('complete'),
        },
      );
    });
  } finally {
    await client.dispose();
  }
}

const OWN_DOCUMENTS: readonly (readonly [string, string])[] = [
  ...Object.entries(clientDocuments)
    .filter(([name]) => name.endsWith('Document'))
    .map(([name, document]) => [name, String(document)] as const),
  ['first query', FIRST_QUERY],
  ['first mutation', FIRST_MUTATION],
  ['first subscription', FIRST_SUBSCRIPTION],
  [
    'introspection of GraphiQL',
    getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, oneOf: true }),
  ],
];
const VARIABLES = {
  first: 100,
  ids: Array.from({ length: 50 }, () => 'x'),
  id: 'x',
  by: { id: 'x' },
  metric: 'm',
  goal: 'MAXIMIZE',
};

describe("the project's own documents", () => {
  const schema = buildSchema();

  it.each(OWN_DOCUMENTS)('%s takes at most half of each limit', (_name, text) => {
    const document = parse(text);

    const measured = { ...measureDocument(schema, document), tokens: tokensOf(text) };

    for (const [name, found] of Object.entries(measured))
      expect({ name, fits: found * 2 <= limits[name as keyof typeof measured] }).toEqual({
        name,
        fits: true,
      });
    const asked = { schema, document, operationName: null, variables: VARIABLES };
    expect(checkCost(asked, { ...limits, cost: limits.cost / 2 })).toBeNull();
  });

  it('are all there', () => expect(OWN_DOCUMENTS.length).toBeGreaterThan(20));
});

function tokensOf(text: string): number {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  while (lexer.advance().kind !== TokenKind.EOF) tokens += 1;
  return tokens;
}

describe('a body that is too large', () => {
  it('is refused by its announced length, before it is read', async () => {
    const startedMs = performance.now();

    const { status } = await rawRequest(gateway().url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(60 * 1024 * 1024) },
      body: '{',
    });

    expect(status).toBe(413);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
