import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../../src/domain/run.js';
import { readConditions } from '../../../../src/providers/datature-vi/conditions.js';
import type { WireCondition } from '../../../../src/providers/datature-vi/wire.js';

type Sketch = readonly [condition: string, status: string, atMs: number | null];

const conditions = (...sketches: readonly Sketch[]): readonly WireCondition[] =>
  sketches.map(([condition, status, lastTransitionTime]) => ({
    condition,
    status,
    lastTransitionTime,
    reason: null,
    message: null,
  }));

const KILLED_MS = 500;

describe('the status of a run (contract §6)', () => {
  it.each<[string, readonly Sketch[], number | null, RunStatus]>([
    // Rule 1
    ['a reach that failed, whatever its name', [['Warmup', 'FailedReach', 1]], null, 'FAILED'],
    [
      'Finished that failed to reach',
      [
        ['Started', 'Reached', 1],
        ['Finished', 'FailedReach', 2],
      ],
      null,
      'FAILED',
    ],
    ['Failed reached', [['Failed', 'Reached', 2]], null, 'FAILED'],
    ['Error reached', [['Error', 'Reached', 2]], null, 'FAILED'],
    ['a failure of a killed run', [['Finished', 'FailedReach', 2]], KILLED_MS, 'FAILED'],
    [
      'Failed before Cancelled',
      [
        ['Cancelled', 'Reached', 3],
        ['Failed', 'Reached', 2],
      ],
      null,
      'FAILED',
    ],
    // Rule 2
    [
      'Cancelled reached',
      [
        ['Running', 'Reached', 1],
        ['Cancelled', 'Reached', 2],
      ],
      null,
      'CANCELLED',
    ],
    [
      'killed while running',
      [
        ['Started', 'Reached', 1],
        ['Finished', 'Waiting', 1],
      ],
      KILLED_MS,
      'CANCELLED',
    ],
    ['killed without conditions', [], KILLED_MS, 'CANCELLED'],
    ['killed after its end', [['Finished', 'Reached', 2]], KILLED_MS, 'SUCCEEDED'],
    // Rule 3
    [
      'Finished reached',
      [
        ['Started', 'Reached', 1],
        ['Finished', 'Reached', 2],
      ],
      null,
      'SUCCEEDED',
    ],
    ['Succeeded reached', [['Succeeded', 'Reached', 2]], null, 'SUCCEEDED'],
    // Rule 4
    ['Started reached', [['Started', 'Reached', 1]], null, 'RUNNING'],
    ['Running reached', [['Running', 'Reached', 1]], null, 'RUNNING'],
    [
      'Finished awaited after Started',
      [
        ['Finished', 'Waiting', 1],
        ['Started', 'Reached', 1],
      ],
      null,
      'RUNNING',
    ],
    // Rule 5
    ['no conditions', [], null, 'PENDING'],
    [
      'only awaited ones',
      [
        ['Started', 'Waiting', 1],
        ['Finished', 'Waiting', 1],
      ],
      null,
      'PENDING',
    ],
    ['Pending reached', [['Pending', 'Reached', 1]], null, 'PENDING'],
    // Rule 6
    ['an unknown condition', [['Evicted', 'Reached', 1]], null, 'UNKNOWN'],
    ['an unknown status', [['Finished', 'Paused', 1]], null, 'UNKNOWN'],
    [
      'an unknown condition after Pending',
      [
        ['Pending', 'Reached', 1],
        ['Evicted', 'Reached', 2],
      ],
      null,
      'UNKNOWN',
    ],
    // The third vocabulary
    ['lower-case running', [['running', 'Reached', 1]], null, 'RUNNING'],
    [
      'lower-case completed',
      [
        ['running', 'Reached', 1],
        ['completed', 'Reached', 2],
      ],
      null,
      'SUCCEEDED',
    ],
    ['lower-case cancelled', [['cancelled', 'Reached', 2]], null, 'CANCELLED'],
  ])('of %s', (_name, sketches, killedAtMs, expected) => {
    expect(readConditions(conditions(...sketches), killedAtMs).status).toBe(expected);
    expect(readConditions(conditions(...sketches.toReversed()), killedAtMs).status).toBe(expected);
  });

  it('is decided by the failure with the latest time, in whatever order they come', () => {
    const failures = conditions(['Started', 'FailedReach', 5], ['Finished', 'FailedReach', 9]);

    expect(readConditions(failures, null).decisive?.condition).toBe('Finished');
    expect(readConditions(failures.toReversed(), null).decisive?.condition).toBe('Finished');
  });

  it('keeps the latest raw pair when it is unknown', () => {
    const odd = conditions(['Evicted', 'Reached', 8], ['Draining', 'Reached', 3], ['Queued', 'Paused', null]);

    expect(readConditions(odd, null)).toMatchObject({
      status: 'UNKNOWN',
      decisive: { condition: 'Evicted', status: 'Reached' },
    });
  });
});

describe('the times of a run', () => {
  it('come from the transitions of its start and end', () => {
    const state = readConditions(conditions(['Finished', 'Reached', 9], ['Started', 'Reached', 4]), null);

    expect(state).toMatchObject({ startedAtMs: 4, finishedAtMs: 9 });
  });

  it('end at the failure', () => {
    const state = readConditions(conditions(['Running', 'Reached', 4], ['Error', 'Reached', 7]), null);

    expect(state).toMatchObject({ startedAtMs: 4, finishedAtMs: 7 });
  });

  it('end when the run was killed, if it was', () => {
    const state = readConditions(
      conditions(['Started', 'Reached', 4], ['Finished', 'Waiting', 4]),
      KILLED_MS,
    );

    expect(state).toMatchObject({ startedAtMs: 4, finishedAtMs: KILLED_MS });
  });

  it('are unknown where nothing tells', () => {
    expect(readConditions([], null)).toMatchObject({ startedAtMs: null, finishedAtMs: null, decisive: null });
  });
});
