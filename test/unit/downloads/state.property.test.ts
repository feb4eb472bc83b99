import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DownloadCarrier, DownloadRecord } from '../../../src/domain/download.js';
import type { DownloadEvent } from '../../../src/downloads/events.js';
import { applyEvent, isFinished, newDownload } from '../../../src/downloads/state.js';

const at = new Date(0);
const bytes = fc.nat(200);
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });

/** Any event, legal or not; those that go on are more frequent, so that runs get far. */
const anyEvent: fc.Arbitrary<DownloadEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<DownloadEvent>({ kind: 'resolve' }) },
  { weight: 3, arbitrary: fc.constant<DownloadEvent>({ kind: 'transfer' }) },
  { weight: 1, arbitrary: fc.nat(9).map((position): DownloadEvent => ({ kind: 'place', position })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<DownloadEvent>({ kind: 'pause' }, { kind: 'hold', reason: 'full' }),
  },
  { weight: 3, arbitrary: fc.constant<DownloadEvent>({ kind: 'queue' }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('HIGH' as const, 'LOW' as const)
      .map((priority): DownloadEvent => ({ kind: 'prefer', priority })),
  },
  {
    weight: 1,
    arbitrary: fc.constant<DownloadEvent>({
      kind: 'members',
      changed: [{ path: 'a', sizeBytes: 1, receivedBytes: 1 }],
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      receivedBytes: bytes,
      totalBytes: orNull(fc.constantFrom(100, 200)),
      bytesPerSecond: orNull(bytes),
      verifiedBytes: bytes,
      connections: fc.nat(4),
      attempts: fc.nat(4),
      stalled: fc.boolean(),
      waitingUntil: orNull(fc.constant(at)),
      resolving: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), reason: fc.string() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('relay' as const),
      percent: orNull(fc.double({ min: 0, max: 120, noNaN: true })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stall' as const), stalled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<DownloadEvent>({ kind: 'verify' }) },
  { weight: 1, arbitrary: fc.constant<DownloadEvent>({ kind: 'unpack' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('complete' as const),
      artifact: orNull(fc.record({ id: fc.string(), sizeBytes: bytes })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<DownloadEvent>({
      kind: 'fail',
      error: { code: 'INTERNAL', message: '', retryable: false },
    }),
  },
  { weight: 1, arbitrary: fc.constant<DownloadEvent>({ kind: 'cancel' }) },
);

/** The record after the event; the same one when the event was refused. */
function attempt(record: DownloadRecord, event: DownloadEvent): { after: DownloadRecord; refused: boolean } {
  try {
    return { after: applyEvent(record, event, at), refused: false };
  } catch {
    return { after: record, refused: true };
  }
}

/** Promises about a step that it breaks. */
function brokenByStep(before: DownloadRecord, after: DownloadRecord, refused: boolean): string[] {
  const [old, now] = [before.progress, after.progress];
  const sameEpoch = now.epoch === old.epoch;
  const rules = {
    'a final state is final': !isFinished(before) || refused,
    'the sequence rises by one with a change': after === before || now.sequence === old.sequence + 1,
    'the epoch never falls': now.epoch >= old.epoch,
    'bytes never fall within an epoch': !sameEpoch || (now.receivedBytes ?? 0) >= (old.receivedBytes ?? 0),
    'percent never falls within an epoch': !sameEpoch || (now.percent ?? 0) >= (old.percent ?? 0),
  };
  return broken(rules);
}

/** Promises about a record that it breaks. */
function brokenByRecord({
  carrier,
  state,
  stateReason,
  progress,
  error,
  artifactId,
  members,
  finishedAt,
}: DownloadRecord): string[] {
  const { receivedBytes, totalBytes, percent, bytesPerSecond, etaSeconds, epoch, restartReason } = progress;
  const rules = {
    'bytes are known if and only if the gateway carries':
      (receivedBytes !== null) === (carrier === 'GATEWAY'),
    'percent stays within 100': (percent ?? 0) <= 100,
    'bytes stay within the total': totalBytes === null || (receivedBytes ?? 0) <= totalBytes,
    'no remaining time without total and rate':
      etaSeconds === null || (totalBytes !== null && bytesPerSecond !== null),
    'a restart has a reason': (restartReason !== null) === epoch > 0,
    'an error is there if and only if it failed': (error !== null) === (state === 'FAILED'),
    'an artifact is there if and only if the gateway completed':
      (artifactId !== null) === (state === 'COMPLETED' && carrier === 'GATEWAY'),
    'a place is told if and only if it may wait': progress.queuePosition === null || state === 'QUEUED',
    'a reason is there if and only if it waits for space':
      (stateReason !== null) === (state === 'WAITING_FOR_SPACE'),
    'nothing flows unless it transfers or verifies':
      bytesPerSecond === null || ['TRANSFERRING', 'VERIFYING'].includes(state),
    'a phase is there if and only if it moves':
      (progress.phase === null) ===
      ['PAUSED', 'WAITING_FOR_SPACE', 'COMPLETED', 'FAILED', 'CANCELLED'].includes(state),
    'verified bytes are received bytes': (progress.verifiedBytes ?? 0) <= (receivedBytes ?? 0),
    'members are there only while bytes come, are verified or unpacked':
      members.length === 0 || ['RESOLVING', 'TRANSFERRING', 'VERIFYING', 'UNPACKING'].includes(state),
    'an end has a time': (finishedAt !== null) === ['COMPLETED', 'FAILED', 'CANCELLED'].includes(state),
  };
  return broken(rules);
}

function broken(rules: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(rules).filter((rule) => rules[rule] === false);
}

describe('any sequence of events', () => {
  it.each<DownloadCarrier>(['GATEWAY', 'PROVIDER'])(
    'keeps the promises of a download carried by %s',
    (carrier) => {
      const fresh = newDownload({
        id: 'd',
        provider: 'p',
        target: { kind: 'model', nativeId: 'm' },
        carrier,
        priority: 'NORMAL',
        fileName: null,
        totalBytes: null,
        createdAt: at,
      });
      const property = fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let record = fresh;
        for (const event of events) {
          const { after, refused } = attempt(record, event);
          expect([...brokenByStep(record, after, refused), ...brokenByRecord(after)]).toEqual([]);
          record = after;
        }
      });

      expect(() => fc.assert(property, { numRuns: 500 })).not.toThrow();
    },
  );
});
