import type { Generation, PlayedServer } from './played-server.js';
import type { ModelRow, RunRow, VersionRow, WeightsRow } from './records.js';
import { runAt } from './timeline.js';

/** A model as each generation sends it (contract §3.2). */
export function renderModel(played: PlayedServer, model: ModelRow): object {
  const { registry, organizationId, generation } = played;
  const status = registry.statusOf(model);
  const current = registry.currentVersion(model);
  const old = {
    id: model.id,
    organization_id: organizationId,
    name: model.name,
    description: model.description,
    model_type: model.modelType,
    architecture: model.architecture,
    status,
    metrics: current?.metrics ?? null,
    class_mapping: renderClasses(model, generation),
    version: (current ?? model.versions[0])?.label ?? '1.0.0',
    created_at: toTimestamp(model.createdMs),
    updated_at: toTimestamp(registry.updatedMs(model)),
  };
  if (generation === 'B') return old;
  return {
    ...old,
    visibility: model.visibility,
    training_config: { image_height: 640, image_width: 640 },
    parent_model_id: null,
    forked_from_model_id: null,
    precision: 'fp32',
  };
}

/** The answer of `/versions` and of a changed pin (contract §3.1). */
export function renderVersions(played: PlayedServer, model: ModelRow): object {
  const { registry } = played;
  return {
    versions: model.versions.toReversed().map((version) => renderVersion(played, model, version)),
    current_version_id: registry.currentVersion(model)?.id ?? null,
    pinned_version_id: model.pinnedVersionId,
    latest_version_id: model.versions.at(-1)?.id ?? null,
  };
}

export function renderVersion({ registry }: PlayedServer, model: ModelRow, version: VersionRow): object {
  const isCurrent = registry.currentVersion(model)?.id === version.id;
  const status = registry.versionStatus(version);
  return {
    version_id: version.id,
    version_number: version.number,
    version_label: version.label,
    created_at: toTimestamp(
      status === 'training' ? (version.run?.createdMs ?? version.createdMs) : version.createdMs,
    ),
    status,
    is_latest: isCurrent,
    is_current: isCurrent,
    precision: 'fp32',
    training_run_id: version.run?.id ?? null,
    architecture: model.architecture,
    metrics: status === 'ready' ? version.metrics : {},
    export_name: `${model.datasetName}-export-${version.number ?? 1}`,
    pipeline_provenance: null,
  };
}

export function renderWeights(version: VersionRow, { name, file }: WeightsRow): object {
  return {
    ...fileRow(version, name, { kind: 'weights', format: file.format, sizeBytes: file.sizeBytes }),
    runtime: file.format === 'onnx' ? 'onnxruntime' : 'tflite',
    precision: 'fp32',
  };
}

/** A row of the manifest for a file that is made from the model's data. */
export function fileRow(
  version: VersionRow,
  name: string,
  file: { readonly kind: string; readonly format: string; readonly sizeBytes: number },
): object {
  return {
    version_id: version.id,
    name,
    kind: file.kind,
    format: file.format,
    size_bytes: file.sizeBytes,
    content_type: contentTypeOf(file.format),
    updated_at: toTimestamp(version.createdMs),
    runtime: null,
    precision: null,
    target_key: null,
    toolchain_version: null,
    stale: false,
    artifact_id: null,
  };
}

export function contentTypeOf(format: string): string {
  if (format === 'json') return 'application/json';
  return format === 'markdown' ? 'text/markdown' : 'application/octet-stream';
}

/** A run as it stands at `nowMs` (contract §4). */
export function renderRun(played: PlayedServer, run: RunRow, nowMs: number): object {
  const moment = runAt(run, nowMs);
  const { startedMs, endedMs, status } = moment;
  return {
    id: run.id,
    organization_id: played.organizationId,
    name: run.name,
    dataset_id: run.datasetId,
    export_id: null,
    model_id: status === 'completed' ? run.modelId : null,
    pipeline_type: run.pipeline,
    gpu_type: run.gpu,
    status,
    progress: moment.progress,
    current_epoch: moment.epoch,
    total_epochs: run.totalEpochs,
    metrics: moment.metrics,
    config: { epochs: run.totalEpochs, image_size: 640 },
    eta_seconds: moment.etaSeconds,
    training_time_seconds: startedMs === null ? null : Math.floor(((endedMs ?? nowMs) - startedMs) / 1_000),
    error_message: status === 'failed' ? (run.breakdown?.message ?? null) : null,
    started_at: startedMs === null ? null : toTimestamp(startedMs),
    completed_at: endedMs === null ? null : toTimestamp(endedMs),
    created_at: toTimestamp(run.createdMs),
    created_by: run.createdBy,
  };
}

function renderClasses({ classShape, classes }: ModelRow, generation: Generation): object | null {
  if (classShape === 'none') return null;
  if (classShape === 'listed' && generation === 'C') return { classes };
  return Object.fromEntries(classes.entries());
}

function toTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}
