import type { Catalog, Project } from '../core/types.js';
import { PAST_STORIES, RECENT_STORIES, type Story } from './stories.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Between a run's start and its first epoch: the base model is loaded. */
const WARM_UP_MS = 30 * SECOND_MS;
/** Between an output and its export. */
const EXPORT_MS = 40 * SECOND_MS;
/** Runs older than this are not kept by the team. */
const OLDEST_MS = 700 * 24 * HOUR_MS;
const LONGEST_GAP_MS = 5 * HOUR_MS;
const LONGEST_EPOCH_MS = 6 * MINUTE_MS;

const ARCHITECTURES = [
  'qwen2.5-vl-7b',
  'qwen2.5-vl-3b',
  'internvl3-8b',
  'paligemma2-3b',
  'smolvlm2-2.2b',
  'phi-3.5-vision',
] as const;

/** A run and its whole course, from which its state at any time follows. */
export interface RunPlan {
  /** Position in the list, newest first. */
  readonly ordinal: number;
  readonly runId: string;
  readonly flowName: string;
  readonly architecture: string;
  readonly datasetId: string;
  readonly story: Story;
  readonly createdMs: number;
  /** Null when it never starts. */
  readonly startsMs: number | null;
  readonly epochMs: number;
}

/** One checkpoint that a run has made. */
export interface OutputPlan {
  /** Position in the run's list, latest last. */
  readonly ordinal: number;
  readonly runOutputId: string;
  readonly kind: 'checkpoint' | 'best';
  readonly epoch: number;
  readonly createdMs: number;
  /** Null when it is never exported. */
  readonly exportedMs: number | null;
}

export type RunPhase = 'pending' | 'running' | Story['outcome'];

/** When the recent runs were created and start, in milliseconds from the sandbox's beginning. */
const TIMELINES = [
  { createdMs: -2 * MINUTE_MS, startsMs: 3 * MINUTE_MS, epochMs: 30 * SECOND_MS },
  { createdMs: -5 * MINUTE_MS, startsMs: null, epochMs: MINUTE_MS },
  { createdMs: -12 * MINUTE_MS, startsMs: -570 * SECOND_MS, epochMs: 45 * SECOND_MS },
  { createdMs: -HOUR_MS, startsMs: -58 * MINUTE_MS, epochMs: 2 * MINUTE_MS },
] as const;

/** All runs of the organization, newest first. */
export function createRunPlans(catalog: Catalog): readonly RunPlan[] {
  const projects = catalog.projects.filter(({ task }) => task === 'TEXT_GENERATION');
  return Array.from({ length: catalog.size }, (_, ordinal) => planRun(catalog, projects, ordinal));
}

function planRun(catalog: Catalog, projects: readonly Project[], ordinal: number): RunPlan {
  const random = catalog.random(`vi run ${ordinal}`);
  const project = random.pick(projects);
  return {
    ordinal,
    runId: `run_${catalog.uuid(`vi run ${ordinal}`).replaceAll('-', '').slice(0, 12)}`,
    // Now and then somebody names a flow as people speak.
    flowName: random.next() < 0.15 ? project.title : project.slug,
    architecture: random.pick(ARCHITECTURES),
    datasetId: `ds_${catalog.uuid(`vi dataset ${project.slug}`).slice(0, 8)}`,
    ...timelineOf(catalog, ordinal),
  };
}

function timelineOf(
  catalog: Catalog,
  ordinal: number,
): Pick<RunPlan, 'story' | 'createdMs' | 'startsMs' | 'epochMs'> {
  const recent = TIMELINES[ordinal];
  const recentStory = RECENT_STORIES[ordinal];
  if (recent !== undefined && recentStory !== undefined) {
    const { createdMs, startsMs, epochMs } = recent;
    const at = (offsetMs: number): number => catalog.epochMs + offsetMs;
    return {
      story: recentStory,
      createdMs: at(createdMs),
      startsMs: startsMs === null ? null : at(startsMs),
      epochMs,
    };
  }
  const past = ordinal - TIMELINES.length;
  const story = PAST_STORIES[past % PAST_STORIES.length];
  if (story === undefined) throw new RangeError('There are no stories of past runs.');
  const ageMs = 2 * HOUR_MS + past * Math.min(LONGEST_GAP_MS, Math.floor(OLDEST_MS / catalog.size));
  // The run and its exports end well before the sandbox begins.
  const epochMs = Math.min(LONGEST_EPOCH_MS, Math.floor((ageMs * 0.8) / (story.epochs + 1)));
  const createdMs = catalog.epochMs - ageMs;
  return { story, createdMs, startsMs: createdMs + MINUTE_MS, epochMs };
}

/** When the run ends; null when it never starts. */
export function endOf({ startsMs, story, epochMs }: RunPlan): number | null {
  return startsMs === null ? null : startsMs + WARM_UP_MS + story.epochs * epochMs + 10 * SECOND_MS;
}

export function phaseOf(plan: RunPlan, nowMs: number): RunPhase {
  const endMs = endOf(plan);
  if (plan.startsMs === null || endMs === null || nowMs < plan.startsMs) return 'pending';
  return nowMs < endMs ? 'running' : plan.story.outcome;
}

/** What the run has made until now, in the order of epochs, latest last. */
export function outputsOf(plan: RunPlan, nowMs: number, bestEpoch: number | null): readonly OutputPlan[] {
  const { startsMs, story, epochMs } = plan;
  if (startsMs === null) return [];
  const firstMs = startsMs + WARM_UP_MS;
  const made = Math.min(story.epochs, Math.max(0, Math.floor((nowMs - firstMs) / epochMs)));
  const endMs = endOf(plan);
  const hasBest = story.keepsBest && endMs !== null && nowMs >= endMs;
  const outputs: Omit<OutputPlan, 'ordinal'>[] = [];
  for (let epoch = 1; epoch <= made; epoch += 1) {
    const createdMs = firstMs + epoch * epochMs;
    const exportedMs = isExported(story, epoch) ? createdMs + EXPORT_MS : null;
    const id = `out_${String(epoch).padStart(4, '0')}`;
    outputs.push({ runOutputId: id, kind: 'checkpoint', epoch, createdMs, exportedMs });
    if (hasBest && epoch === bestEpoch) {
      const copiedMs = createdMs + SECOND_MS;
      outputs.push({ runOutputId: 'best_model', kind: 'best', epoch, createdMs: copiedMs, exportedMs });
    }
  }
  return outputs.map((output, ordinal) => ({ ...output, ordinal }));
}

function isExported({ exports, epochs }: Story, epoch: number): boolean {
  return exports === 'all' || (exports === 'but-newest' && epoch < epochs);
}
