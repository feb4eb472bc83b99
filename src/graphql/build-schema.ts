import { readdirSync, readFileSync } from 'node:fs';
import { addResolversToSchema } from '@graphql-tools/schema';
import { buildSchema as parseSchema, type GraphQLSchema } from 'graphql';
import { resolvers } from '../resolvers/index.js';
import { enforceScopes } from './enforce-scopes.js';

const SCHEMA_FOLDER = new URL('../../schema/', import.meta.url);

/** The files under `schema/` as one text. */
export function readSchemaText(): string {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'))
    .join('\n');
}

/**
 * Joins the schema with the resolvers, and these with the scopes. Fails at start when a resolver names a field that is not
 * there. That the schema is valid is left to a test: to find it out takes a tenth of a start.
 */
export function buildSchema(): GraphQLSchema {
  const schema = parseSchema(readSchemaText(), {
    assumeValid: true,
    assumeValidSDL: true,
    noLocation: true,
  });
  return enforceScopes(addResolversToSchema({ schema, resolvers, updateResolversInPlace: true }));
}
