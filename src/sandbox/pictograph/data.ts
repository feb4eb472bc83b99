import type { Catalog, Project, Random, WeightFile } from '../core/types.js';
import type { ModelRow, RunRow, VersionRow } from './records.js';
import { plannedEndMs } from './timeline.js';
import { LICENSES, METRICS_OF_TYPE, MODEL_TYPES, PIPELINES, PRODUCTS, TRIALS } from './vocabulary.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The registry as it starts. */
export interface RegistryData {
  readonly models: readonly ModelRow[];
  readonly runs: readonly RunRow[];
}

/**
 * What a model has behind it. `retraining`: ready, with a newer version in training. `unversioned`: made before there
 * were versions.
 */
const LIVES = [
  'ready',
  'retrained',
  'training',
  'ready',
  'failed',
  'unversioned',
  'ready',
  'retraining',
  'training',
  'archived',
] as const;
type Life = (typeof LIVES)[number];

/** A model before it has a past. */
interface Sketch {
  readonly project: Project;
  readonly name: string;
  readonly modelType: string;
  /** Weights files of each version, oldest first; null: some of the library's, under names of the project. */
  readonly releases: readonly (readonly WeightFile[])[] | null;
}

/** `catalog.size` models made from the team's vision projects, their runs, and some trials that made no model. */
export function createRegistryData(catalog: Catalog): RegistryData {
  const random = catalog.random('registry');
  const sketches = catalog.projects.flatMap((project) => sketchesOf(project, catalog)).slice(0, catalog.size);
  const planner = new RunPlanner(catalog, random);
  const models = sketches.map((sketch, index) => modelOf(sketch, index, { catalog, random, planner }));
  for (const [index, trial] of TRIALS.entries()) planner.trial(trial, index);
  return { models, runs: planner.runs };
}

function sketchesOf(project: Project, { weights }: Catalog): readonly Sketch[] {
  const products = PRODUCTS[project.slug];
  if (products !== undefined) {
    return products.map(({ suffix, modelType, releases }) => ({
      project,
      name: project.title + suffix,
      modelType,
      releases: releases.map((ids) => ids.map((id) => weights.file(id))),
    }));
  }
  const modelType = MODEL_TYPES[project.task];
  return modelType === undefined ? [] : [{ project, name: project.title, modelType, releases: null }];
}

interface Workshop {
  readonly catalog: Catalog;
  readonly random: Random;
  readonly planner: RunPlanner;
}

function modelOf(sketch: Sketch, index: number, workshop: Workshop): ModelRow {
  const { catalog, random } = workshop;
  const { project, modelType } = sketch;
  const id = catalog.uuid(`registry model ${index}`);
  const life = sketch.releases === null ? (LIVES[index % LIVES.length] ?? 'ready') : 'ready';
  const versions = versionsOf(sketch, { id, life }, workshop);
  const first = versions[0];
  const createdMs = first?.run?.createdMs ?? first?.createdMs ?? project.startedMs;
  return {
    id,
    name: sketch.name,
    description: index % 7 === 5 ? null : project.description,
    modelType,
    architecture: project.architecture,
    visibility: index % 6 === 4 ? 'public' : 'private',
    classes: project.classes,
    classShape: project.classes.length === 0 ? 'none' : index % 2 === 0 ? 'listed' : 'indexed',
    datasetName: project.slug,
    createdMs,
    editedMs: createdMs,
    isArchived: life === 'archived',
    pinnedVersionId: null,
    readme: `# ${sketch.name}\n\n${project.description}\n`,
    licenseId: random.pick(LICENSES),
    licenseText: null,
    versions,
  };
}

