import type { JsonObject } from '../../domain/common.js';
import { joinNativeKey, splitNativeKey } from '../../domain/native-key.js';
import type { Received } from '../received.js';
import type { Manifest, WireFile, WireModel, WireVersion } from './wire.js';

/** One weights file of one version: a checkpoint in the gateway's words. */
export interface Weights {
  /** `modelId/versionId/fileName`, each part percent-encoded. */
  readonly key: string;
  readonly modelId: string;
  /** Equal to the model's id on servers and for models without versions (contract §3.3). */
  readonly versionId: string;
  readonly fileName: string;
  /** The version's label; with the file's name where the version has several weights files. */
  readonly label: string;
  readonly runId: string | null;
  /** Lower case; null where unknown. */
  readonly format: string | null;
  readonly sizeBytes: number | null;
  readonly metrics: JsonObject | null;
  readonly createdAt: Date | null;
  /** Changes when the file is built again. */
  readonly revision: string;
  readonly isReady: boolean;
  /** It belongs to the version that the model serves now. */
  readonly isCurrent: boolean;
  readonly raw: JsonObject;
}

/** What names a weights file. */
export interface WeightsKey {
  readonly modelId: string;
  readonly versionId: string;
  readonly fileName: string;
}

/** What the only weights file of a model is called where the server has no list of files (contract §5.1). */
const SYNTHETIC_FILE_NAME = 'model.onnx';

/** Stands for the revision where the server tells no date. */
const NO_REVISION = 'initial';

/** Reads a checkpoint's native key; null when it cannot name one. */
export function parseWeightsKey(nativeId: string): WeightsKey | null {
  const [modelId, versionId, fileName] = splitNativeKey(nativeId, 3) ?? [];
  if (modelId === undefined || versionId === undefined || fileName === undefined) return null;
  // One file has one key: other spellings of the same parts are refused.
  return joinNativeKey(modelId, versionId, fileName) === nativeId ? { modelId, versionId, fileName } : null;
}

/** Every weights file of a model, newest version first; within a version the current builds in ONNX come first. */
export function weightsOf(modelId: string, manifest: Manifest): readonly Weights[] {
  const current = currentVersion(manifest.versions);
  return newestFirst(manifest.versions).flatMap((version) => {
    const files = manifest.files.filter(
      ({ fields }) => fields.kind === 'weights' && fields.version_id === version.fields.version_id,
    );
    return files
      .sort((a, b) => preference(a.fields) - preference(b.fields))
      .map((file) =>
        toWeights(modelId, version, file, { isOnly: files.length === 1, isCurrent: version === current }),
      );
  });
}

/** The one synthetic checkpoint of a ready model on a server without `/files` (contract §9). */
export function syntheticWeightsOf({ fields, raw }: Received<WireModel>): readonly Weights[] {
  if (fields.status !== 'ready') return [];
  return [
    {
      key: joinNativeKey(fields.id, fields.id, SYNTHETIC_FILE_NAME),
      modelId: fields.id,
      versionId: fields.id,
      fileName: SYNTHETIC_FILE_NAME,
      label: fields.version ?? SYNTHETIC_FILE_NAME,
      runId: null,
      format: 'onnx',
      sizeBytes: null,
      metrics: fields.metrics,
      createdAt: fields.updated_at,
      revision: fields.updated_at?.toISOString() ?? NO_REVISION,
      isReady: true,
      isCurrent: true,
      raw,
    },
  ];
}

/**
 * The version that the model serves: the pin, else the newest ready one. The server computes it; the highest number
 * says nothing (contract §3.3).
 */
export function currentVersion(versions: readonly Received<WireVersion>[]): Received<WireVersion> | null {
  return versions.find(({ fields }) => fields.is_current || fields.is_latest) ?? null;
}

/** By number, then by date; versions without either come last. */
export function newestFirst(versions: readonly Received<WireVersion>[]): readonly Received<WireVersion>[] {
  return versions.toSorted(
    ({ fields: a }, { fields: b }) =>
      (b.version_number ?? -1) - (a.version_number ?? -1) ||
      (b.created_at?.getTime() ?? 0) - (a.created_at?.getTime() ?? 0),
  );
}

function toWeights(
  modelId: string,
  { fields: version, raw: rawVersion }: Received<WireVersion>,
  { fields: file, raw: rawFile }: Received<WireFile>,
  place: { readonly isOnly: boolean; readonly isCurrent: boolean },
): Weights {
  const label = version.version_label ?? String(version.version_number ?? version.version_id);
  const revisedAt = file.updated_at ?? version.created_at;
  return {
    key: joinNativeKey(modelId, version.version_id, file.name),
    modelId,
    versionId: version.version_id,
    fileName: file.name,
    label: place.isOnly ? label : `${label}/${file.name}`,
    runId: version.training_run_id,
    format: file.format?.toLowerCase() ?? null,
    sizeBytes: file.size_bytes,
    metrics: version.metrics,
    createdAt: version.created_at ?? file.updated_at,
    revision: revisedAt?.toISOString() ?? NO_REVISION,
    isReady: version.status === null || version.status === 'ready',
    isCurrent: place.isCurrent,
    raw: { version: rawVersion, file: rawFile },
  };
}

/** A stale build comes behind all others; ONNX is what every server has (contract §3.1). */
function preference(file: WireFile): number {
  return (file.stale ? 2 : 0) + (file.format?.toLowerCase() === 'onnx' ? 0 : 1);
}
