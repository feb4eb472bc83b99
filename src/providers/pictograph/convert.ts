import type { JsonObject, Metric } from '../../domain/common.js';
import type { CheckpointRecord } from '../../domain/checkpoint.js';
import {
  asModelRecord,
  type ClassLabel,
  type ModelAction,
  type ModelRecord,
  type ModelStatus,
  type ModelTask,
} from '../../domain/model.js';
import type { RunRecord, RunStatus } from '../../domain/run.js';
import type { ModelChanges } from '../provider.js';
import type { Weights } from './weights.js';
import type { Received } from '../received.js';
import type { WireModel, WireModelType, WireRun, WireRunStatus, WireStatus } from './wire.js';

const MODEL_STATUS: Readonly<Record<WireStatus, ModelStatus>> = {
  training: 'TRAINING',
  ready: 'READY',
  failed: 'FAILED',
  archived: 'ARCHIVED',
  unknown: 'UNKNOWN',
};

const MODEL_TASK: Readonly<Record<WireModelType, ModelTask>> = {
  object_detection: 'OBJECT_DETECTION',
  semantic_segmentation: 'SEMANTIC_SEGMENTATION',
  instance_segmentation: 'INSTANCE_SEGMENTATION',
  classification: 'CLASSIFICATION',
  keypoint_detection: 'KEYPOINT_DETECTION',
  unknown: 'OTHER',
};

const RUN_STATUS: Readonly<Record<WireRunStatus, RunStatus>> = {
  pending: 'PENDING',
  queued: 'QUEUED',
  running: 'RUNNING',
  completed: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  unknown: 'UNKNOWN',
};

/** Pictograph's name of a status as its `status` filter takes it; null where it has none. */
export function toWireStatus(status: ModelStatus): string | null {
  return nativeName(MODEL_STATUS, status);
}

/** The same for `model_type`. */
export function toWireModelType(task: ModelTask): string | null {
  return nativeName(MODEL_TASK, task);
}

/** The same for the status of runs. */
export function toWireRunStatus(status: RunStatus): string | null {
  return nativeName(RUN_STATUS, status);
}

function nativeName<T>(table: Readonly<Record<string, T>>, value: T): string | null {
  const [name] = Object.entries(table).find(([, ours]) => ours === value) ?? [];
  return name === undefined || name === 'unknown' ? null : name;
}

/** A model. A failed one says why only through its run (contract §3.4), so its reason is deferred. */
export function toModel(provider: string, { fields, raw }: Received<WireModel>): ModelRecord {
  return asModelRecord({
    provider,
    nativeId: fields.id,
    name: fields.name,
    description: fields.description,
    status: MODEL_STATUS[fields.status],
    task: MODEL_TASK[fields.model_type],
    architecture: fields.architecture,
    metrics: toMetrics(fields.metrics),
    classes: toClasses(fields.class_mapping),
    visibility: toVisibility(fields.visibility),
    createdAt: fields.created_at,
    updatedAt: fields.updated_at,
    actions: toActions(fields.status),
    deferred: fields.status === 'failed' ? ['statusReason'] : [],
    raw,
  });
}

/** A training run; `progress` and `current_epoch` are 0 where an answer leaves them out (contract §4). */
export function toRun(provider: string, { fields, raw }: Received<WireRun>): RunRecord {
  return {
    provider,
    nativeId: fields.id,
    name: fields.name,
    status: RUN_STATUS[fields.status],
    errorMessage: fields.error_message,
    progressPercent: fields.progress ?? 0,
    epoch: fields.current_epoch ?? 0,
    totalEpochs: fields.total_epochs,
    etaSeconds: fields.eta_seconds,
    metrics: toMetrics(fields.metrics),
    pipeline: fields.pipeline_type,
    datasetId: fields.dataset_id,
    createdAt: fields.created_at,
    startedAt: fields.started_at,
    finishedAt: fields.completed_at,
    modelId: fields.model_id,
    raw,
  };
}

/** A weights file of a version. The manifest has no hash (contract §3.3). */
export function toCheckpoint(provider: string, weights: Weights): CheckpointRecord {
  return {
    provider,
    nativeId: weights.key,
    modelId: weights.modelId,
    runId: weights.runId,
    name: weights.label,
    epoch: null,
    metrics: toMetrics(weights.metrics),
    format: weights.format,
    sizeBytes: weights.sizeBytes,
    digest: null,
    etag: null,
    createdAt: weights.createdAt,
    releaseNotes: null,
    inputSchema: null,
    outputSchema: null,
    downloadable: weights.isReady,
    deferred: [],
    raw: weights.raw,
  };
}

/** Body of an update: what is absent stays absent; to clear a text is to send an empty one, as null is not taken. */
export function toWireChanges(changes: ModelChanges): JsonObject {
  const body = {
    name: changes.name,
    description: changes.description,
    readme: changes.readme,
    visibility: changes.visibility?.toLowerCase(),
    license_id: changes.licenseId,
    license_custom_text: changes.licenseText,
  };
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (value === undefined ? [] : [[key, value ?? '']])),
  );
}

/** Text of a `data:` URL (RFC 2397): percent-encoded UTF-8 today (contract §5.1). Null when it is not well formed. */
export function decodeDataUrl(url: string): Uint8Array | null {
  const [, parameters, data] = /^data:([^,]*),(.*)$/su.exec(url) ?? [];
  if (parameters === undefined || data === undefined) return null;
  try {
    return Buffer.from(decodeURIComponent(data), parameters.endsWith(';base64') ? 'base64' : 'utf8');
  } catch {
    return null;
  }
}

/** Only finite numbers are metrics; nested and textual values stay visible in `raw`. */
function toMetrics(metrics: JsonObject | null): readonly Metric[] {
  return Object.entries(metrics ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ name, value }] : [],
  );
}

/** Both shapes: `{"classes": ["door"]}` and the older `{"0": "door"}` (contract §0). */
function toClasses(mapping: JsonObject | null): readonly ClassLabel[] {
  const listed = mapping?.['classes'];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(listed)
    ? [...listed.entries()]
    : Object.entries(mapping ?? {}).filter(([index]) => /^\d+$/u.test(index));
  return entries
    .flatMap(([index, name]) => (typeof name === 'string' ? [{ index: Number(index), name }] : []))
    .sort((a, b) => a.index - b.index);
}

function toVisibility(visibility: WireModel['visibility']): ModelRecord['visibility'] {
  if (visibility === null) return null;
  return visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
}

/** The key's role is not told, so a change may still be refused as PROVIDER_FORBIDDEN. */
function toActions(status: WireStatus): readonly ModelAction[] {
  if (status === 'archived') return [];
  return status === 'ready' ? ['DOWNLOAD', 'UPDATE', 'DELETE'] : ['UPDATE', 'DELETE'];
}
