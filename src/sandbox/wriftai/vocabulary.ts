import type { JsonObject } from '../../domain/common.js';
import type { ModelTask } from '../../domain/model.js';
import type { MarketCategory, MarketHardware } from './records.js';

export const HARDWARE: readonly MarketHardware[] = [
  { identifier: 'cpu', name: 'CPU', gpus: 0, cpus: 4, ramPerGpuGb: 0, ramGb: 16 },
  { identifier: 'cpu-large', name: 'CPU (large)', gpus: 0, cpus: 16, ramPerGpuGb: 0, ramGb: 64 },
  { identifier: 'gpu-t4', name: 'NVIDIA T4', gpus: 1, cpus: 4, ramPerGpuGb: 16, ramGb: 16 },
  { identifier: 'gpu-l4', name: 'NVIDIA L4', gpus: 1, cpus: 8, ramPerGpuGb: 24, ramGb: 32 },
  { identifier: 'gpu-a100', name: 'NVIDIA A100', gpus: 1, cpus: 12, ramPerGpuGb: 80, ramGb: 144 },
  { identifier: 'gpu-a100-x2', name: '2x NVIDIA A100', gpus: 2, cpus: 24, ramPerGpuGb: 80, ramGb: 288 },
];

export const CATEGORIES: readonly MarketCategory[] = [
  { slug: 'vision', name: 'Vision', description: 'Models that look at pictures.' },
  { slug: 'detection', name: 'Detection', description: 'Find things and say where they are.' },
  { slug: 'segmentation', name: 'Segmentation', description: 'Outline things pixel by pixel.' },
  { slug: 'documents', name: 'Documents', description: 'Read scans, receipts and forms.' },
  { slug: 'language', name: 'Language', description: 'Write, summarise and answer.' },
  { slug: 'audio', name: 'Audio', description: 'Listen to speech, machines and birds.' },
  { slug: 'science', name: 'Science', description: 'Models out of research groups.' },
];

/** Slugs of the categories that a model of each task is filed under. */
export const CATEGORIES_OF_TASK: Readonly<Record<ModelTask, readonly string[]>> = {
  OBJECT_DETECTION: ['vision', 'detection'],
  SEMANTIC_SEGMENTATION: ['vision', 'segmentation'],
  INSTANCE_SEGMENTATION: ['vision', 'segmentation', 'detection'],
  CLASSIFICATION: ['vision'],
  KEYPOINT_DETECTION: ['vision'],
  TEXT_GENERATION: ['language'],
  EMBEDDING: ['language'],
  OCR: ['vision', 'documents'],
  OTHER: [],
};

/** Users of the marketplace outside the team. */
export const COMMUNITY = [
  ['ana-costa', 'Ana Costa', 'Universidade do Porto', 'Porto'],
  ['kenji_t', '高橋健二', null, '大阪'],
  ['openfields', 'Open Fields Collective', 'Open Fields', null],
  ['zofia.w', 'Zofia Wójcik', null, 'Gdańsk'],
  ['tinyml-lab', 'TinyML Lab', 'TinyML Lab e. V.', 'Karlsruhe'],
  ['rahul', 'राहुल वर्मा', null, 'Pune'],
  ['quiet-river', null, null, null],
  ['marta-b', 'Marta Bakke', 'Havforskningen', 'Bergen'],
] as const;

/** A model of somebody outside the team: name, description, task. */
export const COMMUNITY_MODELS: readonly (readonly [string, string, ModelTask])[] = [
  ['street-sign-ocr', 'Reads street signs in 14 scripts, at night too.', 'OCR'],
  ['vogelstimmen #2 (50%)', 'Erkennt 212 Vogelstimmen. Halbe Größe, fast gleiche Güte.', 'OTHER'],
  ['cod-counter', 'Teller torsk og sei i undervannsvideo. 🐟', 'OBJECT_DETECTION'],
  ['帳票リーダー', '日本語の帳票と領収書を読み取ります。', 'OCR'],
  ['tiny-keyword', 'Wake words in 40 kB.', 'OTHER'],
  ['crop-rows', 'Segments crop rows from drone images; no GPU needed.', 'SEMANTIC_SEGMENTATION'],
  ['kolej-na-torach', 'Wykrywa przeszkody na torach kolejowych.', 'OBJECT_DETECTION'],
  ['summary-hi', 'लंबे लेखों का हिंदी में सारांश।', 'TEXT_GENERATION'],
  ['azulejo-restorer', 'Fills missing pieces of tile panels.', 'OTHER'],
  ['pose-lite', 'Seventeen joints at 60 frames a second on a phone.', 'KEYPOINT_DETECTION'],
];

/** Private models of the token's user; nobody else sees them. */
export const PRIVATE_MODELS: readonly (readonly [string, string, ModelTask])[] = [
  ['leaf-segmenter-next', 'Next leaf segmenter, not for customers yet.', 'SEMANTIC_SEGMENTATION'],
  ['pest-spotter', 'Aphids and mites on the underside of leaves. Entwurf!', 'OBJECT_DETECTION'],
  ['hothouse-log-reader', 'Reads the handwritten log of hothouse 3.', 'OCR'],
];

export const RELEASE_NOTES = [
  'Smaller weights.',
  'Trained on twice the data.',
  'Fixes a crash on greyscale input.',
  'Faster start: the image is 1.2 GB smaller.',
  'Genauer bei Gegenlicht.',
  'Same weights, newer runtime.',
];

export const LICENSES = [
  'https://spdx.org/licenses/MIT.html',
  'https://spdx.org/licenses/Apache-2.0.html',
  'https://creativecommons.org/licenses/by/4.0/',
];

const JSON_SCHEMA = 'https://json-schema.org/draft/2020-12/schema';
const IMAGE_INPUT = {
  $schema: JSON_SCHEMA,
  type: 'object',
  properties: { image: { type: 'string', format: 'uri', description: 'Address of the picture.' } },
  required: ['image'],
};
const TEXT_INPUT = {
  $schema: JSON_SCHEMA,
  type: 'object',
  properties: { prompt: { type: 'string' }, max_tokens: { type: 'integer', default: 256 } },
  required: ['prompt'],
};

/** Input and output of a version's predictions. */
export function schemasOf(task: ModelTask): JsonObject {
  const isText = task === 'TEXT_GENERATION' || task === 'EMBEDDING';
  const output = isText
    ? { $schema: JSON_SCHEMA, type: 'string' }
    : { $schema: JSON_SCHEMA, type: 'array', items: { type: 'object' } };
  return { prediction: { input: isText ? TEXT_INPUT : IMAGE_INPUT, output } };
}
