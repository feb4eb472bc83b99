import type { JsonObject, Metric, OwnerRecord } from './common.js';

export const MODEL_STATUSES = ['TRAINING', 'READY', 'FAILED', 'CANCELLED', 'ARCHIVED', 'UNKNOWN'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

export const MODEL_TASKS = [
  'OBJECT_DETECTION',
  'SEMANTIC_SEGMENTATION',
  'INSTANCE_SEGMENTATION',
  'CLASSIFICATION',
  'KEYPOINT_DETECTION',
  'TEXT_GENERATION',
  'EMBEDDING',
  'OCR',
  'OTHER',
] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

export const VISIBILITIES = ['PRIVATE', 'PUBLIC'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What can be done with one model; the schema's `Model.can`. */
export type ModelAction = 'DOWNLOAD' | 'UPDATE' | 'DELETE' | 'LOAD' | 'UNLOAD';

export type RuntimeLoadState = 'NOT_DOWNLOADED' | 'DOWNLOADING' | 'DOWNLOADED' | 'LOADED' | 'CLOUD';

/** Name of one class that a model tells apart, with its index in the model's output. */
export interface ClassLabel {
  readonly index: number;
  readonly name: string;
}

/** Terms of use. At least one of the three is set. */
export interface LicenseRecord {
  readonly id: string | null;
  readonly url: string | null;
  readonly text: string | null;
}

/** What only a marketplace says of a model. */
export interface ListingRecord {
  /** Long description; null where the author wrote none. */
  readonly overview: string | null;
  readonly hardware: HardwareRecord | null;
  /** Predictions over all versions. */
  readonly predictionsCount: number | null;
  readonly categories: readonly CategoryRecord[];
  /** Native key of the newest version (a checkpoint key); null when there is none. */
  readonly latestVersionKey: string | null;
}

export interface HardwareRecord {
  readonly identifier: string;
  readonly name: string;
  /** Null where the provider's short form leaves it out. */
  readonly gpus: number | null;
  readonly cpus: number | null;
  readonly ramGb: number | null;
}

export interface CategoryRecord {
  readonly slug: string;
  readonly name: string;
}

/** What only a local runtime says of a model. */
export interface RuntimeRecord {
  readonly state: RuntimeLoadState;
  readonly diskBytes: number | null;
  readonly memoryBytes: number | null;
  readonly quantization: string | null;
  readonly foundation: string | null;
  /** In thousand millions; may be a fraction. */
  readonly parametersBillions: number | null;
  readonly contextTokens: number | null;
  /** Made by the user; only such models can be updated or deleted. */
  readonly custom: boolean;
}

/**
 * Fields that a provider may leave out of a list or a get because they cost further calls. Of `listing` only the
 * overview and the latest version are left out; its hardware, categories and count of predictions are always there.
 */
export type DeferrableModelField =
  | 'status'
  | 'statusReason'
  | 'metrics'
  | 'actions'
  | 'license'
  | 'sourceUrl'
  | 'paperUrl'
  | 'listing';

/** A model as every provider's adapter reports it. Null means "the provider does not say". */
export interface ModelRecord {
  readonly provider: string;
  /** The provider's own stable key; with `provider` it makes the ref and the global id. */
  readonly nativeId: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: ModelStatus;
  readonly statusReason: string | null;
  readonly task: ModelTask | null;
  readonly architecture: string | null;
  readonly metrics: readonly Metric[];
  readonly classes: readonly ClassLabel[];
  readonly visibility: Visibility | null;
  readonly owner: OwnerRecord | null;
  readonly license: LicenseRecord | null;
  readonly sourceUrl: string | null;
  readonly paperUrl: string | null;
  readonly tags: readonly string[];
  readonly sizeBytes: number | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Null for a model that is not on a marketplace. */
  readonly listing: ListingRecord | null;
  /** Null for a model that is not in a local runtime. */
  readonly runtime: RuntimeRecord | null;
  readonly actions: readonly ModelAction[];
  /**
   * Fields whose values here are placeholders (null or empty) or short forms: `ModelReader.fill` completes them.
   * Empty for a complete record.
   */
  readonly deferred: readonly DeferrableModelField[];
  /** The provider's record as it came, without URLs for fetching. Clients see it without any URL's query. */
  readonly raw: JsonObject;
}

/** What a provider's adapter says of a model; what is absent, its provider does not say. */
export type SaidOfModel = Pick<ModelRecord, 'provider' | 'nativeId' | 'name' | 'status' | 'actions' | 'raw'> &
  Partial<ModelRecord>;

/** A model of which a provider says no more than this. Every field is written out: to spread them takes ten times as long. */
export function asModelRecord(said: SaidOfModel): ModelRecord {
  return {
    provider: said.provider,
    nativeId: said.nativeId,
    name: said.name,
    description: said.description ?? null,
    status: said.status,
    statusReason: said.statusReason ?? null,
    task: said.task ?? null,
    architecture: said.architecture ?? null,
    metrics: said.metrics ?? [],
    classes: said.classes ?? [],
    visibility: said.visibility ?? null,
    owner: said.owner ?? null,
    license: said.license ?? null,
    sourceUrl: said.sourceUrl ?? null,
    paperUrl: said.paperUrl ?? null,
    tags: said.tags ?? [],
    sizeBytes: said.sizeBytes ?? null,
    createdAt: said.createdAt ?? null,
    updatedAt: said.updatedAt ?? null,
    listing: said.listing ?? null,
    runtime: said.runtime ?? null,
    actions: said.actions,
    deferred: said.deferred ?? [],
    raw: said.raw,
  };
}
