import {
  buildSchema as readSchema,
  Lexer,
  NoSchemaIntrospectionCustomRule,
  parse,
  SingleFieldSubscriptionsRule,
  Source,
  specifiedRules,
  TokenKind,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import * as clientDocuments from '../../../client/generated/graphql.js';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { measureIfValid } from '../../../src/graphql/quick-check/quick-check.js';
import { subscriptionRule } from '../../../src/graphql/subscription-rule.js';
import { measureDocument } from '../../../src/limits/check-document.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import type { Random } from '../../../src/sandbox/core/types.js';
import { DocumentWriter } from '../../helpers/fuzz/documents.js';

/** Documents of each test; more for longer searches. */
const DOCUMENTS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1_000);
const TIME_LIMIT_MS = 3_600_000;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
/** As the gateway has them at their strictest. */
const RULES = [
  ...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule),
  subscriptionRule,
  NoSchemaIntrospectionCustomRule,
];

const gateway = buildSchema();
/** Has in little room what makes documents invalid. */
const tricky = readSchema(`
  type Query {
    a(x: Int!, y: Int! = 3, z: [Int!], w: [[Int]]): A
    b(in: In, one: One, ins: [In!]! = [], kind: Kind, any: Any, id: ID, text: String, float: Float, on: Boolean): B
    u: U
    i: I
    name: String
  }
  type Mutation { name(x: One!): Int  a: A! }
  type Subscription { name: String }
  interface I { id: ID! i: I }
  interface J { name: String }
  type A implements I { id: ID! name: String title: String i: A u(x: Int): U same: Int kinds: [Kind!] }
  type B implements I & J { id: ID! name: String! i: I b: B same: Int! kinds: [Kind] }
  type C implements J { name: String }
  union U = A | C
  input In { a: Int! b: In c: [In] d: String! = "d" e: One k: Kind }
  input One @oneOf { a: Int b: String c: In }
  enum Kind { A B }
  scalar Any
`);

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** Names, values and signs. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  const lexer = new Lexer(new Source(text));
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance())
    words.push(text.slice(token.start, token.end));
  return words;
}

function namesIn(schema: GraphQLSchema): string[] {
  const names = Object.values(schema.getTypeMap()).flatMap((type) => [
    type.name,
    ...('getFields' in type ? Object.keys(type.getFields()) : []),
  ]);
  return [
    ...names,
    'skip',
    'include',
    'if',
    'null',
    'true',
    'x',
    '1',
    '-2.5',
    '"text"',
    'F0',
    'on',
    '__schema',
    '__type',
  ];
}

/** The same document with some of its words changed, left out, doubled, or put elsewhere. */
function damaged(text: string, names: readonly string[], random: Random): string {
  const words = wordsOf(text);
  for (let times = random.integer(1, 3); times > 0 && words.length > 0; times -= 1) {
    const at = random.integer(0, words.length - 1);
    const piece = words.slice(at, at + random.integer(1, 6));
    const isName = /^\w/u.test(words[at]!);
    const kind = random.integer(0, isName ? 9 : 5);
    if (kind === 0) words.splice(at, piece.length);
    else if (kind === 1) words.splice(random.integer(0, words.length), 0, ...piece);
    else if (kind === 2) words.splice(at, 1, random.pick(words));
    else if (kind === 3)
      words.splice(at + 1, 0, random.pick(['!', '[', ']', '@include(if: true)', '...F0', '$v0', 'id']));
    else if (kind === 4)
      words.push(
        random.pick(['fragment F0 on Model { id }', 'query Other { __typename }', '{ __typename }']),
      );
    else words.splice(at, 1, random.pick(names));
  }
  return words.join(' ');
}

function check(schema: GraphQLSchema, document: DocumentNode, name: string): 'sure' | 'valid' | 'invalid' {
  const measured = measureIfValid(schema, document);
  const errors = validate(schema, document, RULES);
  if (measured === null) return errors.length === 0 ? 'valid' : 'invalid';
  expect({ name, errors: errors.map(({ message }) => message) }).toEqual({ name, errors: [] });
  for (const [what, count] of Object.entries(measureDocument(schema, document)))
    expect(measured, `${what} of ${name}`).toHaveProperty(
      what,
      expect.toSatisfy((most) => (most as number) >= count),
    );
  return 'sure';
}

