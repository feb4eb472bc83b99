import { toGlobalId } from '../domain/global-id.js';
import type { ProviderProblemResolvers, ProviderResolvers } from '../generated/resolvers.js';
import { capabilitiesOf } from '../providers/capabilities.js';
import { adapterOf } from './lookup.js';
import { listModels, listRuns } from './lists.js';

export const providerResolvers: ProviderResolvers = {
  id: ({ name }) => toGlobalId({ type: 'Provider', provider: '', nativeId: name }),
  capabilities: (adapter) => capabilitiesOf(adapter),
  health: ({ name }, _args, context) => context.services.health.of(name),
  models: ({ name }, args, context, info) =>
    listModels({ ...args, filter: { ...args.filter, providers: [name], kinds: null } }, context, info),
  runs: ({ name }, args, context, info) =>
    listRuns({ ...args, filter: { ...args.filter, providers: [name] } }, context, info),
};

export const providerProblemResolvers: ProviderProblemResolvers = {
  provider: (problem, _args, context) => adapterOf(problem.provider, context),
  retryAfterSeconds: ({ retryAfterMs }) => (retryAfterMs === null ? null : retryAfterMs / 1000),
};
