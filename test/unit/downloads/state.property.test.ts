import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DownloadCarrier, DownloadRecord } from '../../../src/domain/download.js';
import { applyEvent, isFinished, newDownload, type DownloadEvent } from '../../../src/downloads/state.js';

const at = new Date(0);
const bytes = fc.nat(200);
const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });

/** Any event, legal or not; those that go on are more frequent, so that runs get far. */
const anyEvent: fc.Arbitrary<DownloadEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<DownloadEvent>({ kind: 'resolve' }) },
  { weight: 3, arbitrary: fc.constant<DownloadEvent>({ kind: 'transfer' }) },
  { weight: 1, arbitrary: fc.constant<DownloadEvent>({ kind: 'retry' }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      receivedBytes: bytes,
      totalBytes: orNull(fc.constantFrom(100, 200)),
      bytesPerSecond: orNull(bytes),
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

function checkStep(before: DownloadRecord, after: DownloadRecord, refused: boolean): void {
  const [old, now] = [before.progress, after.progress];
  if (isFinished(before)) expect(refused).toBe(true);
  if (after !== before) expect(now.sequence).toBe(old.sequence + 1);
  expect(now.epoch).toBeGreaterThanOrEqual(old.epoch);
  if (now.epoch === old.epoch) {
    expect(now.receivedBytes ?? 0).toBeGreaterThanOrEqual(old.receivedBytes ?? 0);
    expect(now.percent ?? 0).toBeGreaterThanOrEqual(old.percent ?? 0);
  }
}

function checkRecord({ carrier, state, progress, error, artifactId, finishedAt }: DownloadRecord): void {
  const { receivedBytes, totalBytes, percent, bytesPerSecond, etaSeconds, epoch, restartReason } = progress;
  expect(receivedBytes === null).toBe(carrier === 'PROVIDER');
  expect(percent ?? 0).toBeLessThanOrEqual(100);
  if (receivedBytes !== null && totalBytes !== null) expect(receivedBytes).toBeLessThanOrEqual(totalBytes);
  if (totalBytes === null || bytesPerSecond === null) expect(etaSeconds).toBeNull();
  expect(restartReason === null).toBe(epoch === 0);
  expect(error !== null).toBe(state === 'FAILED');
  expect(artifactId !== null).toBe(state === 'COMPLETED' && carrier === 'GATEWAY');
  expect(finishedAt !== null).toBe(['COMPLETED', 'FAILED', 'CANCELLED'].includes(state));
}

describe('any sequence of events', () => {
  it.each<DownloadCarrier>(['GATEWAY', 'PROVIDER'])(
    'keeps the promises of a download carried by %s',
    (carrier) => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
          let record = newDownload({
            id: 'd',
            provider: 'p',
            target: { kind: 'model', nativeId: 'm' },
            carrier,
            totalBytes: null,
            createdAt: at,
          });
          for (const event of events) {
            const { after, refused } = attempt(record, event);
            checkStep(record, after, refused);
            checkRecord(after);
            record = after;
          }
        }),
        { numRuns: 500 },
      );
    },
  );
});
