import type {
  DownloadCarrier,
  DownloadErrorRecord,
  DownloadFileRecord,
  DownloadPriority,
  DownloadState,
} from '../domain/download.js';

/** Numbers of a transfer that the gateway carries, as it stands. */
export interface TransferReport {
  readonly receivedBytes: number;
  readonly verifiedBytes: number;
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number | null;
  readonly connections: number;
  /** Over the whole life of the download. */
  readonly attempts: number;
  readonly stalled: boolean;
  readonly waitingUntil: Date | null;
  /** Whether a fresh address is being asked for. */
  readonly resolving: boolean;
}

/** What can happen to a download. docs/downloads.md has the table of legal moves. */
export type DownloadEvent =
  | { readonly kind: 'place'; readonly position: number }
  | { readonly kind: 'resolve' }
  | { readonly kind: 'transfer' }
  | ({ readonly kind: 'advance' } & TransferReport)
  /** What had been received is dropped. */
  | { readonly kind: 'restart'; readonly reason: string }
  | { readonly kind: 'relay'; readonly percent: number | null }
  | { readonly kind: 'stall'; readonly stalled: boolean }
  | { readonly kind: 'verify' }
  | { readonly kind: 'unpack' }
  /** Members of the archive have begun or grown, in its order: only the first can be known already, as the last one. */
  | { readonly kind: 'members'; readonly changed: readonly DownloadFileRecord[] }
  | { readonly kind: 'pause' }
  /** There is no room; `reason` is for people. */
  | { readonly kind: 'hold'; readonly reason: string }
  /** It waits for its turn again. */
  | { readonly kind: 'queue' }
  | { readonly kind: 'prefer'; readonly priority: DownloadPriority }
  | {
      readonly kind: 'complete';
      /** Null if and only if the provider carries. */
      readonly artifact: { readonly id: string; readonly sizeBytes: number } | null;
    }
  | { readonly kind: 'fail'; readonly error: DownloadErrorRecord }
  | { readonly kind: 'cancel' };

/** What ends a download. */
export type FinalEvent = Extract<DownloadEvent, { readonly kind: 'complete' | 'fail' | 'cancel' }>;

type EventKind = DownloadEvent['kind'];

const MOVING: readonly DownloadState[] = [
  'QUEUED',
  'RESOLVING',
  'TRANSFERRING',
  'WAITING_FOR_SPACE',
  'VERIFYING',
  'UNPACKING',
];
const UNFINISHED: readonly DownloadState[] = [...MOVING, 'PAUSED'];

/** From which states each event is legal. */
const LEGAL_FROM: Record<DownloadCarrier, Record<EventKind, readonly DownloadState[]>> = {
  GATEWAY: {
    place: ['QUEUED'],
    resolve: ['QUEUED'],
    transfer: ['RESOLVING'],
    advance: ['TRANSFERRING', 'VERIFYING'],
    restart: ['TRANSFERRING', 'VERIFYING'],
    relay: [],
    stall: [],
    verify: ['TRANSFERRING'],
    unpack: ['VERIFYING'],
    members: ['RESOLVING', 'TRANSFERRING', 'VERIFYING', 'UNPACKING'],
    pause: MOVING,
    hold: MOVING,
    queue: UNFINISHED,
    prefer: UNFINISHED,
    complete: ['QUEUED', 'VERIFYING', 'UNPACKING'],
    fail: UNFINISHED,
    cancel: UNFINISHED,
  },
  PROVIDER: {
    place: [],
    resolve: ['QUEUED'],
    transfer: ['RESOLVING'],
    advance: [],
    restart: [],
    relay: ['TRANSFERRING'],
    stall: ['RESOLVING', 'TRANSFERRING'],
    verify: [],
    unpack: [],
    members: [],
    pause: [],
    hold: [],
    queue: UNFINISHED,
    prefer: [],
    complete: ['QUEUED', 'RESOLVING', 'TRANSFERRING'],
    fail: UNFINISHED,
    cancel: UNFINISHED,
  },
};

/** Whether an event may happen to a download that is carried so and in this state. */
export function isLegal(carrier: DownloadCarrier, kind: EventKind, state: DownloadState): boolean {
  return LEGAL_FROM[carrier][kind].includes(state);
}
