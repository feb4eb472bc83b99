import {
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { coerceVariables } from '../../../src/graphql/execution/coerce-variables.js';
import { Executor } from '../../../src/graphql/execution/execute.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import { DocumentWriter } from '../../helpers/fuzz/documents.js';

/** Documents of each test; more for longer searches. */
const DOCUMENTS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1_000);
const TIME_LIMIT_MS = 3_600_000;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** How an execution's resolvers behave. */
interface Manner {
  /** What the values follow from, with the place in the answer. */
  readonly seed: number;
  /** Whether some values come later. */
  readonly isLate: boolean;
  /** Whether fields and items may fail that must not be null. */
  readonly failsAnywhere: boolean;
}

/** A number that follows from a text. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 16_777_619);
  return (value ^ (value >>> 15)) >>> 0;
}

function placeOf({ path }: GraphQLResolveInfo): string {
  const keys: unknown[] = [];
  for (let place: GraphQLResolveInfo['path'] | undefined = path; place !== undefined; place = place.prev)
    keys.push(place.key);
  return keys.join('.');
}

/** The gateway's schema with resolvers of little trust. */
function doubtfulSchema(): GraphQLSchema {
  const schema = buildSchema();

  const valueOf = (type: GraphQLOutputType, seed: number, manner: Manner): unknown => {
    const mayFail = manner.failsAnywhere || !isNonNullType(type);
    const kind = seed % 41;
    const late = manner.isLate && seed % 3 === 0;
    if (mayFail && kind === 0) return late ? Promise.resolve(null) : null;
    if (mayFail && kind === 1)
      return late ? Promise.reject(new Error(`failed ${seed}`)) : new Error(`failed ${seed}`);
    if (mayFail && kind === 2) throw new Error(`thrown ${seed}`);
    const value = plainValueOf(type, seed, manner);
    return late ? Promise.resolve(value) : value;
  };
  const itemOf = (type: GraphQLOutputType, seed: number, manner: Manner): unknown => {
    try {
      return valueOf(type, seed, manner);
    } catch (error) {
      return error;
    }
  };
  const plainValueOf = (type: GraphQLOutputType, seed: number, manner: Manner): unknown => {
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: seed % 4 }, (_item, index) =>
        itemOf(nullable.ofType, hash(`${seed}.${index}`), manner),
      );
    const named = getNamedType(nullable);
    if (isAbstractType(named)) {
      const types = schema.getPossibleTypes(named);
      return { type: types[seed % types.length]!.name };
    }
    if (isEnumType(named)) return named.getValues()[seed % named.getValues().length]!.value;
    if (!isScalarType(named)) return {};
    const byType: Record<string, unknown> = {
      Int: seed % 1_000,
      SafeInt: seed,
      Float: seed / 7,
      Boolean: seed % 2 === 0,
      DateTime: new Date(seed * 1_000),
      JSONObject: { a: [seed] },
      ID: seed,
    };
    return byType[named.name] ?? (seed % 19 === 0 ? seed : `text ${seed}`);
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value) => (value as { type: string }).type;
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = (_source, _args, context, info) => {
        const manner = context as Manner;
        return valueOf(field.type, hash(`${manner.seed} ${placeOf(info)}`), manner);
      };
    }
  }
  return schema;
}

const schema = doubtfulSchema();
const executor = new Executor(schema);

interface Case {
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  readonly seed: number;
  readonly name: string;
}

/** Valid operations with variables that fit. */
function* cases(): Generator<Case> {
  let found = 0;
  for (let seed = SEED; found < DOCUMENTS; seed += 1) {
    const random = createRandom(String(seed));
    const writer = new DocumentWriter(schema, ['a', 'b'], random);
    const { query, variables } = writer.write(random.pick(['query', 'query', 'mutation']));
    const document = parsed(query);
    const given = variables as Record<string, unknown>;
    if (document === null || validate(schema, document).length > 0) continue;
    if (coerceVariables(schema, getOperationAST(document)!, given) === null) continue;
    found += 1;
    yield { document, variables: given, seed, name: `FUZZ_SEED=${seed} ${query}` };
  }
}

/** Null: there is a piece in it that is no GraphQL. */
function parsed(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

async function executed({ document, variables }: Case, context: Manner): Promise<ExecutionResult> {
  const operation = getOperationAST(document)!;
  return executor.execute({
    document,
    operation,
    variables: coerceVariables(schema, operation, variables)!,
    context,
    rootValue: undefined,
    signal: undefined,
  });
}

/** The answer of the library's own executor. Values do not come late: which of several failures comes first would be chance. */
async function expected({ document, variables }: Case, context: Manner): Promise<ExecutionResult> {
  return execute({
    schema,
    document,
    variableValues: variables,
    contextValue: { ...context, isLate: false },
  });
}

function sortedErrors({ errors = [] }: ExecutionResult): readonly string[] {
  return errors.map((error) => JSON.stringify(error)).toSorted();
}

describe('an execution by plan', { timeout: TIME_LIMIT_MS }, () => {
  test('gives what the GraphQL library gives, byte for byte, also when its plan is known', async () => {
    for (const one of cases()) {
      const manner = { seed: one.seed, isLate: false, failsAnywhere: true };
      const wanted = JSON.stringify(await expected(one, manner));
      expect([one.name, JSON.stringify(await executed(one, manner))]).toEqual([one.name, wanted]);
      expect([one.name, JSON.stringify(await executed(one, manner))]).toEqual([one.name, wanted]);
    }
  });

  test('gives the same data and errors in whatever order values come', async () => {
    for (const one of cases()) {
      const manner = { seed: one.seed, isLate: true, failsAnywhere: false };
      const [result, wanted] = [await executed(one, manner), await expected(one, manner)];
      expect([one.name, JSON.stringify(result.data)]).toEqual([one.name, JSON.stringify(wanted.data)]);
      expect([one.name, sortedErrors(result)]).toEqual([one.name, sortedErrors(wanted)]);
    }
  });

  test('gives the same nulls when late values are missing that must not be', async () => {
    for (const one of cases()) {
      const manner = { seed: one.seed, isLate: true, failsAnywhere: true };
      const [result, wanted] = [await executed(one, manner), await expected(one, manner)];
      expect([one.name, JSON.stringify(result.data)]).toEqual([one.name, JSON.stringify(wanted.data)]);
    }
  });
});
