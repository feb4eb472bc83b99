import type { JsonObject, Metric } from './common.js';

/** Fields that a list of checkpoints may leave out; `CheckpointReader.fill` completes them. */
export type DeferrableCheckpointField = 'inputSchema' | 'outputSchema';

/** An immutable state of a model's weights. Null means "the provider does not say". */
export interface CheckpointRecord {
  readonly provider: string;
  /** The provider's key, made of several parts where one is not unique; see native-key.ts. */
  readonly nativeId: string;
  /** Native key of the model it belongs to. */
  readonly modelId: string | null;
  /** Native key of the run that made it. */
  readonly runId: string | null;
  /** What a person calls it: `epoch_10`, `2.0.0`, `3`. */
  readonly name: string;
  readonly epoch: number | null;
  readonly metrics: readonly Metric[];
  /** Lower case: `onnx`, `safetensors`, `tar`, `container-image`. */
  readonly format: string | null;
  readonly sizeBytes: number | null;
  /** `algorithm:hex` of the whole object. */
  readonly digest: string | null;
  /** The provider's own revision mark. */
  readonly etag: string | null;
  readonly createdAt: Date | null;
  readonly releaseNotes: string | null;
  readonly inputSchema: JsonObject | null;
  readonly outputSchema: JsonObject | null;
  readonly downloadable: boolean;
  readonly deferred: readonly DeferrableCheckpointField[];
  /** The provider's record as it came, without URLs for fetching. Clients see it without any URL's query. */
  readonly raw: JsonObject;
}
