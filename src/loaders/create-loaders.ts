import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { ModelRecord } from '../domain/model.js';
import type { Ref } from '../domain/ref.js';
import type { RunRecord } from '../domain/run.js';
import type { CallOptions, CheckpointList } from '../providers/provider.js';
import { createDetailsLoader, createIdLoader, type Adapters, type IdLoader } from './by-key.js';
import { createCheckpointLists, type LoadCheckpointList } from './checkpoint-lists.js';

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
export function createLoaders({ adapters, call }: LoadersOptions): Loaders {
  return new LateLoaders(adapters, call);
}

/** Most operations need one loader, or none: each is made when it is asked for. */
class LateLoaders implements Loaders {
  readonly #adapters: Adapters;
  readonly #given: CallOptions;
  #reusing: CallOptions | null = null;
  #models: IdLoader<ModelRecord> | null = null;
  #runs: IdLoader<RunRecord> | null = null;
  #runsOfModels: IdLoader<RunRecord> | null = null;
  #checkpoints: IdLoader<CheckpointRecord> | null = null;
  #modelDetails: ((record: ModelRecord) => Promise<ModelRecord>) | null = null;
  #checkpointDetails: ((record: CheckpointRecord) => Promise<CheckpointRecord>) | null = null;
  #checkpointsOfModels: LoadCheckpointList | null = null;
  #checkpointsOfRuns: LoadCheckpointList | null = null;

  constructor(adapters: Adapters, call: CallOptions) {
    this.#adapters = adapters;
    this.#given = call;
  }

  /** The same call, which takes what was read a moment ago. */
  get #call(): CallOptions {
    return (this.#reusing ??= { ...this.#given, freshness: 'reuse' });
  }

  model(key: Ref): Promise<ModelRecord | null> {
    return this.#modelLoader().load(key);
  }

  modelDetails(record: ModelRecord): Promise<ModelRecord> {
    this.#modelDetails ??= createDetailsLoader(this.#adapters, (adapter, records) =>
      adapter.models.fill?.(records, this.#call),
    );
    return this.#modelDetails(record);
  }

  run(key: Ref): Promise<RunRecord | null> {
    return this.#runLoader().load(key);
  }

  runOfModel(modelKey: Ref): Promise<RunRecord | null> {
    this.#runsOfModels ??= createIdLoader(this.#adapters, (adapter, ids) =>
      adapter.runs?.ofModels(ids, this.#call),
    );
    return this.#runsOfModels.load(modelKey);
  }

  checkpoint(key: Ref): Promise<CheckpointRecord | null> {
    this.#checkpoints ??= createIdLoader(this.#adapters, (adapter, ids) =>
      adapter.checkpoints?.getMany(ids, this.#call),
    );
    return this.#checkpoints.load(key);
  }

  checkpointDetails(record: CheckpointRecord): Promise<CheckpointRecord> {
    this.#checkpointDetails ??= createDetailsLoader(this.#adapters, (adapter, records) =>
      adapter.checkpoints?.fill?.(records, this.#call),
    );
    return this.#checkpointDetails(record);
  }

  checkpointsOfModel(modelKey: Ref, limit: number | null): Promise<CheckpointList> {
    this.#checkpointsOfModels ??= createCheckpointLists(this.#adapters, (adapter, ids, wanted) =>
      adapter.checkpoints?.ofModels(ids, wanted, this.#call),
    );
    return this.#checkpointsOfModels(modelKey, limit);
  }

  checkpointsOfRun(runKey: Ref, limit: number | null): Promise<CheckpointList> {
    this.#checkpointsOfRuns ??= createCheckpointLists(this.#adapters, (adapter, ids, wanted) =>
      adapter.checkpoints?.ofRuns?.(ids, wanted, this.#call),
    );
    return this.#checkpointsOfRuns(runKey, limit);
  }

  primeModel(record: ModelRecord): void {
    if (record.deferred.length === 0) this.#modelLoader().prime(record, record);
  }

  primeRun(record: RunRecord): void {
    this.#runLoader().prime(record, record);
  }

  #modelLoader(): IdLoader<ModelRecord> {
    this.#models ??= createIdLoader(this.#adapters, ({ models }, ids) => models.getMany(ids, this.#call));
    return this.#models;
  }

  #runLoader(): IdLoader<RunRecord> {
    this.#runs ??= createIdLoader(this.#adapters, (adapter, ids) => adapter.runs?.getMany(ids, this.#call));
    return this.#runs;
  }
}
