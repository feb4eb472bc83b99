import {
  TERMINAL_DOWNLOAD_STATES,
  type DownloadCarrier,
  type DownloadFileRecord,
  type DownloadPhase,
  type DownloadPriority,
  type DownloadProgressRecord,
  type DownloadRecord,
  type DownloadState,
  type DownloadTarget,
} from '../domain/download.js';
import { isLegal, type DownloadEvent, type TransferReport } from './events.js';

/** What a download is made from. */
export interface NewDownload {
  readonly id: string;
  readonly provider: string;
  readonly target: DownloadTarget;
  readonly carrier: DownloadCarrier;
  readonly priority: DownloadPriority;
  /** Name of the only file, a label; null for an archive and when the provider carries. */
  readonly fileName: string | null;
  /** Null where the provider does not say. */
  readonly totalBytes: number | null;
  readonly createdAt: Date;
}

/** The phase of a state in which nothing special happens. */
const USUAL_PHASE: Record<DownloadState, DownloadPhase | null> = {
  QUEUED: 'QUEUED',
  RESOLVING: 'RESOLVING',
  TRANSFERRING: 'TRANSFERRING',
  PAUSED: null,
  WAITING_FOR_SPACE: null,
  VERIFYING: 'VERIFYING',
  UNPACKING: 'UNPACKING',
  COMPLETED: null,
  FAILED: null,
  CANCELLED: null,
};

/** Nothing flows. */
const QUIET = {
  bytesPerSecond: null,
  etaSeconds: null,
  stalled: false,
  waitingUntil: null,
  queuePosition: null,
  connections: 0,
} as const;

/** A download that waits for its turn. */
export function newDownload(download: NewDownload): DownloadRecord {
  const { totalBytes, ...rest } = download;
  const noBytes = download.carrier === 'GATEWAY' ? 0 : null;
  return {
    ...rest,
    state: 'QUEUED',
    stateReason: null,
    progress: {
      ...QUIET,
      receivedBytes: noBytes,
      verifiedBytes: noBytes,
      totalBytes,
      percent: null,
      phase: 'QUEUED',
      sequence: 0,
      epoch: 0,
      restartReason: null,
      attempts: 0,
    },
    error: null,
    artifactId: null,
    members: [],
    startedAt: null,
    finishedAt: null,
  };
}

/** Whether nothing can happen to it any more. */
export function isFinished(download: DownloadRecord): boolean {
  return TERMINAL_DOWNLOAD_STATES.has(download.state);
}

/**
 * The download after the event. Pure. Gives the same object when the event changes nothing; otherwise `sequence` is one
 * greater. Throws on an illegal move and on progress that falls within an epoch: both are defects of the caller.
 */
export function applyEvent(download: DownloadRecord, event: DownloadEvent, at: Date): DownloadRecord {
  if (!isLegal(download.carrier, event.kind, download.state)) {
    throw new Error(
      `Illegal move of a download carried by ${download.carrier}: ${event.kind} in ${download.state}`,
    );
  }
  const next = move(download, event, at);
  if (next === download) return download;
  return { ...next, progress: { ...next.progress, sequence: download.progress.sequence + 1 } };
}

// oxlint-disable-next-line typescript/consistent-return -- the compiler checks that the switch is exhaustive
function move(download: DownloadRecord, event: DownloadEvent, at: Date): DownloadRecord {
  const { progress } = download;
  switch (event.kind) {
    case 'place':
      return withProgress(download, { queuePosition: event.position });
    case 'resolve':
      // What an earlier run has hashed is hashed again.
      return {
        ...enter(download, 'RESOLVING', progress.verifiedBytes === null ? {} : { verifiedBytes: 0 }),
        startedAt: download.startedAt ?? at,
      };
    case 'transfer':
      return goOn(download, 'TRANSFERRING', { attempts: progress.attempts + 1 });
    case 'advance':
      return advance(download, event);
    case 'restart':
      return enter(download, 'TRANSFERRING', restarted(progress, event.reason));
    case 'relay':
      return relay(download, event.percent);
    case 'stall':
      return withProgress(download, {
        stalled: event.stalled,
        phase: event.stalled ? 'STALLED' : USUAL_PHASE[download.state],
      });
    case 'verify':
      return goOn(download, 'VERIFYING');
    case 'unpack':
      return goOn(download, 'UNPACKING');
    case 'members':
      return { ...download, members: withChanged(download.members, event.changed) };
    case 'pause':
      return enter(download, 'PAUSED');
    case 'hold':
      return { ...enter(download, 'WAITING_FOR_SPACE'), stateReason: event.reason };
    case 'queue':
      return download.state === 'QUEUED' ? download : enter(download, 'QUEUED');
    case 'prefer':
      return event.priority === download.priority ? download : { ...download, priority: event.priority };
    case 'complete':
      return complete(download, event.artifact, at);
    case 'fail':
      return { ...enter(download, 'FAILED'), error: event.error, finishedAt: at };
    case 'cancel':
      return { ...enter(download, 'CANCELLED'), finishedAt: at };
  }
}

/** Changes state and progress; nothing flows at that moment, so there is no rate. What has come of an archive is dropped. */
function enter(
  download: DownloadRecord,
  state: DownloadState,
  progress: Partial<DownloadProgressRecord> = {},
): DownloadRecord {
  return {
    ...download,
    state,
    stateReason: null,
    members: [],
    progress: { ...download.progress, ...QUIET, phase: USUAL_PHASE[state], ...progress },
  };
}

