import { createHash } from 'node:crypto';
import type { SortDirection } from '../domain/common.js';
import type { ModelFilter, ModelQuery, ModelSort, RunFilter, RunQuery, RunSort } from '../domain/listing.js';
import type { DeferrableModelField, ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import type { CallOptions, Listing, Lookup, ProviderAdapter, RunReader } from '../providers/provider.js';
import {
  isOpen,
  matchesCompletedModel,
  matchesModel,
  matchesRun,
  matchesWords,
  metricOf,
  searchWords,
} from './filter.js';
import { dateValue, numberValue, textValue, type SortValue } from './sort-key.js';

const MODEL_SORT_VALUES: Record<ModelSort, (model: ModelRecord, metric: string | null) => SortValue> = {
  CREATED_AT: (model) => dateValue(model.createdAt),
  UPDATED_AT: (model) => dateValue(model.updatedAt),
  NAME: (model) => textValue(model.name),
  METRIC: (model, metric) => (metric === null ? null : numberValue(metricOf(model, metric))),
  PREDICTIONS: (model) => numberValue(model.listing?.predictionsCount ?? null),
};

const RUN_SORT_VALUES: Record<RunSort, (run: RunRecord) => SortValue> = {
  CREATED_AT: (run) => dateValue(run.createdAt),
  STARTED_AT: (run) => dateValue(run.startedAt),
  FINISHED_AT: (run) => dateValue(run.finishedAt),
  NAME: (run) => textValue(run.name),
};

/** What every listed record has. */
export interface ListedRecord {
  readonly provider: string;
  readonly nativeId: string;
}

/** A query as one provider's records meet it. It hides whether models or runs are listed. */
export interface Selection<T extends ListedRecord> {
  readonly provider: string;
  readonly direction: SortDirection;
  /** The parts of the query that may change what the provider's listings hold, as a key. */
  readonly scope: string;
  /** The whole query as a key; see {@link fingerprint}. */
  readonly fingerprint: string;
  /** Whether every record matches, so that the provider's own count is the count of matches. */
  readonly isUnconditional: boolean;
  listings(): readonly Listing<T>[];
  sortValue(record: T): SortValue;
  /** Whether the sort value is a placeholder until the record is completed. */
  lacksSortValue(record: T): boolean;
  /** Whether a field that the query looks at is a placeholder until the record is completed. */
  isIncomplete(record: T): boolean;
  /** Conditions on fields that no list defers. */
  matches(record: T): boolean;
  /** The other conditions. */
  matchesCompleted(record: T): boolean;
  /** Null where the provider never defers a field. */
  readonly fill: ((records: readonly T[], call: CallOptions) => Promise<readonly Lookup<T>[]>) | null;
}

/** A short hash of a query that is the same on every replica, whatever the order of its fields. */
export function fingerprint(kind: 'models' | 'runs', query: ModelQuery | RunQuery): string {
  return createHash('sha256')
    .update(canonicalJson([kind, query]))
    .digest('base64url')
    .slice(0, 16);
}

export function selectModels(adapter: ProviderAdapter, query: ModelQuery): Selection<ModelRecord> {
  const { filter, order, search } = query;
  const reader = adapter.models;
  // A provider's own search may look into texts that a record does not have: its answer is the match.
  const words = reader.nativeSearch ? [] : searchWords(search);
  const sortField = deferrableSortField(order.field);
  const fields = [...sortField, ...deferrableFilterFields(filter)];
  const defers = (model: ModelRecord, field: DeferrableModelField): boolean => model.deferred.includes(field);

  return {
    provider: adapter.name,
    direction: order.direction,
    scope: canonicalJson({ ...withoutChoice(filter), search: reader.nativeSearch ? search : null }),
    fingerprint: fingerprint('models', query),
    isUnconditional: searchWords(search).length === 0 && hasNoConditions(filter),
    listings: () => reader.listings(query),
    sortValue: (model) => MODEL_SORT_VALUES[order.field](model, order.metric),
    lacksSortValue: (model) => sortField.some((field) => defers(model, field)),
    isIncomplete: (model) => fields.some((field) => defers(model, field)),
    matches: (model) => matchesModel(model, filter) && matchesWords(model, words),
    matchesCompleted: (model) => matchesCompletedModel(model, filter),
    fill: reader.fill === undefined ? null : reader.fill.bind(reader),
  };
}

export function selectRuns(
  adapter: ProviderAdapter,
  reader: RunReader,
  query: RunQuery,
): Selection<RunRecord> {
  const { filter, order } = query;
  return {
    provider: adapter.name,
    direction: order.direction,
    scope: canonicalJson(withoutChoice(filter)),
    fingerprint: fingerprint('runs', query),
    isUnconditional: hasNoConditions(filter),
    listings: () => reader.listings(query),
    sortValue: (run) => RUN_SORT_VALUES[order.field](run),
    lacksSortValue: () => false,
    isIncomplete: () => false,
    matches: (run) => matchesRun(run, filter),
    matchesCompleted: () => true,
    fill: null,
  };
}

function deferrableSortField(field: ModelSort): readonly DeferrableModelField[] {
  return field === 'METRIC' ? ['metrics'] : [];
}

function deferrableFilterFields(filter: ModelFilter): readonly DeferrableModelField[] {
  return [
    ...(isOpen(filter.status) ? [] : (['status'] as const)),
    ...(filter.downloadable === null ? [] : (['actions'] as const)),
    ...(filter.metric.length > 0 ? (['metrics'] as const) : []),
  ];
}

/** The filter without the conditions that choose providers: they do not change what one of them holds. */
function withoutChoice(filter: ModelFilter | RunFilter): Record<string, unknown> {
  return { ...filter, providers: null, kinds: null };
}

function hasNoConditions(filter: ModelFilter | RunFilter): boolean {
  return Object.values(withoutChoice(filter)).every(
    (condition) => condition === null || (Array.isArray(condition) && condition.length === 0),
  );
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
