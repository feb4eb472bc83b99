import type { RunStatus } from '../../domain/run.js';
import type { WireCondition } from './wire.js';

/** What a run's conditions say, in the gateway's words. */
export interface RunState {
  readonly status: RunStatus;
  /** Unix milliseconds; null while it has not started, or where the conditions do not tell. */
  readonly startedAtMs: number | null;
  /** Unix milliseconds of the end, good or bad; null before it, or where the conditions do not tell. */
  readonly finishedAtMs: number | null;
  /** The condition that decided the status; null where there was none. */
  readonly decisive: WireCondition | null;
}

/*
 * Three vocabularies exist (contract §6): that of the SDK, that of the documentation, and the lower-case one of the
 * SDK's comments. Names are compared without case, so that one table serves all.
 */
const STARTED: ReadonlySet<string> = new Set(['started', 'running']);
const FINISHED: ReadonlySet<string> = new Set(['finished', 'succeeded', 'completed']);
const FAILED: ReadonlySet<string> = new Set(['failed', 'error']);
const CANCELLED: ReadonlySet<string> = new Set(['cancelled']);
const PENDING: ReadonlySet<string> = new Set(['pending']);

/**
 * Turns a run's conditions into a status; the first rule that fits wins (contract §6). The position in the list means
 * nothing, because the sources contradict each other about it: only `lastTransitionTime` orders.
 *
 * @param killedAtMs when the run was terminated by hand; null when it was not
 */
export function readConditions(conditions: readonly WireCondition[], killedAtMs: number | null): RunState {
  const latestFirst = conditions.toSorted((a, b) => timeOf(b) - timeOf(a));
  const reached = (names: ReadonlySet<string>): WireCondition | null =>
    latestFirst.find((entry) => entry.status === 'Reached' && isOneOf(names, entry)) ?? null;

  const started = reached(STARTED);
  const finished = reached(FINISHED);
  const cancelled = reached(CANCELLED);
  const failed = latestFirst.find((entry) => entry.status === 'FailedReach') ?? reached(FAILED);
  const state = (
    status: RunStatus,
    decisive: WireCondition | null,
    finishedAtMs: number | null = null,
  ): RunState => ({ status, startedAtMs: started?.lastTransitionTime ?? null, finishedAtMs, decisive });

  if (failed !== null) return state('FAILED', failed, failed.lastTransitionTime);
  if (cancelled !== null || (killedAtMs !== null && finished === null)) {
    return state('CANCELLED', cancelled, killedAtMs ?? cancelled?.lastTransitionTime ?? null);
  }
  if (finished !== null) return state('SUCCEEDED', finished, finished.lastTransitionTime);
  if (started !== null) return state('RUNNING', started);
  const latest = latestFirst[0] ?? null;
  return state(latestFirst.every(isPending) ? 'PENDING' : 'UNKNOWN', latest);
}

function isPending(entry: WireCondition): boolean {
  return entry.status === 'Waiting' || (entry.status === 'Reached' && isOneOf(PENDING, entry));
}

function isOneOf(names: ReadonlySet<string>, entry: WireCondition): boolean {
  return names.has(entry.condition.toLowerCase());
}

/** A condition without a time counts as the oldest. */
function timeOf(entry: WireCondition): number {
  return entry.lastTransitionTime ?? 0;
}
