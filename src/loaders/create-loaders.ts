import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ModelRecord } from '../domain/model.js';
import type { Ref } from '../domain/ref.js';
import type { RunRecord } from '../domain/run.js';
import type { CallOptions, CheckpointList } from '../providers/provider.js';
import { createDetailsLoader, createIdLoader, type Adapters } from './by-key.js';
import { createCheckpointLists } from './checkpoint-lists.js';

/**
 * Reads single things of all providers. What is asked within one tick goes out as one call for each provider, and
 * nothing is asked twice. The loaders live as long as one operation, or one event of a subscription: longer, and
 * clients see frozen data.
 *
 * A thing that does not exist, or whose provider is not configured or has no such things, is null (an empty list).
 * Failures reject with the provider's GatewayError, that of one key for that key only.
 */
export interface Loaders {
  model(key: Ref): Promise<ModelRecord | null>;
  /** The same model without deferred fields; as it is where it has vanished meanwhile. */
  modelDetails(record: ModelRecord): Promise<ModelRecord>;
  run(key: Ref): Promise<RunRecord | null>;
  /** The run that made a model. */
  runOfModel(modelKey: Ref): Promise<RunRecord | null>;
  checkpoint(key: Ref): Promise<CheckpointRecord | null>;
  /** The same checkpoint without deferred fields; as it is where it has vanished meanwhile. */
  checkpointDetails(record: CheckpointRecord): Promise<CheckpointRecord>;
  /** The newest `limit` checkpoints of a model, newest first; null: all of them. */
  checkpointsOfModel(modelKey: Ref, limit: number | null): Promise<CheckpointList>;
  checkpointsOfRun(runKey: Ref, limit: number | null): Promise<CheckpointList>;
  /** Keeps a record that came with a list. Fields that the list left out are still completed when they are asked for. */
  primeModel(record: ModelRecord): void;
  primeRun(record: RunRecord): void;
}

export interface LoadersOptions {
  readonly adapters: Adapters;
  readonly call: CallOptions;
}

/** Makes the loaders of one operation. What was read a moment ago, for whichever operation, may serve. */
export function createLoaders({ adapters, call: ownCall }: LoadersOptions): Loaders {
  const call: CallOptions = { ...ownCall, freshness: 'reuse' };
  const models = onDemand(() =>
    createIdLoader(adapters, ({ models: reader }, ids) => reader.getMany(ids, call)),
  );
  const runs = onDemand(() => createIdLoader(adapters, (adapter, ids) => adapter.runs?.getMany(ids, call)));
  const runsOfModels = onDemand(() =>
    createIdLoader(adapters, (adapter, ids) => adapter.runs?.ofModels(ids, call)),
  );
  const checkpoints = onDemand(() =>
    createIdLoader(adapters, (adapter, ids) => adapter.checkpoints?.getMany(ids, call)),
  );
  const modelDetails = onDemand(() =>
    createDetailsLoader<ModelRecord>(adapters, (adapter, records) => adapter.models.fill?.(records, call)),
  );
  const checkpointDetails = onDemand(() =>
    createDetailsLoader<CheckpointRecord>(adapters, (adapter, records) =>
      adapter.checkpoints?.fill?.(records, call),
    ),
  );

  return {
    model: (key) => models().load(key),
    modelDetails: (record) => modelDetails()(record),
    run: (key) => runs().load(key),
    runOfModel: (modelKey) => runsOfModels().load(modelKey),
    checkpoint: (key) => checkpoints().load(key),
    checkpointDetails: (record) => checkpointDetails()(record),
    checkpointsOfModel: createCheckpointLists(adapters, (adapter, ids, limit) =>
      adapter.checkpoints?.ofModels(ids, limit, call),
    ),
    checkpointsOfRun: createCheckpointLists(adapters, (adapter, ids, limit) =>
      adapter.checkpoints?.ofRuns?.(ids, limit, call),
    ),
    primeModel: (record) => {
      if (record.deferred.length === 0) models().prime(record, record);
    },
    primeRun: (record) => {
      runs().prime(record, record);
    },
  };
}

/** Most operations need one loader, or none. */
function onDemand<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
