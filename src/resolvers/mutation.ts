import { toGlobalId } from '../domain/global-id.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CreateModelInput, MutationResolvers, UpdateModelInput } from '../generated/resolvers.js';
import type { ModelChanges } from '../providers/provider.js';
import { downloadMutations } from './download-mutations.js';
import { keyFromIdOrRef } from './lookup.js';

export const mutationResolvers: MutationResolvers = {
  ...downloadMutations,
  createModel: (_root, { input }, context) =>
    context.services.models.create(input.provider, toCreation(input), context.call),
  updateModel: (_root, { input }, context) =>
    context.services.models.update(
      keyFromIdOrRef('Model', input.id, context),
      toChanges(input),
      context.call,
    ),
  deleteModel: async (_root, { id }, context) => {
    const key = keyFromIdOrRef('Model', id, context);
    const { outcome } = await context.services.models.remove(key, context.call);
    return { id: toGlobalId({ type: 'Model', ...key }), outcome };
  },
  loadModel: (_root, { id }, context) =>
    context.services.models.load(keyFromIdOrRef('Model', id, context), context.call),
  unloadModel: (_root, { id }, context) =>
    context.services.models.unload(keyFromIdOrRef('Model', id, context), context.call),
};

/** Fields of a model that have no null: an explicit null is a mistake of the caller. */
const NOT_CLEARABLE = ['name', 'visibility', 'hardware', 'readme', 'categories'] as const;

function toChanges(input: UpdateModelInput): ModelChanges {
  const given = Object.entries(input).filter(([field, value]) => field !== 'id' && value !== undefined);
  if (given.length === 0)
    throw new GatewayError('INVALID_ARGUMENT', 'updateModel needs at least one field to change.');
  for (const field of NOT_CLEARABLE) {
    if (input[field] === null)
      throw new GatewayError('INVALID_ARGUMENT', `${field} cannot be cleared; leave it out.`);
  }
  return Object.fromEntries(given);
}

function toCreation({
  provider: _provider,
  ...fields
}: CreateModelInput): ModelChanges & { readonly name: string } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return { ...Object.fromEntries(given), name: fields.name };
}
