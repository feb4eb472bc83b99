import { GatewayError } from '../errors/gateway-error.js';
import type { CreateModelInput, MutationResolvers, UpdateModelInput } from '../generated/resolvers.js';
import type { ModelChanges } from '../providers/provider.js';
import { downloadMutations } from './download-mutations.js';
import { keyFromId } from './lookup.js';

export const mutationResolvers: MutationResolvers = {
  ...downloadMutations,
  createModel: (_root, { input }, context) =>
    context.services.models.create(input.provider, toCreation(input), context.call),
  updateModel: (_root, { input }, context) =>
    context.services.models.update(keyFromId('Model', input.id, context), toChanges(input), context.call),
  deleteModel: async (_root, { id }, context) => {
    const { outcome } = await context.services.models.remove(keyFromId('Model', id, context), context.call);
    return { id, outcome };
  },
  loadModel: (_root, { id }, context) =>
    context.services.models.load(keyFromId('Model', id, context), context.call),
  unloadModel: (_root, { id }, context) =>
    context.services.models.unload(keyFromId('Model', id, context), context.call),
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
