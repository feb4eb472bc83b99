import type { Catalog, Random } from '../core/types.js';
import type { StoredModel } from './records.js';
import {
  CLOUD_MODELS,
  INTERNAL_MODELS,
  LOCAL_FAMILIES,
  QUANTIZATIONS,
  type LocalFamily,
} from './vocabulary.js';

/** What the data is made from. */
export type RuntimeCatalog = Pick<Catalog, 'size' | 'epochMs' | 'random' | 'uuid' | 'projects'>;

/** The runtime's models as it starts, and those that are in memory then. */
export interface RuntimeData {
  readonly models: readonly StoredModel[];
  readonly loadedIds: readonly string[];
}

const DAY_MS = 86_400_000;

interface Maker {
  readonly catalog: RuntimeCatalog;
  readonly random: Random;
}

/**
 * `catalog.size` models in rounds of ten: five local language models (one downloaded, the first of all in memory), two
 * hosted ones, two internal ones and one that the user made. Rounds differ in quantization and release.
 */
export function createRuntimeData(catalog: RuntimeCatalog): RuntimeData {
  const maker = { catalog, random: catalog.random('local') };
  const models = Array.from({ length: catalog.size }, (_, index) => makeModel(index, maker));
  const first = models.find((model) => model.downloaded === true);
  return { models, loadedIds: first === undefined ? [] : [first.id] };
}

function makeModel(index: number, maker: Maker): StoredModel {
  const round = Math.floor(index / 10);
  const place = index % 10;
  switch (place) {
    case 1:
    case 6:
      return cloudModel(2 * round + (place === 1 ? 0 : 1), maker);
    case 3:
    case 8:
      return internalModel(2 * round + (place === 3 ? 0 : 1), maker);
    case 9:
      return customModel(round, maker);
    default:
      return localModel(5 * round + [0, 2, 4, 5, 7].indexOf(place), place === 0, maker);
  }
}

function localModel(number: number, isDownloaded: boolean, maker: Maker): StoredModel {
  const { item, lap } = onLap(LOCAL_FAMILIES, number);
  const [quantization, bitsPerWeight] = onLap(QUANTIZATIONS, lap).item;
  const release = Math.floor(lap / QUANTIZATIONS.length) + 1;
  const bytes = Math.round((item.parameters * 1e9 * bitsPerWeight) / 8);
  const suffix = lap === 0 ? '' : ` (${quantization}, release ${release})`;
  return {
    id: maker.catalog.uuid(`local model ${number}`),
    version: `${item.tag}-r${release}-${quantization}`,
    created: createdText(number, maker),
    name: `${item.name}${suffix}`,
    description: `${item.name} with ${item.parameters} thousand million parameters, run on this machine.`,
    cloud: false,
    ...pick(item),
    bytes,
    ram: Math.round(bytes * 1.35),
    quantization,
    downloaded: isDownloaded,
    unique: `${item.tag}:${item.parameters}b-${quantization}${release === 1 ? '' : `-r${release}`}`,
    cpu: number % 2 === 0,
    maxTokens: maxTokens(item.contextTokens),
    custom: false,
    capabilities: { temporal: true, images: false, documents: true, codebases: true },
  };
}

function pick({ type, usage, foundation, provider, parameters }: LocalFamily) {
  return { type, usage, foundation, provider, parameters };
}

function cloudModel(number: number, maker: Maker): StoredModel {
  const { item, lap } = onLap(CLOUD_MODELS, number);
  const [name, unique, foundation, provider, contextTokens] = item;
  const edition = lap === 0 ? '' : `-edition-${lap + 1}`;
  return {
    id: maker.catalog.uuid(`cloud model ${number}`),
    version: `${unique}${edition}`,
    created: createdText(number, maker),
    name: `${name}${lap === 0 ? '' : ` (edition ${lap + 1})`}`,
    cloud: true,
    type: 'ACCURACY',
    usage: 'CODE_CONVERSATION',
    foundation,
    unique: `${unique}${edition}`,
    provider,
    // For hosted models the flag is false or missing (contract §8, trap 5).
    ...(number % 2 === 0 ? {} : { downloaded: false }),
    maxTokens: maxTokens(contextTokens),
    capabilities: { temporal: true, images: true },
  };
}

function internalModel(number: number, maker: Maker): StoredModel {
  const { item, lap } = onLap(INTERNAL_MODELS, number);
  const [name, usage] = item;
  return {
    id: maker.catalog.uuid(`internal model ${number}`),
    version: `t01-v01-i${String(lap + 1).padStart(2, '0')}`,
    created: createdText(number, maker),
    name: lap === 0 ? name : `${name} ${lap + 1}`,
    cloud: false,
    type: 'SPEED',
    usage,
    cpu: true,
  };
}

function customModel(number: number, maker: Maker): StoredModel {
  const { item: project, lap } = onLap(maker.catalog.projects, number);
  return {
    id: maker.catalog.uuid(`custom model ${number}`),
    version: `my-tune-${number + 1}`,
    created: createdText(number, maker),
    name: `${project.title} Assistant${lap === 0 ? '' : ` ${lap + 1}`}`,
    description: number % 2 === 0 ? `Answers questions on ${project.title}.` : undefined,
    cloud: false,
    type: 'UNKNOWN',
    usage: 'CODE_CONVERSATION',
    downloaded: number % 3 === 2,
    maxTokens: { total: null },
    custom: true,
  };
}

/** The item at `number` when the list is walked round and round, and how many rounds were complete before. */
function onLap<T>(items: readonly T[], number: number): { readonly item: T; readonly lap: number } {
  const item = items[number % items.length];
  if (item === undefined) throw new RangeError('There is nothing to walk round.');
  return { item, lap: Math.floor(number / items.length) };
}

function maxTokens(total: number) {
  const output = Math.min(4096, Math.floor(total / 4));
  return { total, input: total - output, output };
}

/** Every other one has microseconds. */
function createdText(number: number, { catalog, random }: Maker): string {
  const milliseconds = new Date(catalog.epochMs - random.integer(1, 900 * DAY_MS)).toISOString();
  if (number % 2 === 0) return milliseconds;
  return milliseconds.replace('Z', `${String(random.integer(0, 999)).padStart(3, '0')}Z`);
}
