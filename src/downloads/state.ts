import {
  TERMINAL_DOWNLOAD_STATES,
  type DownloadCarrier,
  type DownloadErrorRecord,
  type DownloadProgressRecord,
  type DownloadRecord,
  type DownloadState,
  type DownloadTarget,
} from '../domain/download.js';

/** What can happen to a download. docs/downloads.md has the table of legal moves. */
export type DownloadEvent =
  | { readonly kind: 'resolve' }
  | { readonly kind: 'transfer' }
  /** A new connection goes on where the last one ended, or begins again before any byte came. */
  | { readonly kind: 'retry' }
  | {
      readonly kind: 'advance';
      readonly receivedBytes: number;
      readonly totalBytes: number | null;
      readonly bytesPerSecond: number | null;
    }
  /** What had been received is dropped. */
  | { readonly kind: 'restart'; readonly reason: string }
  | { readonly kind: 'relay'; readonly percent: number | null }
  | { readonly kind: 'stall'; readonly stalled: boolean }
  | { readonly kind: 'verify' }
  | { readonly kind: 'unpack' }
  | {
      readonly kind: 'complete';
      /** Null if and only if the provider carries. */
      readonly artifact: { readonly id: string; readonly sizeBytes: number } | null;
    }
  | { readonly kind: 'fail'; readonly error: DownloadErrorRecord }
  | { readonly kind: 'cancel' };

type EventKind = DownloadEvent['kind'];

const UNFINISHED: readonly DownloadState[] = [
  'QUEUED',
  'RESOLVING',
  'TRANSFERRING',
  'PAUSED',
  'WAITING_FOR_SPACE',
  'VERIFYING',
  'UNPACKING',
];

/** From which states each event is legal. */
const LEGAL_FROM: Record<DownloadCarrier, Record<EventKind, readonly DownloadState[]>> = {
  GATEWAY: {
    resolve: ['QUEUED'],
    transfer: ['RESOLVING'],
    retry: ['TRANSFERRING'],
    advance: ['TRANSFERRING'],
    restart: ['TRANSFERRING'],
    relay: [],
    stall: ['TRANSFERRING'],
    verify: ['TRANSFERRING'],
    unpack: ['VERIFYING'],
    complete: ['QUEUED', 'VERIFYING', 'UNPACKING'],
    fail: UNFINISHED,
    cancel: UNFINISHED,
  },
  PROVIDER: {
    resolve: ['QUEUED'],
    transfer: ['RESOLVING'],
    retry: [],
    advance: [],
    restart: [],
    relay: ['TRANSFERRING'],
    stall: ['RESOLVING', 'TRANSFERRING'],
    verify: [],
    unpack: [],
    complete: ['QUEUED', 'RESOLVING', 'TRANSFERRING'],
    fail: UNFINISHED,
    cancel: UNFINISHED,
  },
};

/** What a download is made from. */
export interface NewDownload {
  readonly id: string;
  readonly provider: string;
  readonly target: DownloadTarget;
  readonly carrier: DownloadCarrier;
  /** Null where the provider does not say. */
  readonly totalBytes: number | null;
  readonly createdAt: Date;
}

/** A download that waits for its turn. */
export function newDownload(download: NewDownload): DownloadRecord {
  const { totalBytes, ...rest } = download;
  return {
    ...rest,
    state: 'QUEUED',
    progress: {
      receivedBytes: download.carrier === 'GATEWAY' ? 0 : null,
      totalBytes,
      percent: null,
      bytesPerSecond: null,
      etaSeconds: null,
      stalled: false,
      sequence: 0,
      epoch: 0,
      restartReason: null,
      attempts: 0,
    },
    error: null,
    artifactId: null,
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
  if (!LEGAL_FROM[download.carrier][event.kind].includes(download.state)) {
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
    case 'resolve':
      return { ...download, state: 'RESOLVING', startedAt: at };
    case 'transfer':
      return enter(download, 'TRANSFERRING', { attempts: 1 });
    case 'retry':
      return enter(download, 'TRANSFERRING', { attempts: progress.attempts + 1 });
    case 'advance':
      return advance(download, event);
    case 'restart':
      return enter(download, 'TRANSFERRING', {
        receivedBytes: 0,
        totalBytes: null,
        percent: null,
        epoch: progress.epoch + 1,
        restartReason: event.reason,
      });
    case 'relay':
      return relay(download, event.percent);
    case 'stall':
      return stall(download, event.stalled);
    case 'verify':
      return enter(download, 'VERIFYING', {});
    case 'unpack':
      return enter(download, 'UNPACKING', {});
    case 'complete':
      return complete(download, event.artifact, at);
    case 'fail':
      return { ...enter(download, 'FAILED', {}), error: event.error, finishedAt: at };
    case 'cancel':
      return { ...enter(download, 'CANCELLED', {}), finishedAt: at };
  }
}

/** Changes state and progress; nothing flows at that moment, so there is no rate. */
function enter(
  download: DownloadRecord,
  state: DownloadState,
  progress: Partial<DownloadProgressRecord>,
): DownloadRecord {
  return {
    ...download,
    state,
    progress: { ...download.progress, bytesPerSecond: null, etaSeconds: null, stalled: false, ...progress },
  };
}

function advance(
  download: DownloadRecord,
  event: Extract<DownloadEvent, { kind: 'advance' }>,
): DownloadRecord {
  const { progress } = download;
  const { receivedBytes, totalBytes, bytesPerSecond } = event;
  if (receivedBytes < (progress.receivedBytes ?? 0)) {
    throw new Error(`Received bytes fell from ${progress.receivedBytes} to ${receivedBytes} within an epoch`);
  }
  if (progress.totalBytes !== null && totalBytes !== progress.totalBytes) {
    throw new Error(`Total bytes changed from ${progress.totalBytes} to ${totalBytes} within an epoch`);
  }
  if (totalBytes !== null && receivedBytes > totalBytes) {
    throw new Error(`Received ${receivedBytes} bytes of ${totalBytes}`);
  }
  const percent = percentOf(receivedBytes, totalBytes);
  const etaSeconds =
    totalBytes === null || bytesPerSecond === null || bytesPerSecond === 0
      ? null
      : (totalBytes - receivedBytes) / bytesPerSecond;
  const changed = { receivedBytes, totalBytes, percent, bytesPerSecond, etaSeconds, stalled: false };
  return withProgress(download, changed);
}

function percentOf(receivedBytes: number, totalBytes: number | null): number | null {
  if (totalBytes === null) return null;
  return totalBytes === 0 ? 100 : (receivedBytes / totalBytes) * 100;
}

function relay(download: DownloadRecord, reported: number | null): DownloadRecord {
  // A provider may leave the percentage out of a report, or let it fall: what was known stays.
  const known = download.progress.percent;
  const percent = reported === null ? known : Math.min(100, Math.max(known ?? 0, reported));
  return withProgress(download, { percent, stalled: false });
}

function stall(download: DownloadRecord, stalled: boolean): DownloadRecord {
  return withProgress(download, stalled ? { stalled, bytesPerSecond: null, etaSeconds: null } : { stalled });
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
  const bytes =
    artifact === null ? {} : { receivedBytes: artifact.sizeBytes, totalBytes: artifact.sizeBytes };
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
  const differs = Object.entries(changed).some(([field, value]) => before.get(field) !== value);
  return differs ? { ...download, progress } : download;
}
