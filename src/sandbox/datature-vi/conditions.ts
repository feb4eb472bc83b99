import { endOf, type RunPhase, type RunPlan } from './data.js';

/** A condition as the run store sends it (contract §6). */
export interface RunCondition {
  readonly condition: string;
  readonly status: 'Waiting' | 'Reached' | 'FailedReach';
  readonly lastTransitionTime: number;
  readonly reason?: string | null;
  readonly message?: string | null;
}

/** The conditions of a run in this phase, in the vocabulary and the order of its story. */
export function conditionsOf(
  plan: RunPlan,
  phase: RunPhase,
  organizationId: string,
): readonly RunCondition[] {
  const { story } = plan;
  const oldestFirst =
    story.vocabulary === 'sdk'
      ? sdkConditions(plan, phase, organizationId)
      : documentedConditions(plan, phase, organizationId);
  return story.conditionOrder === 'oldest-first' ? oldestFirst : oldestFirst.toReversed();
}

function sdkConditions(plan: RunPlan, phase: RunPhase, organizationId: string): readonly RunCondition[] {
  const { createdMs, startsMs } = plan;
  if (phase === 'pending' || startsMs === null) {
    return [
      { condition: 'Started', status: 'Waiting', lastTransitionTime: createdMs },
      { condition: 'Finished', status: 'Waiting', lastTransitionTime: createdMs },
    ];
  }
  const started = { condition: 'Started', status: 'Reached', lastTransitionTime: startsMs } as const;
  const lastTransitionTime = endOf(plan) ?? startsMs;
  if (phase === 'succeeded') {
    return [started, { condition: 'Finished', status: 'Reached', lastTransitionTime }];
  }
  if (phase === 'failed') {
    const failure = failureOf(plan, organizationId);
    return [started, { condition: 'Finished', status: 'FailedReach', lastTransitionTime, ...failure }];
  }
  // A killed run waits for ever; only `killedAt` tells.
  return [started, { condition: 'Finished', status: 'Waiting', lastTransitionTime: startsMs }];
}

const DOCUMENTED_ENDS = {
  succeeded: 'Succeeded',
  killed: 'Cancelled',
  evicted: 'Evicted',
} as const;

function documentedConditions(
  plan: RunPlan,
  phase: RunPhase,
  organizationId: string,
): readonly RunCondition[] {
  const { createdMs, startsMs } = plan;
  const reached = (condition: string, lastTransitionTime: number): RunCondition => ({
    condition,
    status: 'Reached',
    lastTransitionTime,
  });
  // A run whose first step is not noted yet has no conditions at all.
  if (startsMs === null) return [];
  if (phase === 'pending') return [reached('Pending', createdMs)];
  const endMs = endOf(plan) ?? startsMs;
  if (phase === 'evicted') return [reached(DOCUMENTED_ENDS.evicted, endMs)];
  const begun = [reached('Pending', createdMs), reached('Running', startsMs)];
  if (phase === 'running') return begun;
  if (phase === 'failed') {
    const condition = plan.story.epochs % 2 === 0 ? 'Failed' : 'Error';
    return [...begun, { ...reached(condition, endMs), ...failureOf(plan, organizationId) }];
  }
  return [...begun, reached(DOCUMENTED_ENDS[phase], endMs)];
}

function failureOf({ story }: RunPlan, organizationId: string): Pick<RunCondition, 'reason' | 'message'> {
  const { reason = null, message = null } = story.failure ?? {};
  return { reason, message: message?.replace('{organization}', organizationId) ?? null };
}
