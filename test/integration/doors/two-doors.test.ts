import { readFile } from 'node:fs/promises';
import {
  parse,
  Kind,
  OperationTypeNode,
  print,
  type OperationDefinitionNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import * as clientDocuments from '../../../client/generated/graphql.js';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { FIRST_QUERY } from '../../../src/graphql/first-operations.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import { DocumentWriter } from '../../helpers/fuzz/documents.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { post, type DoorAnswer, type DoorRequest } from '../../helpers/two-doors.js';

/** Generated documents; more for longer searches. */
const DOCUMENTS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const TIME_LIMIT_MS = 3_600_000;

const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const schema = buildSchema();

type Sent = Omit<DoorRequest, 'url'>;

/** How often both are asked before they count as different. */
const MOST_ROUNDS = 3;

/**
 * The answers of both doors; null where answers differ from one time to the next, as that of a latency does, and lists do
 * of which a provider's part was late.
 */
async function bothAnswers(sent: Sent): Promise<readonly [plain: DoorAnswer, yoga: DoorAnswer] | null> {
  const request = { url: gateway().url, ...sent };
  const plain = new Map<string, DoorAnswer>();
  const yoga = new Map<string, DoorAnswer>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (const [way, answers] of [
      ['plain', plain],
      ['chunked', yoga],
    ] as const) {
      const answer = await post(request, way);
      answers.set(JSON.stringify(answer), answer);
    }
    const same = [...plain.keys()].find((text) => yoga.has(text));
    if (same !== undefined) return knownAnswers(request, yoga.get(same)!);
  }
  return plain.size === 1 && yoga.size === 1 ? [[...plain.values()][0]!, [...yoga.values()][0]!] : null;
}

/** The same of a request that the plain door has seen by now: it gives out of its memory what is in there. */
async function knownAnswers(request: DoorRequest, yoga: DoorAnswer): ReturnType<typeof bothAnswers> {
  await post(request, 'plain');
  const plain = await post(request, 'plain');
  if (JSON.stringify(plain) === JSON.stringify(yoga)) return [plain, yoga];
  const yogaAgain = await post(request, 'chunked');
  return JSON.stringify(yogaAgain) === JSON.stringify(yoga) ? [plain, yoga] : null;
}

/** Gives the plain door's answer; null where there is no comparing. */
async function expectSame(sent: Sent, name = String(sent.body).slice(0, 2_000)): Promise<DoorAnswer | null> {
  const answers = await bothAnswers(sent);
  if (answers === null) return null;
  const [plain, yoga] = answers;
  expect({ name, ...plain }).toEqual({ name, ...yoga });
  return plain;
}

function bodyOf(query: string, variables?: unknown): Sent {
  return { body: JSON.stringify({ query, variables }) };
}

/** Ids of things that exist. */
async function knownIds() {
  const { data } = await gateway().askText(
    '{ models(first: 12) { nodes { id ref run { id } } } runs(first: 4) { nodes { id ref } } providers { name } }',
  );
  const models: { id: string; ref: string }[] = data!['models'].nodes;
  const runs: { id: string; ref: string }[] = data!['runs'].nodes;
  return { models, runs, provider: data!['providers'][0].name as string };
}

/** Queries of the files under client/documents and console/documents, each with the fragments that it may use. */
async function projectQueries(): Promise<readonly string[]> {
  const folders = {
    client: ['fragments', 'queries'],
    console: ['fragments', 'downloads', 'models', 'providers', 'runs'],
  };
  const definitions = (
    await Promise.all(
      Object.entries(folders).flatMap(([folder, files]) =>
        files.map(async (file) => {
          const path = `../../../${folder}/documents/${file}.graphql`;
          return parse(await readFile(new URL(path, import.meta.url), 'utf8')).definitions;
        }),
      ),
    )
  ).flat();
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.QUERY
      ? withFragments(node, fragments)
      : [],
  );
}

