import { readdirSync, readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { resolvers } from '../resolvers/index.js';
import { enforceScopes } from './enforce-scopes.js';

const SCHEMA_FOLDER = new URL('../../schema/', import.meta.url);

/** Joins the files under `schema/` with the resolvers, and these with the scopes. Fails at start when a resolver names a field that is not there. */
export function buildSchema(): GraphQLSchema {
  const typeDefs = readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, SCHEMA_FOLDER), 'utf8'));
  return enforceScopes(makeExecutableSchema({ typeDefs, resolvers }));
}
