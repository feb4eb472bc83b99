import { describe, expect, it } from 'vitest';
import { DOWNLOAD_STATES, type DownloadCarrier, type DownloadState } from '../../../src/domain/download.js';
import type { DownloadEvent } from '../../../src/downloads/events.js';
import { applyEvent } from '../../../src/downloads/state.js';
import { ARTIFACT, at, download, EVENTS, FAILURE, run, transferring } from '../../helpers/download-events.js';

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

function eventFor(carrier: DownloadCarrier, kind: DownloadEvent['kind']): DownloadEvent {
  return kind === 'complete' && carrier === 'PROVIDER' ? { kind, artifact: null } : EVENTS[kind];
}

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
