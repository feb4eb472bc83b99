import type { JsonObject, Metric } from './common.js';

export const RUN_STATUSES = [
  'PENDING',
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Statuses in which a run changes no more. UNKNOWN is not among them: it may still move. */
export const TERMINAL_RUN_STATUSES: ReadonlySet<RunStatus> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

/** A training run as every provider's adapter reports it. Null means "the provider does not say". */
export interface RunRecord {
  readonly provider: string;
  readonly nativeId: string;
  /** Display name; not unique. */
  readonly name: string | null;
  readonly status: RunStatus;
  readonly errorMessage: string | null;
  /** 0 to 100. */
  readonly progressPercent: number | null;
  /** Last epoch begun or finished, as the provider counts. */
  readonly epoch: number | null;
  readonly totalEpochs: number | null;
  readonly etaSeconds: number | null;
  readonly metrics: readonly Metric[];
  readonly pipeline: string | null;
  readonly datasetId: string | null;
  readonly createdAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Native key of the model that the run made or makes; null while there is none. */
  readonly modelId: string | null;
  /** The provider's record as it came, without URLs for fetching. Clients see it without any URL's query. */
  readonly raw: JsonObject;
}
