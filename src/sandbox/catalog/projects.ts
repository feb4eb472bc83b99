import type { Person, Project, Random } from '../core/types.js';
import { PROJECT_SKETCHES, type ProjectSketch } from './project-list.js';

const DAY_MS = 86_400_000;
const OLDEST_DAYS = 700;

const PLACES = ['Bergen', 'Köln', 'Osaka', 'Lagos', 'Porto', 'Graz', 'Turku', 'Lyon', 'Leeds', 'Kyōto'];
const SUBJECTS = [
  'Conveyor',
  'Forklift',
  'Seedling',
  'Label',
  'Gearbox',
  'Crate',
  'Valve',
  'Harvest',
  'Tray',
];
const PURPOSES = ['Detector', 'Counter', 'Monitor', 'Check', 'Survey', 'Watch', 'Audit'];

/** Tasks of generated projects; three of four are vision tasks. */
const KINDS = [
  { task: 'OBJECT_DETECTION', architecture: 'yolox-s', classes: ['good', 'damaged'] },
  { task: 'CLASSIFICATION', architecture: 'efficientnet-b0', classes: ['accept', 'reject'] },
  { task: 'SEMANTIC_SEGMENTATION', architecture: 'segformer-b0', classes: ['object', 'background'] },
  { task: 'TEXT_GENERATION', architecture: 'qwen2.5-vl-3b', classes: [] },
] as const;

/** The hand-written projects, then generated ones up to `count` in all. */
export function createProjects(
  count: number,
  people: readonly Person[],
  epochMs: number,
  random: Random,
): readonly Project[] {
  const generated = Array.from({ length: Math.max(0, count - PROJECT_SKETCHES.length) }, (_, index) =>
    generateSketch(index, random),
  );
  return [...PROJECT_SKETCHES, ...generated].map((sketch) => ({
    ...sketch,
    owner: random.pick(people),
    startedMs: epochMs - Math.floor((1 + random.next() * (OLDEST_DAYS - 1)) * DAY_MS),
  }));
}

function generateSketch(index: number, random: Random): ProjectSketch {
  const kind = KINDS[index % KINDS.length] ?? KINDS[0];
  const subject = random.pick(SUBJECTS);
  const purpose = random.pick(PURPOSES);
  const place = random.pick(PLACES);
  // The number keeps names unique; it starts above any that a person would write.
  const number = 100 + index;
  return {
    ...kind,
    slug: `${subject}-${purpose}-${number}`.toLowerCase(),
    title: `${subject} ${purpose} ${place} ${number}`,
    description: `${purpose} for the ${subject.toLowerCase()} line in ${place}.`,
  };
}