/** Enters the next state with what has come of an archive. */
function goOn(
  download: DownloadRecord,
  state: DownloadState,
  progress: Partial<DownloadProgressRecord> = {},
): DownloadRecord {
  return { ...enter(download, state, progress), members: download.members };
}

/** A path comes once in an archive: one that is there already is told again from there on. */
function withChanged(
  members: readonly DownloadFileRecord[],
  changed: readonly DownloadFileRecord[],
): readonly DownloadFileRecord[] {
  const again = members.findLastIndex(({ path }) => path === changed[0]?.path);
  return [...(again === -1 ? members : members.slice(0, again)), ...changed];
}

/** What a restart from zero does to the progress. */
export function restarted(progress: DownloadProgressRecord, reason: string): Partial<DownloadProgressRecord> {
  return {
    receivedBytes: 0,
    verifiedBytes: 0,
    totalBytes: null,
    percent: null,
    epoch: progress.epoch + 1,
    restartReason: reason,
  };
}

function advance(download: DownloadRecord, report: TransferReport): DownloadRecord {
  refuseFalling(download.progress, report);
  const { receivedBytes, verifiedBytes, totalBytes, bytesPerSecond } = report;
  const { connections, attempts, stalled, waitingUntil } = report;
  const etaSeconds =
    totalBytes === null || bytesPerSecond === null || bytesPerSecond === 0
      ? null
      : (totalBytes - receivedBytes) / bytesPerSecond;
  const percent = percentOf(receivedBytes, totalBytes);
  return withProgress(download, {
    receivedBytes,
    verifiedBytes,
    totalBytes,
    percent,
    bytesPerSecond,
    etaSeconds,
    connections,
    attempts,
    stalled,
    waitingUntil,
    phase: phaseOf(download.state, report),
  });
}

function refuseFalling(progress: DownloadProgressRecord, report: TransferReport): void {
  const { receivedBytes, verifiedBytes, totalBytes } = report;
  if (receivedBytes < (progress.receivedBytes ?? 0) || verifiedBytes < (progress.verifiedBytes ?? 0)) {
    const falls = `from ${progress.receivedBytes} to ${receivedBytes}`;
    throw new Error(
      `Bytes fell ${falls} (verified: from ${progress.verifiedBytes} to ${verifiedBytes}) within an epoch`,
    );
  }
  if (progress.totalBytes !== null && totalBytes !== progress.totalBytes) {
    throw new Error(`Total bytes changed from ${progress.totalBytes} to ${totalBytes} within an epoch`);
  }
  if (verifiedBytes > receivedBytes || (totalBytes !== null && receivedBytes > totalBytes)) {
    throw new Error(`Received ${receivedBytes} bytes of ${totalBytes}, ${verifiedBytes} of them verified`);
  }
}

function phaseOf(state: DownloadState, report: TransferReport): DownloadPhase | null {
  if (state !== 'TRANSFERRING') return USUAL_PHASE[state];
  if (report.waitingUntil !== null) return 'WAITING';
  if (report.resolving) return 'RESOLVING';
  return report.stalled ? 'STALLED' : 'TRANSFERRING';
}

/** 0 to 100; null while the total is unknown. */
export function percentOf(receivedBytes: number, totalBytes: number | null): number | null {
  if (totalBytes === null) return null;
  return totalBytes === 0 ? 100 : (receivedBytes / totalBytes) * 100;
}

function relay(download: DownloadRecord, reported: number | null): DownloadRecord {
  // A provider may leave the percentage out of a report, or let it fall: what was known stays.
  const known = download.progress.percent;
  const percent = reported === null ? known : Math.min(100, Math.max(known ?? 0, reported));
  return withProgress(download, { percent, stalled: false, phase: 'TRANSFERRING' });
}

function complete(
  download: DownloadRecord,
  artifact: { readonly id: string; readonly sizeBytes: number } | null,
  at: Date,
): DownloadRecord {
  if ((artifact === null) !== (download.carrier === 'PROVIDER')) {
    throw new Error(`A download carried by ${download.carrier} completed with the wrong kind of result`);
  }
  if (artifact !== null && artifact.sizeBytes < (download.progress.receivedBytes ?? 0)) {
    throw new Error('A download completed with fewer bytes than it had received');
  }
  const { sizeBytes } = artifact ?? {};
  const bytes =
    sizeBytes === undefined
      ? {}
      : { receivedBytes: sizeBytes, verifiedBytes: sizeBytes, totalBytes: sizeBytes };
  return {
    ...enter(download, 'COMPLETED', { ...bytes, percent: 100 }),
    artifactId: artifact?.id ?? null,
    finishedAt: at,
  };
}

/** The same object when no field differs. */
function withProgress(download: DownloadRecord, changed: Partial<DownloadProgressRecord>): DownloadRecord {
  const progress = { ...download.progress, ...changed };
  const before = new Map<string, unknown>(Object.entries(download.progress));
  const differs = Object.entries(changed).some(([field, value]) => !isSame(before.get(field), value));
  return differs ? { ...download, progress } : download;
}

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}
