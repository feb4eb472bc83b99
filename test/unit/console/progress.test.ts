import { describe, expect, it } from 'vitest';
import { ModelgateError } from '../../../client/src/errors.js';
import { explain, isRetryable, needsKey } from '../../../console/src/api/errors.js';
import { isActive, numbersOf, phaseOf } from '../../../console/src/downloads/progress.js';

type Progress = Parameters<typeof numbersOf>[0];

const NOTHING_KNOWN = {
  receivedBytes: null,
  totalBytes: null,
  percent: null,
  bytesPerSecond: null,
  etaSeconds: null,
  phase: null,
  waitingUntil: null,
  queuePosition: null,
  sequence: 1,
  restartReason: null,
};

/** A download of which no more is known than is said. */
const download = (
  state: Progress['state'],
  progress: Partial<Progress['progress']> = {},
  artifact: Progress['artifact'] = null,
): Progress => ({
  id: 'download',
  carrier: 'GATEWAY',
  state,
  stateReason: null,
  createdAt: '2026-07-01T09:00:00Z',
  startedAt: null,
  finishedAt: null,
  provider: { name: 'registry' },
  progress: { ...NOTHING_KNOWN, ...progress },
  error: null,
  artifact,
});

const artifact = (verification: NonNullable<Progress['artifact']>['verification']) => ({
  verification,
  sizeBytes: 2_000_000,
  files: [],
});

describe('what is said of a download', () => {
  it('has amount, speed and time left as far as they are known', () => {
    const numbers = { percent: 49.9, receivedBytes: 1_000_000, totalBytes: 2_000_000 };

    expect(
      numbersOf(download('TRANSFERRING', { ...numbers, bytesPerSecond: 500_000, etaSeconds: 2 })),
    ).toEqual(['49 %', '1.0 MB of 2.0 MB', '500 kB/s', '2 s left']);
    expect(numbersOf(download('TRANSFERRING', { receivedBytes: 1_000_000 }))).toEqual(['1.0 MB']);
    expect(numbersOf(download('QUEUED'))).toEqual([]);
  });

  it('has size and verification when it is complete', () => {
    expect(numbersOf(download('COMPLETED', {}, artifact('MD5')))).toEqual(['2.0 MB', 'MD5 verified']);
    expect(numbersOf(download('COMPLETED', {}, artifact('SIZE_ONLY')))).toEqual(['2.0 MB', 'size verified']);
    expect(numbersOf(download('COMPLETED', {}, artifact('NONE')))).toEqual([
      '2.0 MB',
      'nothing to compare with',
    ]);
    expect(numbersOf(download('COMPLETED'))).toEqual([]);
  });

  it('is finer than its state where the gateway says more', () => {
    const soon = new Date(Date.now() + 9_900).toISOString();

    expect(phaseOf(download('TRANSFERRING'))).toBe('Transferring');
    expect(phaseOf(download('QUEUED', { phase: 'QUEUED', queuePosition: 3 }))).toBe('Queued, number 3');
    expect(phaseOf(download('TRANSFERRING', { phase: 'WAITING', waitingUntil: soon }))).toBe('Waiting 10 s');
    expect(
      phaseOf(download('TRANSFERRING', { phase: 'WAITING', waitingUntil: '2020-01-01T00:00:00Z' })),
    ).toBe('Waiting');
  });

  it('is over when it is completed, failed or cancelled, and else not', () => {
    const states = ['QUEUED', 'PAUSED', 'WAITING_FOR_SPACE', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;

    expect(states.filter((state) => isActive({ state }))).toEqual(['QUEUED', 'PAUSED', 'WAITING_FOR_SPACE']);
  });
});

describe('what is said of a failure', () => {
  it('has a title for people, the message, and when to try again', () => {
    const error = new ModelgateError('PROVIDER_RATE_LIMITED', 'market lets in 60 calls a minute.', {
      retryable: true,
      retryAfterSeconds: 2.1,
    });

    expect(explain(error)).toEqual({
      title: 'The provider’s rate limit is used up',
      text: 'market lets in 60 calls a minute. Try again in 3 s.',
      retryable: true,
    });
    expect(isRetryable(error)).toBe(true);
  });

  it('has a title for codes of later gateways, and for faults of the page', () => {
    expect(explain(new ModelgateError('SOMETHING_NEW', 'It is new.')).title).toBe('This did not work');
    expect(explain(new TypeError('x is not a function'))).toMatchObject({ title: 'This page failed' });
  });

  it('tells a lacking key from everything else', () => {
    expect(needsKey(new ModelgateError('UNAUTHENTICATED', ''))).toBe(true);
    expect(needsKey(new ModelgateError('FORBIDDEN', ''))).toBe(false);
    expect(needsKey(new Error('UNAUTHENTICATED'))).toBe(false);
  });
});
