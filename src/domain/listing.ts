import type { ProviderKind, SortDirection } from './common.js';
import type { ModelStatus, ModelTask, RuntimeLoadState, Visibility } from './model.js';
import type { RunStatus } from './run.js';

/** One page of a provider's native listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts, in the provider's own terms; null on the last page. */
  readonly next: string | null;
  /** Size of the whole listing, where the provider tells. */
  readonly total: number | null;
  /** Items that came but could not be read; they are left out and counted here. */
  readonly rejected: number;
}

/** Bounds on a metric; both are inclusive, null means open. */
export interface MetricRange {
  readonly name: string;
  readonly gte: number | null;
  readonly lte: number | null;
}

/** Which models are asked for. Null or empty means "no condition"; several conditions must all hold. */
export interface ModelFilter {
  readonly providers: readonly string[] | null;
  readonly kinds: readonly ProviderKind[] | null;
  readonly status: readonly ModelStatus[] | null;
  readonly task: readonly ModelTask[] | null;
  /** Username, compared without case. */
  readonly owner: string | null;
  readonly visibility: Visibility | null;
  /** The name equals this, case included. */
  readonly nameEquals: string | null;
  /** The name contains this, case ignored. */
  readonly nameContains: string | null;
  readonly createdAfter: Date | null;
  readonly createdBefore: Date | null;
  readonly metric: readonly MetricRange[];
  readonly downloadable: boolean | null;
  readonly runtimeState: readonly RuntimeLoadState[] | null;
  readonly category: readonly string[] | null;
}

export type ModelSort = 'CREATED_AT' | 'UPDATED_AT' | 'NAME' | 'METRIC' | 'PREDICTIONS';

export interface ModelOrder {
  readonly field: ModelSort;
  readonly direction: SortDirection;
  /** Name of the metric; set if and only if `field` is METRIC. */
  readonly metric: string | null;
}

export interface ModelQuery {
  /** Words that must all occur; null when nothing is searched. */
  readonly search: string | null;
  readonly filter: ModelFilter;
  readonly order: ModelOrder;
}

/** Which runs are asked for. Null means "no condition". */
export interface RunFilter {
  readonly providers: readonly string[] | null;
  readonly status: readonly RunStatus[] | null;
  /** The name equals this, case included. */
  readonly nameEquals: string | null;
  /** The name contains this, case ignored. */
  readonly nameContains: string | null;
  readonly createdAfter: Date | null;
  readonly createdBefore: Date | null;
}

export type RunSort = 'CREATED_AT' | 'STARTED_AT' | 'FINISHED_AT' | 'NAME';

export interface RunOrder {
  readonly field: RunSort;
  readonly direction: SortDirection;
}

export interface RunQuery {
  readonly filter: RunFilter;
  readonly order: RunOrder;
}
