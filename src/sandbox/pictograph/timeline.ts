import type { RunRow, VersionRow } from './records.js';

export type RunStatus = 'pending' | 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

/** Where a run stands at one moment. */
export interface RunMoment {
  readonly status: RunStatus;
  /** 0 to 100. */
  readonly progress: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Null unless it is running. */
  readonly etaSeconds: number | null;
  readonly startedMs: number | null;
  /** Null unless it has ended. */
  readonly endedMs: number | null;
}

/** When the run ends if nobody cancels it. */
export function plannedEndMs(run: RunRow): number {
  return run.startedMs + (run.breakdown?.epoch ?? run.totalEpochs) * run.msPerEpoch;
}

/** Where the run stands at `nowMs`. */
export function runAt(run: RunRow, nowMs: number): RunMoment {
  const endMs = Math.min(plannedEndMs(run), run.cancelledMs ?? Infinity);
  const atMs = Math.min(nowMs, endMs);
  const isStarted = atMs > run.startedMs;
  const hasEnded = nowMs >= endMs;
  const epoch = isStarted
    ? Math.min(run.totalEpochs, Math.floor((atMs - run.startedMs) / run.msPerEpoch))
    : 0;
  const status = hasEnded ? endStatus(run, endMs) : waitingStatus(run, nowMs);
  return {
    status,
    progress: Math.floor((100 * epoch) / run.totalEpochs),
    epoch,
    metrics: epoch === 0 ? {} : metricsAfter(run, epoch),
    etaSeconds: status === 'running' ? Math.ceil((plannedEndMs(run) - nowMs) / 1_000) : null,
    startedMs: isStarted ? run.startedMs : null,
    endedMs: hasEnded ? endMs : null,
  };
}

/** Status of a version at `nowMs`, in the words of a model's status. */
export function versionStatusAt(version: VersionRow, nowMs: number): 'training' | 'ready' | 'failed' {
  if (version.run === null) return 'ready';
  const { status } = runAt(version.run, nowMs);
  if (status === 'completed') return 'ready';
  return status === 'failed' || status === 'cancelled' ? 'failed' : 'training';
}

function endStatus(run: RunRow, endMs: number): RunStatus {
  if (run.cancelledMs !== null && run.cancelledMs <= endMs) return 'cancelled';
  return run.breakdown === null ? 'completed' : 'failed';
}

function waitingStatus(run: RunRow, nowMs: number): RunStatus {
  if (nowMs < run.queuedMs) return 'pending';
  return nowMs < run.startedMs ? 'queued' : 'running';
}

/** Steep at first, then flat, with the small ups and downs of a real curve; the final values after the last epoch. */
function metricsAfter(run: RunRow, epoch: number): Readonly<Record<string, number>> {
  const part = epoch / run.totalEpochs;
  const gained = (1 - Math.exp(-4 * part)) / (1 - Math.exp(-4));
  const wobble = 0.015 * Math.sin(epoch * 1.7) * (1 - part);
  const reached = Object.entries(run.finalMetrics).map(([name, value]) => [
    name,
    round(Math.max(0, value * (gained + wobble))),
  ]);
  return { ...Object.fromEntries(reached), loss: round(0.18 + 2.4 * Math.exp(-3.5 * part) - wobble) };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
