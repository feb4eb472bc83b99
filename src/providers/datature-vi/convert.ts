import type { CheckpointRecord } from '../../domain/checkpoint.js';
import type { JsonObject, Metric } from '../../domain/common.js';
import {
  asModelRecord,
  type DeferrableModelField,
  type ModelRecord,
  type ModelStatus,
} from '../../domain/model.js';
import type { RunRecord, RunStatus } from '../../domain/run.js';
import { readConditions, type RunState } from './conditions.js';
import { toOutputKey } from './keys.js';
import { readableText, withoutOrganization } from './upstream-text.js';
import type { Received } from '../received.js';
import type { WireOutput, WireRun } from './wire.js';

/** What conversions need to know besides the wire record. */
export interface ConversionContext {
  /** Configured name of the provider. */
  readonly provider: string;
  readonly organizationId: string;
}

/** `expiresAt` has no stated unit: as milliseconds this is in 1973, as seconds in the year 5138 (contract §2). */
const FIRST_MILLISECONDS = 1e11;

const MODEL_STATUSES_BY_RUN: Readonly<Record<RunStatus, ModelStatus>> = {
  PENDING: 'TRAINING',
  QUEUED: 'TRAINING',
  RUNNING: 'TRAINING',
  SUCCEEDED: 'READY',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  UNKNOWN: 'UNKNOWN',
};

/** A run. Its epoch and metrics belong to its outputs and are not in it (contract §4). */
export function toRun(context: ConversionContext, { fields, raw }: Received<WireRun>): RunRecord {
  const state = stateOf(fields);
  return {
    provider: context.provider,
    nativeId: fields.runId,
    name: fields.spec.flow.name,
    status: state.status,
    errorMessage: state.status === 'FAILED' ? describe(context, state) : null,
    progressPercent: null,
    epoch: null,
    totalEpochs: null,
    etaSeconds: null,
    metrics: [],
    pipeline: null,
    datasetId: toDatasetId(context, fields),
    createdAt: toDate(fields.metadata.timeCreated),
    startedAt: toDate(state.startedAtMs),
    finishedAt: toDate(state.finishedAtMs),
    modelId: fields.runId,
    raw,
  };
}

/**
 * What a run trains. The status follows from the run's conditions alone; whether a failed or cancelled run left outputs
 * takes another call, so all that hangs on it is deferred until {@link withOutputs} completes it.
 */
export function toModel(context: ConversionContext, { fields, raw }: Received<WireRun>): ModelRecord {
  const state = stateOf(fields);
  const status = MODEL_STATUSES_BY_RUN[state.status];
  return asModelRecord({
    provider: context.provider,
    nativeId: fields.runId,
    name: fields.spec.flow.name ?? fields.runId,
    status,
    statusReason: toStatusReason(context, state),
    architecture: toArchitecture(fields),
    createdAt: toDate(fields.metadata.timeCreated),
    updatedAt: toDate(fields.metadata.lastUpdated),
    actions: status === 'READY' ? ['DOWNLOAD'] : [],
    deferred: deferredFields(status),
    raw,
  });
}

/**
 * Completes a model with its checkpoints, newest first: the metrics are those of the newest one, and the model of a
 * failed or cancelled run that left checkpoints is READY.
 */
export function withOutputs(model: ModelRecord, checkpoints: readonly CheckpointRecord[]): ModelRecord {
  const complete = { ...model, metrics: checkpoints[0]?.metrics ?? [], deferred: [] };
  if (!endedEarly(model.status) || checkpoints.length === 0) return complete;
  const outcome = model.status === 'FAILED' ? 'The run failed' : 'The run was cancelled';
  const why = model.statusReason === null ? '' : ` (${model.statusReason})`;
  const left = checkpoints.length === 1 ? 'a checkpoint' : `${checkpoints.length} checkpoints`;
  return {
    ...complete,
    status: 'READY',
    statusReason: `${outcome}${why}, but left ${left}.`,
    actions: ['DOWNLOAD'],
  };
}

