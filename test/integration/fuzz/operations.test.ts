import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import { DocumentWriter, type Operation } from '../../helpers/fuzz/documents.js';
import { expectInnocent, failuresIn } from '../../helpers/fuzz/innocent.js';
import { everyCase } from '../../helpers/fuzz/runs.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

/** Longer than a list waits for a provider. */
const PATIENCE_MS = 15_000;
const TIME_LIMIT_MS = 3_600_000;

const sandbox = useSandbox({ size: 8, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const schema = buildSchema();

/** Ids and refs that exist, so that operations get past the lookup. */
async function knownTexts(): Promise<string[]> {
  const { data } = await gateway().askText(
    '{ models(first: 40) { nodes { id ref name } } runs(first: 20) { nodes { id ref } } providers { id name } }',
  );
  const things = [...data!['models'].nodes, ...data!['runs'].nodes, ...data!['providers']];
  return things.flatMap((thing: object) => Object.values(thing) as string[]);
}

/** Sends a body and judges the answer, whatever it is. */
async function expectBearable(body: string): Promise<void> {
  const response = await fetch(gateway().url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  // A subscription does not fit into one JSON answer.
  expectInnocent(response.status === 406 ? text : failuresIn(text));
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('a gateway that is asked at random', () => {
  it.each<[string, (writer: DocumentWriter, operation: Operation) => Operation]>([
    ['documents that fit the schema', (_writer, operation) => operation],
    [
      'documents that are damaged',
      (writer, { query, variables }) => ({ query: writer.damage(query), variables }),
    ],
    ['variables that do not fit', (writer, { query }) => ({ query, variables: writer.oddValue() })],
  ])(
    'bears %s',
    async (family, change) => {
      const known = await knownTexts();
      await everyCase(family, seeds, async (seed) => {
        const writer = new DocumentWriter(schema, known, createRandom(String(seed)));
        await expectBearable(JSON.stringify(change(writer, writer.write())));
      });
      expect((await gateway().askText('{ __typename }')).status).toBe(200);
    },
    TIME_LIMIT_MS,
  );

  it(
    'bears bodies that are any JSON',
    async () => {
      const bodies = fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            query: fc.jsonValue(),
            variables: fc.jsonValue(),
            operationName: fc.jsonValue(),
            extensions: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      );
      await everyCase('bodies that are any JSON', bodies, (body) => expectBearable(JSON.stringify(body)));
    },
    TIME_LIMIT_MS,
  );
});
