import type { CheckpointRecord } from '../../domain/checkpoint.js';
import type { JsonObject, OwnerRecord } from '../../domain/common.js';
import {
  asModelRecord,
  type DeferrableModelField,
  type ListingRecord,
  type ModelAction,
  type ModelRecord,
} from '../../domain/model.js';
import type { ModelChanges } from '../provider.js';
import { toModelKey, toVersionKey, type ModelKey } from './keys.js';
import type { Received } from '../received.js';
import type { WireModel, WireVersion } from './wire.js';

/** What a record says besides what the marketplace sent. */
export interface ConversionContext {
  /** Configured name of the provider. */
  readonly provider: string;
  /** Id of the token's user, whose models can be changed; null when there is no token or it is not known. */
  readonly accountId: string | null;
}

/** Fields that today's list items leave out or give in a short form (contract §7, trap 2). */
const THIN_FIELDS = ['license', 'sourceUrl', 'paperUrl', 'listing'] as const satisfies DeferrableModelField[];

/** Keys whose presence tells the full form; items of the older lists have them too. */
const FULL_KEYS = ['latest_version', 'source_url', 'license_url', 'paper_url'] as const;

/** A model out of a list. */
export function toListedModel(context: ConversionContext, model: Received<WireModel>): ModelRecord {
  const isFull = FULL_KEYS.every((key) => key in model.raw);
  return { ...toModel(context, model), deferred: isFull ? [] : THIN_FIELDS };
}

/** A model out of an answer that holds all of it. */
export function toModel(context: ConversionContext, { fields, raw }: Received<WireModel>): ModelRecord {
  const key = { owner: fields.owner.username, name: fields.name };
  const licenseUrl = toWebUrl(fields.license_url);
  return asModelRecord({
    provider: context.provider,
    nativeId: toModelKey(key),
    name: fields.name,
    description: fields.description ?? null,
    status: 'READY',
    visibility: toVisibility(fields.visibility),
    owner: toOwner(fields.owner),
    license: licenseUrl === null ? null : { id: null, url: licenseUrl, text: null },
    sourceUrl: toWebUrl(fields.source_url),
    paperUrl: toWebUrl(fields.paper_url),
    createdAt: fields.created_at,
    updatedAt: fields.updated_at ?? null,
    listing: toListing(key, fields),
    actions: toActions(context, fields),
    raw,
  });
}

/** A version out of a list, which leaves the schemas out. */
export function toListedCheckpoint(
  provider: string,
  model: ModelKey,
  version: Received<WireVersion>,
): CheckpointRecord {
  const isFull = version.fields.schemas !== undefined;
  return {
    ...toCheckpoint(provider, model, version),
    deferred: isFull ? [] : ['inputSchema', 'outputSchema'],
  };
}

/** A version out of an answer that holds all of it. No endpoint gives its weights (contract §7, trap 13). */
export function toCheckpoint(
  provider: string,
  model: ModelKey,
  { fields, raw }: Received<WireVersion>,
): CheckpointRecord {
  return {
    provider,
    nativeId: toVersionKey({ ...model, number: fields.number }),
    modelId: toModelKey(model),
    runId: null,
    name: String(fields.number),
    epoch: null,
    metrics: [],
    format: 'container-image',
    sizeBytes: null,
    digest: toDigest(fields.container_image_digest),
    etag: null,
    createdAt: fields.created_at,
    releaseNotes: fields.release_notes ?? null,
    inputSchema: fields.schemas?.prediction?.input ?? null,
    outputSchema: fields.schemas?.prediction?.output ?? null,
    downloadable: false,
    deferred: [],
    raw,
  };
}

/** Body of a create or an update: what is absent stays absent, null stays null (contract §4.1). */
export function toWireChanges(changes: ModelChanges): JsonObject {
  const body = {
    name: changes.name,
    description: changes.description,
    visibility: changes.visibility?.toLowerCase(),
    overview: changes.overview,
    hardware_identifier: changes.hardware,
    source_url: changes.sourceUrl,
    license_url: changes.licenseUrl,
    paper_url: changes.paperUrl,
    category_slugs: changes.categories,
  };
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function toVisibility(visibility: WireModel['visibility']): ModelRecord['visibility'] {
  if (visibility === null) return null;
  return visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
}

function toOwner(owner: WireModel['owner']): OwnerRecord {
  return {
    username: owner.username,
    displayName: owner.name ?? null,
    avatarUrl: toWebUrl(owner.avatar_url),
  };
}

function toListing(key: ModelKey, fields: WireModel): ListingRecord {
  const latest = fields.latest_version ?? null;
  return {
    overview: fields.overview ?? null,
    hardware: fields.hardware ? { ...fields.hardware, gpus: null, cpus: null, ramGb: null } : null,
    predictionsCount: fields.predictions_count ?? fields.prediction_count ?? null,
    categories: (fields.categories ?? []).map(({ slug, name }) => ({ slug, name })),
    latestVersionKey: latest === null ? null : toVersionKey({ ...key, number: latest.number }),
  };
}

function toActions(context: ConversionContext, fields: WireModel): readonly ModelAction[] {
  return fields.owner.id === context.accountId ? ['UPDATE', 'DELETE'] : [];
}

/** Authors write these URLs; only web addresses are passed on, so that no client runs a `javascript:` link. */
function toWebUrl(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  return ['http:', 'https:'].includes(new URL(text).protocol) ? text : null;
}

/** `sha256:hex`; some answers hold the bare hex (contract §4.2). Other forms stay visible in `raw` only. */
function toDigest(text: string | null | undefined): string | null {
  const [, hex] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text ?? '') ?? [];
  return hex === undefined ? null : `sha256:${hex.toLowerCase()}`;
}
