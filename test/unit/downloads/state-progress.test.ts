import { describe, expect, it } from 'vitest';
import type { DownloadEvent } from '../../../src/downloads/events.js';
import { at, download, EVENTS, REPORT, run, transferring } from '../../helpers/download-events.js';

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
