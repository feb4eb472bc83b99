import {
  defaultFieldResolver,
  getDirectiveValues,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { SCOPES, type Scope } from '../domain/caller.js';
import { requireScope } from '../domain/require-scope.js';
import type { GatewayContext } from './context.js';

type Field = GraphQLField<unknown, GatewayContext>;
type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

/**
 * Makes every field with `@requires` check the caller's scopes before its resolver runs; a subscription does so when it
 * begins. The one place where scopes are enforced: all transports execute this schema.
 */
export function enforceScopes(schema: GraphQLSchema): GraphQLSchema {
  const subscriptionType = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const scope = scopeOf(field, schema);
      if (scope === null) continue;
      if (type === subscriptionType) field.subscribe = guarded(field.subscribe, scope);
      else field.resolve = guarded(field.resolve, scope);
    }
  }
  return schema;
}

/** The scope that a field demands by itself, whatever its parents demand; null: none. */
export function scopeOf(field: Field, schema: GraphQLSchema): Scope | null {
  const directive = schema.getDirective('requires');
  if (directive == null || field.astNode == null) return null;
  const name = getDirectiveValues(directive, field.astNode)?.['scope'];
  return SCOPES.find((scope) => scope.toUpperCase() === name) ?? null;
}

function guarded(resolve: Resolver = defaultFieldResolver, scope: Scope): Resolver {
  return (source, args, context, info) => {
    requireScope(context.caller, scope);
    return resolve(source, args, context, info);
  };
}
