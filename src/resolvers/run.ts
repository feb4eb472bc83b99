import { toGlobalId } from '../domain/global-id.js';
import { toRef } from '../domain/ref.js';
import type { RunRecord } from '../domain/run.js';
import type { RunResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { bestCheckpoint, checkpointPage, latestCheckpoint } from './checkpoint-lists.js';
import { adapterOf } from './lookup.js';
import { publicRaw } from './raw.js';

const checkpointsOf = (record: RunRecord, context: GatewayContext) => (limit: number | null) =>
  context.loaders.checkpointsOfRun(record, limit);

export const runResolvers: RunResolvers = {
  id: ({ provider, nativeId }) => toGlobalId({ type: 'Run', provider, nativeId }),
  ref: toRef,
  provider: (record, _args, context) => adapterOf(record.provider, context),
  model: ({ provider, modelId }, _args, context) =>
    modelId === null ? null : context.loaders.model({ provider, nativeId: modelId }),
  checkpoints: (record, args, context, info) =>
    checkpointPage(checkpointsOf(record, context), args, context, info),
  latestCheckpoint: (record, _args, context) => latestCheckpoint(checkpointsOf(record, context)),
  bestCheckpoint: (record, args, context) => bestCheckpoint(checkpointsOf(record, context), args),
  raw: publicRaw,
};
