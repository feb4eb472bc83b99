import * as z from 'zod';
import { jsonObject, readItem, type Received } from '../received.js';

/*
 * What Pictograph sends, as far as it is used (contract §3 and §4). Only what names a thing is required: an unknown
 * enum value becomes `unknown`, any other field that is absent or of another type becomes null, so that one odd field
 * costs neither the item nor the page. A default comes before each catch: an absent field that is caught costs an error with
 * its stack, which is more than all else of an item.
 */

/** Statuses of a model and of a version; the first three are all that a version has. */
const WIRE_STATUSES = ['training', 'ready', 'failed', 'archived', 'unknown'] as const;
const WIRE_MODEL_TYPES = [
  'object_detection',
  'semantic_segmentation',
  'instance_segmentation',
  'classification',
  'keypoint_detection',
  'unknown',
] as const;
const WIRE_RUN_STATUSES = [
  'pending',
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
  'unknown',
] as const;
export type WireStatus = (typeof WIRE_STATUSES)[number];
export type WireModelType = (typeof WIRE_MODEL_TYPES)[number];
export type WireRunStatus = (typeof WIRE_RUN_STATUSES)[number];

const required = z.string().min(1).refine(isWellFormed);
const text = z.string().nullable().default(null).catch(null);
const count = z.int().nonnegative().nullable().default(null).catch(null);
const flag = z.boolean().default(false).catch(false);
const object = jsonObject.nullable().default(null).catch(null);
const timestamp = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .nullable()
  .default(null)
  .catch(null);

export const wireModel = z.object({
  id: required,
  name: required,
  description: text,
  model_type: z.enum(WIRE_MODEL_TYPES).default('unknown').catch('unknown'),
  architecture: text,
  visibility: z.enum(['private', 'public']).nullable().default(null).catch(null),
  status: z.enum(WIRE_STATUSES).default('unknown').catch('unknown'),
  metrics: object,
  class_mapping: object,
  version: text,
  created_at: timestamp,
  updated_at: timestamp,
});
export type WireModel = z.infer<typeof wireModel>;

export const wireVersion = z.object({
  version_id: required,
  version_number: count,
  version_label: text,
  created_at: timestamp,
  /** Null where the server does not say. */
  status: z
    .enum(WIRE_STATUSES)
    .nullish()
    .catch('unknown')
    .transform((status) => status ?? null),
  is_latest: flag,
  is_current: flag,
  training_run_id: text,
  metrics: object,
});
export type WireVersion = z.infer<typeof wireVersion>;

const wireFile = z.object({
  version_id: required,
  name: required,
  kind: required,
  format: text,
  size_bytes: count,
  updated_at: timestamp,
  stale: flag,
});
export type WireFile = z.infer<typeof wireFile>;

export const wireRun = z.object({
  id: required,
  name: text,
  dataset_id: text,
  model_id: text,
  pipeline_type: text,
  status: z.enum(WIRE_RUN_STATUSES).default('unknown').catch('unknown'),
  progress: z.number().min(0).max(100).nullable().default(null).catch(null),
  current_epoch: count,
  total_epochs: count,
  metrics: object,
  eta_seconds: count,
  error_message: text,
  started_at: timestamp,
  completed_at: timestamp,
  created_at: timestamp,
});
export type WireRun = z.infer<typeof wireRun>;

/** A minted URL; `filename` is not used because `/files` names the file before anything is minted. */
export const wireDownload = z.object({ download_url: required });

const wireManifest = z.object({
  versions: z.array(z.unknown()),
  files: z.array(z.unknown()).default([]).catch([]),
});

const wirePagination = z.object({
  limit: z.int().positive().optional().catch(undefined),
  total: z.int().nonnegative().optional().catch(undefined),
  has_more: z.boolean().optional().catch(undefined),
});
type WirePagination = z.infer<typeof wirePagination>;

/** Items that came together; the unreadable ones are left out and counted. */
export interface ReceivedItems<Fields> {
  readonly items: readonly Received<Fields>[];
  readonly rejected: number;
}

/** A page that came; `received` counts its items, readable or not, and is what an offset advances by. */
export interface ReceivedPage<Fields> extends ReceivedItems<Fields> {
  readonly received: number;
  /** Absent members were not sent. */
  readonly pagination: WirePagination;
}

/** Versions and files of a model. */
export interface Manifest {
  readonly versions: readonly Received<WireVersion>[];
  readonly files: readonly Received<WireFile>[];
  readonly rejected: number;
}

/** Whether a text can stand in a path or key: half a surrogate pair has no percent-encoding. */
export function isWellFormed(value: string): boolean {
  return !/\p{Surrogate}/u.test(value);
}

/** The payload out of its envelope: `{data}`, or the bare payload of the oldest servers (contract §1). */
export function unwrap(body: unknown): unknown {
  const envelope = jsonObject.safeParse(body);
  return envelope.success && 'data' in envelope.data ? envelope.data['data'] : body;
}

/** Reads a list: `{data, pagination}`, a bare array or, in the oldest form, an array under `name`. Null: no list. */
export function readPage<Fields>(
  schema: z.ZodType<Fields>,
  name: string,
  body: unknown,
): ReceivedPage<Fields> | null {
  const payload = unwrap(body);
  const named = jsonObject.safeParse(payload);
  const list: unknown = named.success ? named.data[name] : payload;
  if (!Array.isArray(list)) return null;
  const envelope = z.object({ pagination: wirePagination.catch({}) }).safeParse(body);
  return {
    ...readItems(schema, list),
    received: list.length,
    pagination: envelope.success ? envelope.data.pagination : {},
  };
}

/** Reads the answer of `/files`, or of `/versions`, which has no files. Null: neither. */
export function readManifest(body: unknown): Manifest | null {
  const manifest = wireManifest.safeParse(unwrap(body));
  if (!manifest.success) return null;
  const versions = readItems(wireVersion, manifest.data.versions);
  const files = readItems(wireFile, manifest.data.files);
  return {
    versions: versions.items,
    files: files.items,
    rejected: versions.rejected + files.rejected,
  };
}

function readItems<Fields>(schema: z.ZodType<Fields>, list: readonly unknown[]): ReceivedItems<Fields> {
  const items = list.flatMap((value) => readItem(schema, value) ?? []);
  return { items, rejected: list.length - items.length };
}
