import { getOperationAST, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { coerceVariables } from '../../../src/graphql/execution/coerce-variables.js';
import { isSurelyCheap } from '../../../src/limits/bound-cost.js';
import { checkCost, type CostLimits } from '../../../src/limits/estimate-cost.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import { DocumentWriter } from '../../helpers/fuzz/documents.js';

/** Valid operations; more for longer searches. */
const DOCUMENTS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1_000);
const TIME_LIMIT_MS = 3_600_000;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const schema: GraphQLSchema = buildSchema();

type Variables = Record<string, unknown>;

function isCheap(document: DocumentNode, variables: Variables, limits: CostLimits): boolean {
  const operation = getOperationAST(document)!;
  return isSurelyCheap({ operation, root: schema.getRootType(operation.operation)! }, variables, limits);
}

function errorOf(document: DocumentNode, variables: Variables, limits: CostLimits) {
  return checkCost({ schema, document, operationName: null, variables }, limits);
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

test(
  'no operation counts as surely cheap that exceeds a limit',
  () => {
    const found = { cheap: 0, dear: 0 };
    for (let seed = SEED, documents = 0; documents < DOCUMENTS; seed += 1) {
      const random = createRandom(String(seed));
      const written = new DocumentWriter(schema, ['a', 'b'], random).write(
        random.pick(['query', 'mutation']),
      );
      const document = parsed(written.query);
      const variables = written.variables as Variables;
      if (document === null || validate(schema, document).length > 0) continue;
      if (coerceVariables(schema, getOperationAST(document)!, variables) === null) continue;
      documents += 1;
      for (const [cost, listItems] of [
        [20, 100],
        [1_000, 2],
        [100_000, 1],
        [20_000, 100],
      ] as const) {
        const error = errorOf(document, variables, { cost, listItems });
        if (error !== null) found.dear += 1;
        if (!isCheap(document, variables, { cost, listItems })) continue;
        found.cheap += 1;
        expect({ name: `FUZZ_SEED=${seed} ${written.query}`, error }).toMatchObject({ error: null });
      }
    }
    // Else there was nothing to be wrong about.
    expect(found.cheap).toBeGreaterThan(DOCUMENTS / 5);
    expect(found.dear).toBeGreaterThan(DOCUMENTS / 5);
  },
  TIME_LIMIT_MS,
);

const LIMITS: CostLimits = { cost: 20_000, listItems: 100 };
const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const FIRST = 'query ($first: Int!) { models(first: $first) { nodes { id } } }';

test.each<[string, Variables]>([
  ['query ($id: ID!) { model(by: { id: $id }) { id name } }', { id: 'x' }],
  ['{ models(first: 100) { nodes { id } pageInfo { hasNextPage } } }', {}],
  ['{ models { nodes { run { id } } } }', {}],
  [FIRST, { first: 100 }],
  [IDS, { ids: Array.from({ length: 100 }, () => 'x') }],
])('%s is surely cheap', (text, variables) => {
  expect(isCheap(parse(text), variables, LIMITS)).toBe(true);
});

test.each<[string, Variables]>([
  [FIRST, { first: 2_147_483_647 }],
  [IDS, { ids: Array.from({ length: 101 }, () => 'x') }],
  [`{ nodes(ids: [${'"x" '.repeat(101)}]) { id } }`, {}],
  [
    `query ($names: [String!] = [${'"x" '.repeat(101)}]) { models(filter: { category: $names }) { nodes { id } } }`,
    {},
  ],
  ['query ($first: Int = 100000) { models(first: $first) { nodes { id } } }', {}],
  [`{ ${Array.from({ length: 10_000 }, (_, index) => `a${index}: __typename`).join(' ')} }`, {}],
  [
    'query ($names: [String!]) { models(filter: { category: $names }) { nodes { id } } }',
    { names: Array(101).fill('x') },
  ],
])('%.60s is not, for it exceeds a limit', (text, variables) => {
  const document = parse(text);

  expect(errorOf(document, variables, LIMITS)).not.toBeNull();
  expect(isCheap(document, variables, LIMITS)).toBe(false);
});