describe.each([
  ['of the gateway', gateway],
  ['that is tricky', tricky],
])('of a schema %s', (_title, schema) => {
  test(
    'no document counts as surely valid in which the library finds an error, and none as smaller than it is',
    () => {
      const names = namesIn(schema);
      const found = { sure: 0, valid: 0, invalid: 0 };
      for (let seed = SEED; seed < SEED + DOCUMENTS; seed += 1) {
        const random = createRandom(String(seed));
        const { query } = new DocumentWriter(schema, ['a', 'b'], random).write();
        const document = parsed(query);
        if (document === null) continue;
        found[check(schema, document, `FUZZ_SEED=${seed} ${query}`)] += 1;
        for (let times = 0; times < 4; times += 1) {
          const text = damaged(query, names, random);
          const other = parsed(text);
          if (other !== null) found[check(schema, other, `FUZZ_SEED=${seed} ${text}`)] += 1;
        }
      }
      // Else there was nothing to be wrong about.
      expect(found.sure).toBeGreaterThan(DOCUMENTS / 5);
      expect(found.invalid).toBeGreaterThan(DOCUMENTS / 5);
    },
    TIME_LIMIT_MS,
  );
});

const SURE: readonly string[] = [
  'query One($id: ID!) { model(by: { id: $id }) { id name x: name } }',
  '{ models(first: 100, filter: { task: [OBJECT_DETECTION] }) { nodes { id } pageInfo { hasNextPage } } }',
  'query ($ids: [ID!]!) { a: nodes(ids: $ids) { ... on Model { id run { id } } } b: nodes(ids: $ids) { id } }',
  'query ($on: Boolean = true) { providers { name @skip(if: $on) ...F } } fragment F on Provider { name @include(if: true) }',
  'mutation ($id: ID!) { startDownload(input: { id: $id }) { id state } }',
];

test.each(SURE)('%s is surely valid', (text) => {
  expect(measureIfValid(gateway, parse(text))).not.toBeNull();
});

/** Mistakes that are rare among generated ones. */
const WRONG: readonly string[] = [
  '{ a(x: 1, x: 2) { id } }',
  '{ b(in: { a: 1, a: 2 }) { id } }',
  '{ b(one: { a: 1, b: "b" }) { id } }',
  '{ b(one: {}) { id } }',
  '{ b(one: { a: null }) { id } }',
  'query ($a: Int) { b(one: { a: $a }) { id } }',
  'query ($a: In) { b(in: { a: 1, e: { c: $a } }) { id } }',
  '{ a(x: null) { id } }',
  '{ a(x: 1, z: [null]) { id } }',
  '{ a(x: 1, w: [[1], [["1"]]]) { id } }',
  'query ($x: Int! = null) { a(x: $x) { id } }',
  '{ a(x: 1) { ...F0 } } fragment F0 on A { i { ...F0 } }',
  '{ a(x: 1) { id } a(x: 2) { id } }',
  '{ a(x: 1) { id } x: name a(x: 1) { id: name } }',
  '{ u { ... on A { u { ... on A { id } } } ... on A { u(x: 1) { ... on A { id } } } } }',
  '{ i { ... on A { i { id } } ... on B { i { id: b { id } } } } }',
  'query @skip(if: true) { name }',
  'query ($x: Int! @skip(if: true)) { a(x: $x) { id } }',
  'query { ...F0 } fragment F0 on Query @include(if: true) { name }',
  'query ($x: Int!, $x: Int!) { a(x: $x) { id } }',
  '{ name @skip(if: true) @skip(if: true) }',
  '{ a(x: [1]) { id } }',
  '{ name @requires }',
  '{ name @skip }',
  '{ name @deprecated }',
  '{ name __schema { types { name } } }',
  '{ u { name } }',
  '{ b(ins: [{ a: 1, z: 1 }]) { id } }',
  '{ b(in: {}) { id } }',
  'query ($x: Int) { a(x: $x) { id } }',
  '{ a(x: 1) { name name: title } }',
  '{ a(x: 1) { u(x: 1) { __typename } u { __typename } } }',
  '{ b(kind: C) { id } }',
  '{ b(text: { x: 1 }) { id } }',
  'type T { a: Int } { name }',
];

test.each(WRONG)('%s is not surely valid', (text) => {
  const document = parse(text);

  expect(validate(tricky, document, RULES)).not.toEqual([]);
  expect(measureIfValid(tricky, document)).toBeNull();
});

test("the client's own queries and mutations are surely valid", () => {
  const asked = Object.entries(clientDocuments).flatMap(([name, document]) =>
    name.endsWith('Document') && /^\s*(?:query|mutation) /u.test(String(document)) ? [String(document)] : [],
  );

  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((text) => measureIfValid(gateway, parse(text)) === null)).toEqual([]);
});