/** A run output. Whether it has an export is known only with `contents=y`, so it counts as downloadable. */
export function toCheckpoint(
  context: ConversionContext,
  { fields, raw }: Received<WireOutput>,
): CheckpointRecord {
  const { epoch, evaluationMetrics } = fields.spec;
  return {
    provider: context.provider,
    nativeId: toOutputKey(fields),
    modelId: fields.runId,
    runId: fields.runId,
    name: epoch === null ? fields.runOutputId : `epoch_${epoch}`,
    epoch,
    metrics: toMetrics(evaluationMetrics),
    format: 'tar',
    sizeBytes: null,
    digest: null,
    etag: fields.etag,
    createdAt: toDate(fields.metadata.timeCreated),
    releaseNotes: null,
    inputSchema: null,
    outputSchema: null,
    downloadable: true,
    deferred: [],
    raw: withoutContents(raw),
  };
}

/** Newest first: by epoch, then by time; those without an epoch come last (contract §12, trap 2). */
export function newestFirst(outputs: readonly Received<WireOutput>[]): readonly Received<WireOutput>[] {
  const age = ({ fields }: Received<WireOutput>): readonly [number, number] => [
    fields.spec.epoch ?? -1,
    fields.metadata.timeCreated ?? 0,
  ];
  return outputs.toSorted((a, b) => {
    const [epochA, timeA] = age(a);
    const [epochB, timeB] = age(b);
    return epochB - epochA || timeB - timeA;
  });
}

/** When a signed URL ends; null where the provider does not say. */
export function toExpiry(expiresAt: number | null): Date | null {
  if (expiresAt === null) return null;
  return toDate(expiresAt >= FIRST_MILLISECONDS ? expiresAt : expiresAt * 1000);
}

function stateOf({ status, spec }: WireRun): RunState {
  return readConditions(status.conditions, spec.killedAt);
}

function endedEarly(status: ModelStatus): boolean {
  return status === 'FAILED' || status === 'CANCELLED';
}

function deferredFields(status: ModelStatus): readonly DeferrableModelField[] {
  return endedEarly(status) ? ['status', 'statusReason', 'metrics', 'actions'] : ['metrics'];
}

function toStatusReason(context: ConversionContext, state: RunState): string | null {
  const { status, decisive } = state;
  if (status === 'FAILED' || status === 'CANCELLED') return describe(context, state);
  if (status !== 'UNKNOWN' || decisive === null) return null;
  return readableText(`The run reports ${decisive.condition} as ${decisive.status}.`, context.organizationId);
}

/** `reason: message` of the condition that decided the status, as far as they are there. */
function describe({ organizationId }: ConversionContext, { decisive }: RunState): string | null {
  const texts = [decisive?.reason ?? null, decisive?.message ?? null];
  const parts = texts.flatMap((text) => readableText(text, organizationId) ?? []);
  return parts.length === 0 ? null : parts.join(': ');
}

/** The run's own `trainingProject` goes before the flow's, and may carry the organization (contract §12, trap 9). */
function toDatasetId({ organizationId }: ConversionContext, { spec }: WireRun): string | null {
  const id = spec.trainingProject ?? spec.flow.trainingProject;
  return id === null ? null : withoutOrganization(id, organizationId);
}

/** The layout of block settings is not public; `arch` is what was seen (contract §3.1 and §4). */
function toArchitecture({ spec }: WireRun): string | null {
  for (const { settings } of spec.flow.blocks) {
    const name = settings['arch'] ?? settings['architecture'];
    if (typeof name === 'string' && name !== '') return name;
  }
  return null;
}

function toMetrics(evaluationMetrics: JsonObject | null): readonly Metric[] {
  return Object.entries(evaluationMetrics ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ name, value }] : [],
  );
}

/** The record without its signed URL, which is a secret as long as it is valid. */
function withoutContents(raw: JsonObject): JsonObject {
  const { status } = raw;
  if (typeof status !== 'object' || status === null || !('contents' in status)) return raw;
  return { ...raw, status: { ...status, contents: null } };
}

/** Null where the number is no time that a Date can hold. */
function toDate(timeMs: number | null): Date | null {
  const date = new Date(timeMs ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
