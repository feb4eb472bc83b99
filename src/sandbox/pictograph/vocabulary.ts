import type { ModelTask } from '../../domain/model.js';

/** Tasks that the registry knows; projects of others have no model there. */
export const MODEL_TYPES: Partial<Readonly<Record<ModelTask, string>>> = {
  OBJECT_DETECTION: 'object_detection',
  SEMANTIC_SEGMENTATION: 'semantic_segmentation',
  INSTANCE_SEGMENTATION: 'instance_segmentation',
  CLASSIFICATION: 'classification',
  KEYPOINT_DETECTION: 'keypoint_detection',
};

interface Product {
  /** Behind the project's title. */
  readonly suffix: string;
  readonly modelType: string;
  /** Ids of the weights files of each version, oldest first. */
  readonly releases: readonly (readonly string[])[];
}

/** Projects whose models are published ones: their versions and file names are the real ones. */
export const PRODUCTS: Readonly<Record<string, readonly Product[]>> = {
  'wake-gate': [
    {
      suffix: '',
      modelType: 'classification',
      releases: [['silero-vad-v4'], ['silero-vad-v5'], ['silero-vad-v6']],
    },
  ],
  'receipt-reader': [
    { suffix: ' / detection', modelType: 'object_detection', releases: [['ppocr-v4-detector']] },
    { suffix: ' / recognition', modelType: 'classification', releases: [['ppocr-v4-recognizer']] },
    { suffix: ' / orientation', modelType: 'classification', releases: [['ppocr-classifier']] },
  ],
  'face-blur': [
    {
      suffix: '',
      modelType: 'object_detection',
      releases: [
        ['face-detector-short-range'],
        ['face-detector-full-range', 'face-detector-full-range-sparse'],
      ],
    },
  ],
  'meeting-background': [
    {
      suffix: '',
      modelType: 'semantic_segmentation',
      releases: [['selfie-segmenter', 'selfie-segmenter-landscape']],
    },
  ],
};

/** What a run of each type reports, the leading metric first. */
export const METRICS_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object_detection: ['mAP', 'precision', 'recall'],
  semantic_segmentation: ['mIoU', 'pixel_accuracy'],
  instance_segmentation: ['mAP', 'mask_mAP'],
  classification: ['accuracy', 'f1'],
  keypoint_detection: ['mAP', 'oks'],
};

export const PIPELINES: Readonly<Record<string, string>> = {
  object_detection: 'yolox',
  semantic_segmentation: 'sm_pytorch',
  instance_segmentation: 'rfdetr_segmentation',
  classification: 'classification',
  keypoint_detection: 'rfdetr_keypoint',
};

export const LICENSES = ['apache-2.0', 'mit', 'cc-by-4.0'] as const;

/** Runs without a model; two share a name, by which the newer one is found. */
export const TRIALS = [
  { name: 'learning-rate-trial', end: 'failed' },
  { name: 'learning-rate-trial', end: 'cancelled' },
  { name: 'augmentation trial ½', end: 'cancelled' },
] as const;

export const MODEL_STATUSES = ['training', 'ready', 'failed', 'archived'] as const;
export const OLD_MODEL_TYPES = [
  'object_detection',
  'semantic_segmentation',
  'instance_segmentation',
  'classification',
] as const;
export const NEW_MODEL_TYPES = [...OLD_MODEL_TYPES, 'keypoint_detection'] as const;
export const RUN_STATUSES = ['pending', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export const DOWNLOAD_FORMATS = ['onnx', 'pytorch', 'safetensors', 'pte', 'engine'] as const;