function withFragments(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string {
  const texts = new Map<string, string>();
  const collect = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/\.\.\.\s*(\w+)/gu)) {
      const fragment = fragments.get(name);
      if (fragment === undefined || texts.has(name)) continue;
      texts.set(name, print(fragment));
      collect(texts.get(name)!);
    }
  };
  collect(print(operation));
  return [print(operation), ...texts.values()].join('\n');
}

describe('both doors give the same status, headers and bytes', () => {
  it(
    "for the project's own queries",
    async () => {
      const { models, runs, provider } = await knownIds();
      const variables = {
        first: 5,
        id: models[0]!.id,
        ids: models.map(({ id }) => id),
        by: { id: models[0]!.id },
        name: provider,
        metric: 'loss',
        goal: 'MINIMIZE',
        run: runs[0]!.id,
      };
      const own = Object.entries(clientDocuments).flatMap(([name, document]) =>
        name.endsWith('Document') && /^\s*query /u.test(String(document)) ? [String(document)] : [],
      );
      const queries = [...own, ...(await projectQueries()), FIRST_QUERY];
      let compared = 0;
      for (const text of queries) if ((await expectSame(bodyOf(text, variables))) !== null) compared += 1;
      expect(queries.length).toBeGreaterThan(20);
      expect(compared).toBeGreaterThan(queries.length * 0.8);
    },
    TIME_LIMIT_MS,
  );

  it(
    'for generated queries, whole and damaged, with variables that fit and that do not',
    async () => {
      const { models, runs, provider } = await knownIds();
      const known = [...models, ...runs].flatMap(({ id, ref }) => [id, ref]);
      let compared = 0;
      for (let seed = SEED; seed < SEED + DOCUMENTS; seed += 1) {
        const random = createRandom(String(seed));
        const writer = new DocumentWriter(schema, [...known, provider], random);
        const { query, variables } = writer.write('query');
        const family = random.integer(0, 5);
        const sent =
          family === 0
            ? bodyOf(writer.damage(query), variables)
            : bodyOf(query, family === 1 ? writer.oddValue() : variables);
        if ((await expectSame(sent, `FUZZ_SEED=${seed} ${String(sent.body)}`)) !== null) compared += 1;
      }
      expect(compared).toBeGreaterThan(DOCUMENTS * 0.7);
    },
    TIME_LIMIT_MS,
  );

  const TYPENAME = '{"query":"{ __typename }"}';
  it.each<[string, string | Buffer, Record<string, string>?]>([
    ['no JSON', '{"query":'],
    ['JSON behind a byte order mark', `\ufeff${TYPENAME}`],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0x71, 0xff, 0xfe, 0x22, 0x7d])],
    [
      'a text of bytes that are no UTF-8',
      Buffer.from(`{"query":"{ model(by: { ref: \\"\xff\\" }) { id } }"}`, 'latin1'),
    ],
    ['null', 'null'],
    ['a number', '5'],
    ['a text', '"{ __typename }"'],
    ['an empty list', '[]'],
    ['a list of operations', `[${TYPENAME},${TYPENAME}]`],
    ['an object without a document', '{}'],
    ['a document that is null', '{"query":null}'],
    ['a document that is a number', '{"query":5}'],
    ['an empty document', '{"query":""}'],
    ['a property that is none', '{"query":"{ __typename }","wombat":1}'],
    ['a property that is none and null', '{"query":"{ __typename }","wombat":null}'],
    ['a property that is inherited elsewhere', '{"query":"{ __typename }","__proto__":{"query":"{ a }"}}'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[1]}'],
    ['variables that are a text', '{"query":"{ __typename }","variables":"{}"}'],
    ['extensions that are a text', '{"query":"{ __typename }","extensions":"{}"}'],
    ['a name that is a number', '{"query":"query A { __typename }","operationName":5}'],
    ['a name of no operation', '{"query":"query A { __typename }","operationName":"B"}'],
    ['an empty name', '{"query":"query A { __typename }","operationName":""}'],
    [
      'a name of one of two',
      '{"query":"query A { __typename } query B { a: __typename }","operationName":"B"}',
    ],
    ['two operations without a name', '{"query":"query A { __typename } query B { __typename }"}'],
    ['a document without an operation', '{"query":"fragment A on Query { __typename }"}'],
    ['a field that is none', '{"query":"{ wombats }"}'],
    ['a variable that is missing', '{"query":"query ($a: Int!) { models(first: $a) { nodes { id } } }"}'],
    [
      'a variable that does not fit',
      '{"query":"query ($a: Int!) { models(first: $a) { nodes { id } } }","variables":{"a":"b"}}',
    ],
    [
      'a variable that is too much',
      '{"query":"query ($a: Int!) { models(first: $a) { nodes { id } } }","variables":{"a":5000}}',
    ],
    ['an argument that is out of range', '{"query":"{ models(first: -1) { nodes { id } } }"}'],
    [
      'more than it may cost',
      `{"query":"{ ${Array.from({ length: 15 }, (_x, index) => `a${index}: models(first: 100) { nodes { run { checkpoints(first: 100) { nodes { id } } } } }`).join(' ')} }"}`,
    ],
    [
      'more aliases than allowed',
      `{"query":"{ ${Array.from({ length: 200 }, (_x, index) => `a${index}: __typename`).join(' ')} }"}`,
    ],
    [
      'a thing that does not exist',
      '{"query":"{ model(by: { ref: \\"nobody:x\\" }) { id } providers { name } }"}',
    ],
    [
      'a subscription that cannot be in one JSON text',
      '{"query":"subscription { downloadsChanged { id } }"}',
      { accept: 'application/json' },
    ],
    [
      'a mutation that fails',
      '{"query":"mutation { cancelDownload(id: \\"x\\", keepPartial: false) { id } }"}',
    ],
    ['an id of a document', '{"documentId":"sha256:abc"}'],
    [
      'introspection',
      '{"query":"{ __schema { types { name fields { name args { name defaultValue } } } } }"}',
    ],
    [
      'an alias like a property of objects',
      '{"query":"{ __proto__: __typename constructor: __typename toString: __typename }"}',
    ],
    [
      'a body that is too large',
      JSON.stringify({ query: '{ __typename }', extensions: { a: 'x'.repeat(300 * 1_024) } }),
    ],
    ['another type of answer', TYPENAME, { accept: 'application/graphql-response+json' }],
    [
      'types of answers in an order',
      TYPENAME,
      { accept: 'application/graphql-response+json, application/json;q=0.9' },
    ],
    [
      'types of answers in the other order',
      TYPENAME,
      { accept: 'application/json, application/graphql-response+json' },
    ],
    ['any type of answer', TYPENAME, { accept: 'text/html, application/*;q=0.8, */*;q=0.5' }],
    ['a type of answer that is none', TYPENAME, { accept: 'text/html' }],
    ['an answer in another charset', TYPENAME, { accept: 'application/json; charset=latin1' }],
    ['an answer in parts', TYPENAME, { accept: 'multipart/mixed' }],
    ['an answer in parts or whole', TYPENAME, { accept: 'multipart/mixed, application/json' }],
    ['a charset', TYPENAME, { 'content-type': 'application/json; charset=utf-8' }],
    ['a type in capitals', TYPENAME, { 'content-type': 'Application/JSON' }],
    ['no type that is known', TYPENAME, { 'content-type': 'text/plain' }],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a document by itself', '{ __typename }', { 'content-type': 'application/graphql' }],
    ['a page of another site', TYPENAME, { origin: 'https://evil.example' }],
    ['a host that is not its own', TYPENAME, { host: 'evil.example' }],
    ['a credential that nobody asked for', TYPENAME, { authorization: 'Bearer x' }],
    ['a trace', TYPENAME, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }],
  ])('for %s', async (_name, body, headers = {}) => {
    expect(await expectSame({ body, headers })).not.toBeNull();
  });
});
