/** A model as contract §3.2 shows it; a test changes what it is about. */
export function wireModel(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: '5b0f6c1e-0000-4000-8000-000000000001',
    organization_id: '0c9a1d52-0000-4000-8000-000000000001',
    name: 'dock-door-detector',
    description: null,
    model_type: 'object_detection',
    architecture: 'yolox-s',
    visibility: 'private',
    status: 'ready',
    metrics: { mAP: 0.712, precision: 0.8, recall: 0.69 },
    class_mapping: { classes: ['door', 'truck'] },
    training_config: { image_height: 640, image_width: 640 },
    version: '2.0.0',
    parent_model_id: null,
    forked_from_model_id: null,
    precision: 'fp32',
    created_at: '2026-07-01T09:00:00Z',
    updated_at: '2026-07-02T10:30:00Z',
    ...fields,
  };
}

/** A run as contract §4 shows it. */
export function wireRun(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: '9d1e7a30-0000-4000-8000-000000000001',
    organization_id: '0c9a1d52-0000-4000-8000-000000000001',
    name: 'door-run-3',
    dataset_id: 'd0000000-0000-4000-8000-000000000001',
    export_id: null,
    model_id: null,
    pipeline_type: 'yolox',
    gpu_type: 'a10g',
    status: 'failed',
    progress: 41,
    current_epoch: 33,
    total_epochs: 80,
    metrics: {},
    config: { epochs: 80 },
    eta_seconds: null,
    training_time_seconds: 912,
    error_message: 'worker ran out of memory in epoch 33',
    started_at: '2026-07-03T08:00:10Z',
    completed_at: '2026-07-03T08:15:22Z',
    created_at: '2026-07-03T08:00:00Z',
    created_by: null,
    ...fields,
  };
}

/** A version as the contract's manifest example shows it. */
export function wireVersion(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version_id: '7a000000-0000-4000-8000-000000000002',
    version_number: 2,
    version_label: '2.0.0',
    created_at: '2026-07-02T10:30:00Z',
    status: 'ready',
    is_latest: true,
    is_current: true,
    precision: 'fp32',
    training_run_id: '9d1e7a30-0000-4000-8000-000000000002',
    architecture: 'yolox-s',
    metrics: { mAP: 0.712 },
    export_name: 'doors-export-2',
    pipeline_provenance: null,
    ...fields,
  };
}

/** A weights file as the contract's manifest example shows it. */
export function wireFile(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version_id: '7a000000-0000-4000-8000-000000000002',
    name: 'yolox-2.onnx',
    kind: 'weights',
    format: 'onnx',
    size_bytes: 35_917_824,
    content_type: 'application/octet-stream',
    updated_at: '2026-07-02T10:30:00Z',
    runtime: 'onnxruntime',
    precision: 'fp32',
    target_key: null,
    toolchain_version: null,
    stale: false,
    artifact_id: null,
    ...fields,
  };
}
