import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stop } from '../../../src/async/stop.js';
import { Deadlines, type Deadline } from '../../../src/http/deadline.js';
import { providerPeer } from '../../../src/http/failures.js';

const peer = providerPeer('market');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Notes under a name when a call ends, and by what. */
function noteEnd(deadline: Deadline, name: string, log: string[]): void {
  const startedMs = performance.now();
  deadline.addEventListener('abort', () => {
    const { code } = deadline.reason as { code: string };
    log.push(`${name} ${code} after ${Math.round(performance.now() - startedMs)}`);
  });
}

describe('Deadlines', () => {
  it('give each call its whole time, whenever it begins', async () => {
    const deadlines = new Deadlines(peer, 1_000);
    const log: string[] = [];

    for (const name of ['first', 'second', 'third']) {
      noteEnd(deadlines.start(new Stop()), name, log);
      await vi.advanceTimersByTimeAsync(400);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    noteEnd(deadlines.start(new Stop()), 'late', log);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(log).toEqual([
      'first PROVIDER_TIMEOUT after 1000',
      'second PROVIDER_TIMEOUT after 1000',
      'third PROVIDER_TIMEOUT after 1000',
      'late PROVIDER_TIMEOUT after 1000',
    ]);
  });

  it('leave calls alone that are over, and go on for the others', async () => {
    const deadlines = new Deadlines(peer, 1_000);
    const over = deadlines.start(new Stop());
    await vi.advanceTimersByTimeAsync(300);
    const running = deadlines.start(new Stop());
    over.dispose();

    await vi.advanceTimersByTimeAsync(999);
    expect(running.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);

    expect(over.aborted).toBe(false);
    expect(running.reason).toMatchObject({ code: 'PROVIDER_TIMEOUT', provider: 'market' });
  });

  it('end the calls of a caller that leaves, or has left, and no others', () => {
    const deadlines = new Deadlines(peer, 1_000);
    const leaver = new Stop();
    const left = deadlines.start(leaver);
    const over = deadlines.start(leaver);
    const other = deadlines.start(new Stop());
    over.dispose();

    leaver.abort('enough');
    const late = deadlines.start(leaver);

    expect(left.reason).toMatchObject({ code: 'CANCELLED', cause: 'enough' });
    expect(late.reason).toMatchObject({ code: 'CANCELLED', cause: 'enough' });
    expect(over.aborted).toBe(false);
    expect(other.aborted).toBe(false);
  });

  it('end all calls, and those that are still to come, with what they belong to', () => {
    const closing = new Stop();
    const deadlines = new Deadlines(peer, 1_000, closing);
    const running = deadlines.start(new Stop());

    closing.abort('closed');

    expect(running.reason).toMatchObject({ code: 'CANCELLED', cause: 'closed' });
    expect(deadlines.start(new Stop()).reason).toMatchObject({ code: 'CANCELLED', cause: 'closed' });
  });

  it('take one timer for all calls', () => {
    const deadlines = new Deadlines(peer, 1_000);
    for (let call = 0; call < 10; call += 1) deadlines.start(new Stop());
    expect(vi.getTimerCount()).toBe(1);
  });
});
