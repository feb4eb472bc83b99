import { whenThere } from '../async/is-promise.js';
import type { CheckpointRecord, DeferrableCheckpointField } from '../domain/checkpoint.js';
import { toGlobalId } from '../domain/global-id.js';
import { toRef } from '../domain/ref.js';
import type { CheckpointResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { adapterOf } from './lookup.js';
import { publicRaw } from './raw.js';

function filled(
  record: CheckpointRecord,
  field: DeferrableCheckpointField,
  context: GatewayContext,
): CheckpointRecord | Promise<CheckpointRecord> {
  return record.deferred.includes(field) ? context.loaders.checkpointDetails(record) : record;
}

export const checkpointResolvers: CheckpointResolvers = {
  id: ({ provider, nativeId }) => toGlobalId({ type: 'Checkpoint', provider, nativeId }),
  ref: toRef,
  provider: (record, _args, context) => adapterOf(record.provider, context),
  metric: ({ metrics }, { name }) => metrics.find((metric) => metric.name === name)?.value ?? null,
  model: ({ provider, modelId }, _args, context) =>
    modelId === null ? null : context.loaders.model({ provider, nativeId: modelId }),
  run: ({ provider, runId }, _args, context) =>
    runId === null ? null : context.loaders.run({ provider, nativeId: runId }),
  inputSchema: (record, _args, context) =>
    whenThere(filled(record, 'inputSchema', context), ({ inputSchema }) => inputSchema),
  outputSchema: (record, _args, context) =>
    whenThere(filled(record, 'outputSchema', context), ({ outputSchema }) => outputSchema),
  download: (record, _args, context) =>
    context.services.downloads.latestOf(record.provider, { kind: 'checkpoint', nativeId: record.nativeId }),
  raw: publicRaw,
};
