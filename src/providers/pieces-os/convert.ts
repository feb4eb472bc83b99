import type { ModelFilter } from '../../domain/listing.js';
import {
  asModelRecord,
  type ModelAction,
  type ModelRecord,
  type ModelTask,
  type RuntimeLoadState,
  type RuntimeRecord,
} from '../../domain/model.js';
import type { RemoteProgress } from '../provider.js';
import type { ModelEntry, ProgressFrame, ProgressStatus, WireModel } from './wire.js';

/** `usage` says what a model is for; `type` is only a class of speed and quality. */
const TASKS: ReadonlyMap<string, ModelTask> = new Map([
  ['OCR', 'OCR'],
  ['VIDEO_OCR', 'OCR'],
  ['TEXT_EMBEDDING', 'EMBEDDING'],
  ['CODE_CLASSIFICATION', 'CLASSIFICATION'],
  ['TEXT_VS_CODE', 'CLASSIFICATION'],
  ['CODE_GENERATION', 'TEXT_GENERATION'],
  ['CODE_CONVERSATION', 'TEXT_GENERATION'],
]);

/** Makes the domain record of a model. Nothing but `raw` holds a `readable` text, which changes from read to read. */
export function toModelRecord(provider: string, { model, raw }: ModelEntry): ModelRecord {
  return asModelRecord({
    provider,
    nativeId: model.id,
    name: model.name,
    description: model.description,
    status: 'READY',
    task: taskOf(model),
    sizeBytes: model.bytes?.value ?? null,
    createdAt: readInstant(model.created?.value),
    runtime: toRuntimeRecord(model),
    actions: actionsOf(model),
    raw,
  });
}

function toRuntimeRecord(model: WireModel): RuntimeRecord {
  return {
    state: loadStateOf(model),
    diskBytes: model.bytes?.value ?? null,
    memoryBytes: model.ram?.value ?? null,
    quantization: model.quantization,
    foundation: model.foundation,
    parametersBillions: model.parameters,
    contextTokens: model.maxTokens?.total ?? null,
    custom: model.custom === true,
  };
}

/** What the model is for; OTHER for the many internal helpers of the runtime and for values that we do not know. */
export function taskOf(model: Pick<WireModel, 'usage'>): ModelTask {
  return TASKS.get(model.usage ?? '') ?? 'OTHER';
}

/**
 * Where the model is between "only listed" and "in memory". A fetch that runs again truncates the files that were
 * there, so `downloading` outweighs `downloaded`.
 */
export function loadStateOf(
  model: Pick<WireModel, 'cloud' | 'loaded' | 'downloading' | 'downloaded'>,
): RuntimeLoadState {
  if (model.cloud) return 'CLOUD';
  if (model.loaded === true) return 'LOADED';
  if (model.downloading === true) return 'DOWNLOADING';
  return model.downloaded === true ? 'DOWNLOADED' : 'NOT_DOWNLOADED';
}

const STATE_ACTIONS: Readonly<Record<RuntimeLoadState, readonly ModelAction[]>> = {
  CLOUD: [],
  NOT_DOWNLOADED: ['DOWNLOAD'],
  // Whoever asks for a download under way joins it.
  DOWNLOADING: ['DOWNLOAD'],
  DOWNLOADED: ['LOAD'],
  LOADED: ['UNLOAD'],
};

function actionsOf(model: WireModel): readonly ModelAction[] {
  const editing: readonly ModelAction[] = model.custom === true ? ['UPDATE', 'DELETE'] : [];
  const dropping: readonly ModelAction[] = editing.length === 0 && hasDroppableFiles(model) ? ['DELETE'] : [];
  return [...STATE_ACTIONS[loadStateOf(model)], ...editing, ...dropping];
}

/** Whether `delete/cache` applies: the runtime drops the files of language models only. */
export function hasDroppableFiles(model: WireModel): boolean {
  return !model.cloud && model.downloaded === true && taskOf(model) === 'TEXT_GENERATION';
}

/** Three or six fractional digits come; JavaScript cuts to milliseconds. Null when it is no instant. */
function readInstant(text: string | undefined): Date | null {
  const instant = new Date(text ?? Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/**
 * Whether any model of a runtime can match: all are READY, and none has an owner, a visibility, metrics or categories.
 * Saves the call, and the report that the runtime is off, where its answer could not matter.
 */
export function canMatch(filter: ModelFilter): boolean {
  const statuses = filter.status ?? [];
  return (
    (statuses.length === 0 || statuses.includes('READY')) &&
    filter.owner === null &&
    filter.visibility === null &&
    filter.metric.length === 0 &&
    (filter.category ?? []).length === 0
  );
}

/**
 * What one frame of the progress stream means. `end`: the fetch is over. `running`: it is not. `unclear`: only the
 * model itself can tell (UNKNOWN and RESET have no documented meaning). Null: the frame says nothing.
 */
export type ProgressReport =
  | { readonly kind: 'running' | 'end'; readonly progress: RemoteProgress }
  | { readonly kind: 'unclear' };

const REPORTS = {
  INITIALIZED: { kind: 'running', progress: { state: 'waiting', percent: null } },
  COMPLETED: { kind: 'end', progress: { state: 'completed', percent: 100 } },
  FAILED: { kind: 'end', progress: { state: 'failed', percent: null } },
  CANCELED: { kind: 'end', progress: { state: 'cancelled', percent: null } },
  UNKNOWN: { kind: 'unclear' },
  RESET: { kind: 'unclear' },
} as const satisfies Record<Exclude<ProgressStatus, 'IN-PROGRESS'>, ProgressReport>;

/** Translates a frame. A percentage counts only in IN-PROGRESS. */
export function toProgressReport({ status, percentage }: ProgressFrame): ProgressReport | null {
  if (status === null) return null;
  if (status !== 'IN-PROGRESS') return REPORTS[status];
  return { kind: 'running', progress: { state: 'transferring', percent: percentage } };
}
