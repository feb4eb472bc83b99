import type { CheckpointRecord } from '../../src/domain/checkpoint.js';
import type { ModelFilter, ModelQuery, RunFilter, RunQuery } from '../../src/domain/listing.js';
import type { ModelRecord } from '../../src/domain/model.js';
import type { RunRecord } from '../../src/domain/run.js';

/** A model that says nothing but its name; a test sets what it is about. */
export function modelRecord(fields: Partial<ModelRecord> = {}): ModelRecord {
  return {
    provider: 'registry',
    nativeId: 'm1',
    name: 'leaf-segmenter',
    description: null,
    status: 'READY',
    statusReason: null,
    task: null,
    architecture: null,
    metrics: [],
    classes: [],
    visibility: null,
    owner: null,
    license: null,
    sourceUrl: null,
    paperUrl: null,
    tags: [],
    sizeBytes: null,
    createdAt: null,
    updatedAt: null,
    listing: null,
    runtime: null,
    actions: [],
    deferred: [],
    raw: {},
    ...fields,
  };
}

export function runRecord(fields: Partial<RunRecord> = {}): RunRecord {
  return {
    provider: 'registry',
    nativeId: 'r1',
    name: null,
    status: 'SUCCEEDED',
    errorMessage: null,
    progressPercent: null,
    epoch: null,
    totalEpochs: null,
    etaSeconds: null,
    metrics: [],
    pipeline: null,
    datasetId: null,
    createdAt: null,
    startedAt: null,
    finishedAt: null,
    modelId: null,
    raw: {},
    ...fields,
  };
}

export function checkpointRecord(fields: Partial<CheckpointRecord> = {}): CheckpointRecord {
  return {
    provider: 'registry',
    nativeId: 'c1',
    modelId: null,
    runId: null,
    name: 'epoch_1',
    epoch: null,
    metrics: [],
    format: null,
    sizeBytes: null,
    digest: null,
    etag: null,
    createdAt: null,
    releaseNotes: null,
    inputSchema: null,
    outputSchema: null,
    downloadable: true,
    deferred: [],
    raw: {},
    ...fields,
  };
}

export function modelFilter(fields: Partial<ModelFilter> = {}): ModelFilter {
  return {
    providers: null,
    kinds: null,
    status: null,
    task: null,
    owner: null,
    visibility: null,
    nameEquals: null,
    nameContains: null,
    createdAfter: null,
    createdBefore: null,
    metric: [],
    downloadable: null,
    runtimeState: null,
    category: null,
    ...fields,
  };
}

export function runFilter(fields: Partial<RunFilter> = {}): RunFilter {
  return {
    providers: null,
    status: null,
    nameEquals: null,
    nameContains: null,
    createdAfter: null,
    createdBefore: null,
    ...fields,
  };
}

/** By name, ascending, without conditions, where the test does not say otherwise. */
export function modelQuery(
  fields: Partial<Omit<ModelQuery, 'filter'>> & { filter?: Partial<ModelFilter> } = {},
): ModelQuery {
  return {
    search: null,
    order: { field: 'NAME', direction: 'ASC', metric: null },
    ...fields,
    filter: modelFilter(fields.filter),
  };
}

/** Newest first, without conditions, where the test does not say otherwise. */
export function runQuery(
  fields: Partial<Omit<RunQuery, 'filter'>> & { filter?: Partial<RunFilter> } = {},
): RunQuery {
  return { order: { field: 'CREATED_AT', direction: 'DESC' }, ...fields, filter: runFilter(fields.filter) };
}
