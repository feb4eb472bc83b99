import { getNamedType, isObjectType, type GraphQLObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { scopeOf } from '../../../src/graphql/enforce-scopes.js';

const schema = buildSchema();

const types: readonly GraphQLObjectType[] = Object.values(schema.getTypeMap()).filter((type) =>
  isObjectType(type),
);
const isRoot = (type: GraphQLObjectType) => ['Query', 'Mutation', 'Subscription'].includes(type.name);

function fieldsWithoutScope(of: readonly GraphQLObjectType[], isMeant: (named: string) => boolean): string[] {
  return of.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => isMeant(getNamedType(field.type).name) && scopeOf(field, schema) === null)
      .map((field) => `${type.name}.${field.name}`),
  );
}

it('every root field says which scope it needs; only what callers may do is told to all of them', () => {
  expect(fieldsWithoutScope(types.filter(isRoot), () => true)).toEqual(['Query.viewer']);
});

it('every way from one thing to another needs a scope, so that who may change one thing reads no other', () => {
  const isThing = (name: string) =>
    /^(?:Provider|Model|Run|Checkpoint|Download|Artifact|DownloadSubject|Node|\w+Connection)$/u.test(name);
  // Parts of one answer: the scope was asked for above them. A download's artifact is its result.
  const isPart = (type: string) => /(?:Connection|Edge|Comparison|Check|Problem)$/u.test(type);
  const links = types.filter((type) => !isRoot(type) && !isPart(type.name));

  expect(fieldsWithoutScope(links, isThing)).toEqual(['Download.artifact']);
});
