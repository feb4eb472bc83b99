import { describe, expect, it } from 'vitest';
import {
  DOWNLOAD_STATES,
  type DownloadCarrier,
  type DownloadRecord,
  type DownloadState,
} from '../../../src/domain/download.js';
import type { DownloadEvent, TransferReport } from '../../../src/downloads/events.js';
import { applyEvent, newDownload } from '../../../src/downloads/state.js';

const at = new Date('2026-01-02T03:04:05Z');
const ARTIFACT = { id: 'ab'.repeat(32), sizeBytes: 100 };
const FAILURE = { code: 'NOT_FOUND', message: 'gone', retryable: false } as const;

const REPORT: TransferReport = {
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

const EVENTS: Record<DownloadEvent['kind'], DownloadEvent> = {
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

const all = (next: DownloadState, ...states: readonly DownloadState[]) =>
  Object.fromEntries(states.map((state) => [state, next]));
const MOVING = [
  'QUEUED',
  'RESOLVING',
  'TRANSFERRING',
  'WAITING_FOR_SPACE',
  'VERIFYING',
  'UNPACKING',
] as const;
const same = (...states: readonly DownloadState[]) =>
  Object.fromEntries(states.map((state) => [state, state]));

/** The table of docs/downloads.md: where each event leads; a pair that is not here is illegal. */
const MOVES: Record<
  DownloadCarrier,
  Partial<Record<DownloadEvent['kind'], Partial<Record<DownloadState, DownloadState>>>>
> = {
  GATEWAY: {
    resolve: { QUEUED: 'RESOLVING' },
    transfer: { RESOLVING: 'TRANSFERRING' },
    place: same('QUEUED'),
    advance: same('TRANSFERRING', 'VERIFYING'),
    restart: all('TRANSFERRING', 'TRANSFERRING', 'VERIFYING'),
    verify: { TRANSFERRING: 'VERIFYING' },
    unpack: { VERIFYING: 'UNPACKING' },
    members: same('RESOLVING', 'TRANSFERRING', 'VERIFYING', 'UNPACKING'),
    pause: all('PAUSED', ...MOVING),
    hold: all('WAITING_FOR_SPACE', ...MOVING),
    queue: all('QUEUED', ...MOVING, 'PAUSED'),
    prefer: same(...MOVING, 'PAUSED'),
    complete: { QUEUED: 'COMPLETED', VERIFYING: 'COMPLETED', UNPACKING: 'COMPLETED' },
  },
  PROVIDER: {
    resolve: { QUEUED: 'RESOLVING' },
    transfer: { RESOLVING: 'TRANSFERRING' },
    relay: { TRANSFERRING: 'TRANSFERRING' },
    stall: same('RESOLVING', 'TRANSFERRING'),
    queue: all('QUEUED', ...MOVING, 'PAUSED'),
    complete: { QUEUED: 'COMPLETED', RESOLVING: 'COMPLETED', TRANSFERRING: 'COMPLETED' },
  },
};
const FINAL: ReadonlySet<DownloadState> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

function expectedState(
  carrier: DownloadCarrier,
  kind: DownloadEvent['kind'],
  state: DownloadState,
): DownloadState | null {
  if (FINAL.has(state)) return null;
  if (kind === 'fail') return 'FAILED';
  if (kind === 'cancel') return 'CANCELLED';
  return MOVES[carrier][kind]?.[state] ?? null;
}

function download(carrier: DownloadCarrier, state: DownloadState = 'QUEUED'): DownloadRecord {
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

function eventFor(carrier: DownloadCarrier, kind: DownloadEvent['kind']): DownloadEvent {
  return kind === 'complete' && carrier === 'PROVIDER' ? { kind, artifact: null } : EVENTS[kind];
}

function run(record: DownloadRecord, ...events: readonly DownloadEvent[]): DownloadRecord {
  return events.reduce((current, event) => applyEvent(current, event, at), record);
}

const transferring = (carrier: DownloadCarrier): DownloadRecord =>
  run(download(carrier), EVENTS.resolve, EVENTS.transfer);

describe.each(['GATEWAY', 'PROVIDER'] as const)('a download carried by %s', (carrier) => {
  const pairs = (Object.keys(EVENTS) as DownloadEvent['kind'][]).flatMap((kind) =>
    DOWNLOAD_STATES.map((state) => ({ kind, state, next: expectedState(carrier, kind, state) })),
  );

  it.each(pairs.filter(({ next }) => next !== null))(
    'goes on $kind from $state to $next',
    ({ kind, state, next }) => {
      const after = applyEvent(download(carrier, state), eventFor(carrier, kind), at);

      const isUnchanged = kind === 'queue' && state === 'QUEUED';
      expect(after).toMatchObject({ state: next, progress: { sequence: isUnchanged ? 0 : 1 } });
    },
  );

  it.each(pairs.filter(({ next }) => next === null))('refuses $kind in $state', ({ kind, state }) => {
    expect(() => applyEvent(download(carrier, state), eventFor(carrier, kind), at)).toThrow('Illegal move');
  });

  it('keeps the record it was given as it is', () => {
    const before = Object.freeze(download(carrier));

    applyEvent(before, EVENTS.resolve, at);

    expect(before).toEqual(download(carrier));
  });

  it('has an error if and only if it failed, and times of start and end', () => {
    const failed = run(transferring(carrier), EVENTS.fail);

    expect(transferring(carrier)).toMatchObject({ error: null, startedAt: at, finishedAt: null });
    expect(failed).toMatchObject({ error: FAILURE, finishedAt: at, artifactId: null });
  });

  it('refuses a result of the wrong kind', () => {
    const artifact = carrier === 'GATEWAY' ? null : ARTIFACT;

    expect(() => run(download(carrier), { kind: 'complete', artifact })).toThrow(/wrong kind/u);
  });
});

describe('progress of a download that the gateway carries', () => {
  const advance = (
    receivedBytes: number,
    totalBytes: number | null,
    bytesPerSecond: number | null = null,
  ): DownloadEvent => ({
    kind: 'advance',
    ...REPORT,
    receivedBytes,
    verifiedBytes: 0,
    totalBytes,
    bytesPerSecond,
  });

  it('derives percent and remaining time from the bytes', () => {
    const { progress } = run(transferring('GATEWAY'), advance(25, 100, 5));

    expect(progress).toMatchObject({
      receivedBytes: 25,
      totalBytes: 100,
      percent: 25,
      bytesPerSecond: 5,
      etaSeconds: 15,
    });
  });

  it('has no percent and no remaining time while the total is unknown', () => {
    const { progress } = run(transferring('GATEWAY'), advance(25, null, 5));

    expect(progress).toMatchObject({ percent: null, bytesPerSecond: 5, etaSeconds: null });
  });

  it('is whole at once when the object is empty', () => {
    expect(run(transferring('GATEWAY'), advance(0, 0)).progress.percent).toBe(100);
  });

  it.each([
    ['falling bytes', [advance(50, 100), advance(49, 100)], 'fell from 50 to 49'],
    ['a changed total', [advance(50, 100), advance(50, 101)], 'changed from 100 to 101'],
    ['a forgotten total', [advance(50, 100), advance(50, null)], 'changed from 100 to null'],
    ['more bytes than the total', [advance(101, 100)], '101 bytes of 100'],
  ])('refuses %s within an epoch', (_what, events, message) => {
    expect(() => run(transferring('GATEWAY'), ...events)).toThrow(message);
  });

  it('falls only with a new epoch, which says why', () => {
    const { progress } = run(transferring('GATEWAY'), advance(50, 100, 5), EVENTS.restart);

    expect(progress).toMatchObject({
      receivedBytes: 0,
      totalBytes: null,
      percent: null,
      bytesPerSecond: null,
      etaSeconds: null,
      epoch: 1,
      restartReason: 'changed',
    });
  });

  it('keeps bytes, epoch and attempts while it is held and goes on', () => {
    const held = run(transferring('GATEWAY'), advance(50, 100, 5), EVENTS.pause);
    const again = run(held, EVENTS.queue, EVENTS.resolve, EVENTS.transfer);

    expect(held.progress).toMatchObject({ receivedBytes: 50, phase: null, bytesPerSecond: null });
    expect(again.progress).toMatchObject({ receivedBytes: 50, percent: 50, attempts: 2, epoch: 0 });
  });

  it('says why it waits for space, and only then', () => {
    const held = run(transferring('GATEWAY'), EVENTS.hold);

    expect([held.stateReason, run(held, EVENTS.queue).stateReason]).toEqual(['no room', null]);
  });

  it.each([
    [{}, 'TRANSFERRING'],
    [{ stalled: true }, 'STALLED'],
    [{ resolving: true, stalled: true }, 'RESOLVING'],
    [{ waitingUntil: at, resolving: true }, 'WAITING'],
  ] as const)('with %o is in phase %s', (change, phase) => {
    const { progress } = run(transferring('GATEWAY'), { kind: 'advance', ...REPORT, ...change });

    expect(progress.phase).toBe(phase);
  });

  it('shows the members of an archive once each, from the first bytes on until it is complete or begins anew', () => {
    const member = (path: string, receivedBytes: number) => ({ path, sizeBytes: 9, receivedBytes });
    const begun = run(transferring('GATEWAY'), {
      kind: 'members',
      changed: [member('a', 9), member('b', 3)],
    });
    const grown = run(begun, { kind: 'members', changed: [member('b', 9), member('c', 0)] });

    expect(grown.members).toEqual([member('a', 9), member('b', 9), member('c', 0)]);
    expect(run(grown, EVENTS.verify, EVENTS.unpack).members).toEqual(grown.members);
    expect(run(grown, { kind: 'members', changed: [member('a', 1)] }).members).toEqual([member('a', 1)]);
    for (const event of [EVENTS.restart, EVENTS.pause, EVENTS.hold, EVENTS.queue, EVENTS.fail]) {
      expect(run(grown, event).members).toEqual([]);
    }
  });

  it('has a place in the queue only while it is there', () => {
    const placed = run(download('GATEWAY'), EVENTS.place);

    expect([placed.progress.queuePosition, run(placed, EVENTS.resolve).progress.queuePosition]).toEqual([
      3,
      null,
    ]);
  });

  it('does not count an event that changes nothing', () => {
    const once = run(transferring('GATEWAY'), advance(50, 100, 5));

    expect(run(once, advance(50, 100, 5))).toBe(once);
  });
});

describe('progress of a download that the provider carries', () => {
  it('never has bytes, and keeps the percent that was known', () => {
    const relayed = run(
      transferring('PROVIDER'),
      EVENTS.relay,
      { kind: 'relay', percent: null },
      { kind: 'relay', percent: 20 },
    );

    expect(relayed.progress).toMatchObject({
      receivedBytes: null,
      percent: 50,
      bytesPerSecond: null,
      etaSeconds: null,
    });
  });

  it('stays within 100', () => {
    expect(run(transferring('PROVIDER'), { kind: 'relay', percent: 140 }).progress.percent).toBe(100);
  });

  it('ends with 100 percent and no artifact', () => {
    const completed = run(transferring('PROVIDER'), { kind: 'complete', artifact: null });

    expect(completed).toMatchObject({ artifactId: null, progress: { percent: 100, receivedBytes: null } });
  });
});
