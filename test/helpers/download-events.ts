import type { DownloadCarrier, DownloadRecord, DownloadState } from '../../src/domain/download.js';
import type { DownloadEvent, TransferReport } from '../../src/downloads/events.js';
import { applyEvent, newDownload } from '../../src/downloads/state.js';

/** When everything happens. */
export const at = new Date('2026-01-02T03:04:05Z');
/** What a download of the gateway leaves. */
export const ARTIFACT = { id: 'ab'.repeat(32), sizeBytes: 100 };
/** Why a download failed. */
export const FAILURE = { code: 'NOT_FOUND', message: 'gone', retryable: false } as const;

/** Half of the bytes, and nothing special. */
export const REPORT: TransferReport = {
  receivedBytes: 50,
  verifiedBytes: 50,
  totalBytes: 100,
  bytesPerSecond: 10,
  connections: 1,
  attempts: 1,
  stalled: false,
  waitingUntil: null,
  resolving: false,
};

/** An event of each kind. */
export const EVENTS: Record<DownloadEvent['kind'], DownloadEvent> = {
  resolve: { kind: 'resolve' },
  transfer: { kind: 'transfer' },
  place: { kind: 'place', position: 3 },
  advance: { kind: 'advance', ...REPORT },
  restart: { kind: 'restart', reason: 'changed' },
  relay: { kind: 'relay', percent: 50 },
  stall: { kind: 'stall', stalled: true },
  verify: { kind: 'verify' },
  unpack: { kind: 'unpack' },
  members: { kind: 'members', changed: [{ path: 'a', sizeBytes: 1, receivedBytes: 1 }] },
  pause: { kind: 'pause' },
  hold: { kind: 'hold', reason: 'no room' },
  queue: { kind: 'queue' },
  prefer: { kind: 'prefer', priority: 'HIGH' },
  complete: { kind: 'complete', artifact: ARTIFACT },
  fail: { kind: 'fail', error: FAILURE },
  cancel: { kind: 'cancel' },
};

/** A new download, in this state. */
export function download(carrier: DownloadCarrier, state: DownloadState = 'QUEUED'): DownloadRecord {
  const fresh = newDownload({
    id: 'd1',
    provider: 'registry',
    target: { kind: 'model', nativeId: 'm1' },
    carrier,
    priority: 'NORMAL',
    fileName: null,
    totalBytes: null,
    createdAt: at,
  });
  return { ...fresh, state };
}

/** The record after these events. */
export function run(record: DownloadRecord, ...events: readonly DownloadEvent[]): DownloadRecord {
  return events.reduce((current, event) => applyEvent(current, event, at), record);
}

/** A download whose bytes come. */
export const transferring = (carrier: DownloadCarrier): DownloadRecord =>
  run(download(carrier), EVENTS.resolve, EVENTS.transfer);
