import { describe, expect, it } from 'vitest';
import { ReportSlot } from '../../../../src/providers/pieces-os/report-slot.js';

const report = (percent: number) => ({ state: 'transferring', percent }) as const;
const DONE = { done: true, value: undefined };

describe('reports to one watcher', () => {
  it('reach a reader that waits', async () => {
    const slot = new ReportSlot(() => {});
    const waiting = slot.next();

    slot.push(report(1));

    expect(await waiting).toEqual({ done: false, value: report(1) });
  });

  it('are only the latest for a slow reader, then the end', async () => {
    const slot = new ReportSlot(() => {});

    slot.push(report(1));
    slot.push(report(2));
    slot.end();
    slot.push(report(3));

    expect([await slot.next(), await slot.next(), await slot.next()]).toEqual([
      { done: false, value: report(2) },
      DONE,
      DONE,
    ]);
  });

  it('end with a failure once', async () => {
    const slot = new ReportSlot(() => {});

    slot.end(new Error('lost'));

    await expect(slot.next()).rejects.toThrow('lost');
    expect(await slot.next()).toEqual(DONE);
  });

  it('end for every waiting read when the watcher leaves, which is told once', async () => {
    let left = 0;
    const slot = new ReportSlot(() => (left += 1));
    const waiting = [slot.next(), slot.next()];

    await slot.return();
    await slot.return();

    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(left).toBe(1);
  });

  it('tell nobody that the watcher left when it was at the end anyway', async () => {
    let left = 0;
    const slot = new ReportSlot(() => (left += 1));

    slot.end();
    await slot.return();

    expect(left).toBe(0);
  });
});
