import type { Catalog } from '../core/types.js';
import { conditionsOf } from './conditions.js';
import { endOf, phaseOf, type OutputPlan, type RunPlan } from './data.js';
import type { MetricCurve } from './metrics.js';

/** A signed URL for one output. */
export interface SignedContents {
  readonly url: string;
  readonly expiresAtMs: number;
}

/** A run as it stands at a time (contract §4). */
export function renderRun(plan: RunPlan, organizationId: string, nowMs: number): Record<string, unknown> {
  const { runId, story, datasetId } = plan;
  const phase = phaseOf(plan, nowMs);
  const isKilled = phase === 'killed';
  const generation = { pending: 1, running: 2, succeeded: 3, failed: 3, killed: 4, evicted: 4 }[phase];
  const optional = story.isTerse
    ? {}
    : { trainingProject: `${organizationId}_${datasetId}`, killedAt: isKilled ? endOf(plan) : null };
  return {
    ...(story.isTerse ? {} : { kind: 'Run' }),
    workspaceId: organizationId,
    runId,
    spec: { flow: renderFlow(plan), ...optional },
    status: {
      log: phase === 'pending' ? '' : `runs/${runId}/log`,
      observedGeneration: generation,
      conditions: conditionsOf(plan, phase, organizationId),
    },
    metadata: {
      timeCreated: plan.createdMs,
      lastUpdated: lastChangeOf(plan, nowMs),
      generation,
      attributes: story.keepsBest ? { purpose: 'release' } : {},
    },
    selfLink: `/workspaces/${organizationId}/runs/${runId}`,
    etag: `e-${generation}`,
  };
}

/** A run output (contract §5); `contents` is undefined where nobody asked for it, null where there is no export. */
export function renderOutput(
  plan: RunPlan,
  output: OutputPlan,
  curve: MetricCurve,
  context: { readonly organizationId: string; readonly contents: SignedContents | null | undefined },
): Record<string, unknown> {
  const { runId } = plan;
  const { organizationId, contents } = context;
  const signed = contents && { downloadUrl: { url: contents.url, expiresAt: contents.expiresAtMs } };
  return {
    kind: 'RunOutput',
    workspaceId: organizationId,
    runId,
    runOutputId: output.runOutputId,
    spec: { kind: output.kind, epoch: output.epoch, evaluationMetrics: curve.at(output.epoch) },
    status: {
      observedGeneration: 1,
      conditions: [],
      storageObject: storageNameOf(plan, output),
      ...(signed === undefined ? {} : { contents: signed }),
    },
    metadata: {
      timeCreated: output.createdMs,
      lastUpdated: output.createdMs,
      generation: 1,
      attributes: {},
    },
    selfLink: `/workspaces/${organizationId}/runs/${runId}/runOutputs/${output.runOutputId}`,
    etag: 'e-1',
  };
}

/** Name of the output's archive in the object store. */
export function storageNameOf({ runId, story }: RunPlan, { runOutputId }: OutputPlan): string {
  return `outputs/${runId}/${runOutputId}.tar${story.compression === 'gzip' ? '.gz' : ''}`;
}

/** Where the bytes of the output's archive come from. */
export function archiveOf(
  catalog: Catalog,
  { runId, story }: RunPlan,
  { epoch }: OutputPlan,
): ReturnType<Catalog['weights']['runArchive']> {
  const { layout, compression } = story;
  return catalog.weights.runArchive({ runId, epoch, layout, compression });
}

function renderFlow({ flowName, architecture, datasetId, ordinal, story }: RunPlan): Record<string, unknown> {
  return {
    name: flowName,
    schema: 'v1',
    tolerations: { gpu: ['a10g'] },
    settings: { seed: ordinal },
    blocks: [
      { block: 'dataset', settings: { split: 0.9 }, style: {} },
      { block: 'model', settings: { arch: architecture, epochs: story.epochs }, style: { x: 240, y: 80 } },
    ],
    trainingProject: datasetId,
  };
}

function lastChangeOf(plan: RunPlan, nowMs: number): number {
  const times = [plan.createdMs, plan.startsMs, endOf(plan)];
  return Math.max(...times.filter((time): time is number => time !== null && time <= nowMs));
}