function versionsOf(
  sketch: Sketch,
  model: { readonly id: string; readonly life: Life },
  { catalog, random, planner }: Workshop,
): readonly VersionRow[] {
  const { project, modelType } = sketch;
  const library = catalog.weights.files.filter((file) => file.format === 'onnx');
  const releases = sketch.releases ?? releasesOf(model.life, () => [random.pick(library)]);
  const spanMs = catalog.epochMs - DAY_MS - project.startedMs;
  return releases.map((files, index) => {
    const number = index + 1;
    const isLast = number === releases.length;
    const run = planner.plan({
      name: `${project.slug}-run-${number}`,
      project,
      modelType,
      modelId: model.id,
      fate: isLast ? model.life : 'ready',
      doneMs: project.startedMs + Math.floor((spanMs * number) / releases.length),
    });
    const named = files.map((file) => ({
      name: sketch.releases === null ? `${project.slug}-${number}.onnx` : file.fileName,
      file,
    }));
    const isOld = model.life === 'unversioned';
    return {
      id: isOld ? model.id : catalog.uuid(`registry version ${model.id} ${number}`),
      number: isOld ? null : number,
      label: `${number}.0.0`,
      run: isOld ? null : run,
      createdMs: plannedEndMs(run),
      metrics: run.finalMetrics,
      weights: named,
    };
  });
}

function releasesOf(life: Life, make: () => readonly WeightFile[]): readonly (readonly WeightFile[])[] {
  return life === 'retrained' || life === 'retraining' ? [make(), make()] : [make()];
}

function metricsOf(modelType: string, random: Random): Readonly<Record<string, number>> {
  const names = METRICS_OF_TYPE[modelType] ?? [];
  return Object.fromEntries(names.map((name) => [name, random.integer(6_100, 9_700) / 10_000]));
}

interface RunOrder {
  readonly name: string;
  readonly project: Project;
  readonly modelType: string;
  readonly modelId: string | null;
  readonly fate: Life;
  /** When a run that is over ended. */
  readonly doneMs: number;
}

/** Plans runs; those in progress follow each other every few minutes, so that there is always something to watch. */
class RunPlanner {
  readonly runs: RunRow[] = [];
  readonly #catalog: Catalog;
  readonly #random: Random;
  #inProgress = 0;

  constructor(catalog: Catalog, random: Random) {
    this.#catalog = catalog;
    this.#random = random;
  }

  plan(order: RunOrder): RunRow {
    const random = this.#random;
    const totalEpochs = 10 * random.integer(6, 12);
    const msPerEpoch = 1_000 * random.integer(10, 15);
    const isOver = order.fate !== 'training' && order.fate !== 'retraining';
    const place = isOver ? 0 : this.#inProgress++;
    const startedMs = isOver
      ? order.doneMs - totalEpochs * msPerEpoch
      : this.#catalog.epochMs + Math.round((place - 1.5) * 4 * MINUTE_MS);
    // The second of the runs in progress fails under the eyes of who watches it.
    const breaksDown = order.fate === 'failed' || (!isOver && place === 1);
    const epoch = Math.ceil(totalEpochs * 0.6);
    const run: RunRow = {
      id: this.#catalog.uuid(`registry run ${this.runs.length}`),
      name: order.name,
      datasetId: this.#catalog.uuid(`registry dataset ${order.project.slug}`),
      datasetName: order.project.slug,
      pipeline: PIPELINES[order.modelType] ?? 'sm_pytorch',
      gpu: random.pick(['a10g', 'a100', 'h100']),
      createdBy: order.project.owner.id,
      modelId: order.modelId,
      createdMs: Math.min(startedMs - 3 * MINUTE_MS, this.#catalog.epochMs - MINUTE_MS),
      queuedMs: startedMs - 2 * MINUTE_MS,
      startedMs,
      totalEpochs,
      msPerEpoch,
      breakdown: breaksDown ? { epoch, message: `worker ran out of memory in epoch ${epoch}` } : null,
      finalMetrics: metricsOf(order.modelType, random),
      cancelledMs: null,
    };
    this.runs.push(run);
    return run;
  }

  /** A run that ended early and made no model. */
  trial({ name, end }: (typeof TRIALS)[number], index: number): void {
    const project = this.#catalog.projects[0];
    if (project === undefined) return;
    const doneMs = project.startedMs + (index * DAY_MS) / 4;
    const fate = end === 'failed' ? 'failed' : 'ready';
    const run = this.plan({ name, project, modelType: 'object_detection', modelId: null, fate, doneMs });
    if (end === 'cancelled') run.cancelledMs = run.startedMs + 7.5 * run.msPerEpoch;
  }
}
