import { describe, expect, it } from 'vitest';
import { createRetryPolicy } from '../../../src/downloads/retry-policy.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';

const failure = (retryAfterMs?: number, retryable = true): GatewayError =>
  new GatewayError('PROVIDER_UNAVAILABLE', 'down', {
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe('createRetryPolicy', () => {
  it('waits longer each time, at most 30 s, and gives up at the sixth failure in a row', () => {
    const policy = createRetryPolicy();
    const bounds = [100, 400, 1_600, 6_400, 25_600];

    for (const bound of bounds) {
      const delayMs = policy.afterFailure(failure());
      expect(delayMs).toBeGreaterThanOrEqual(bound / 2);
      expect(delayMs).toBeLessThanOrEqual(bound);
    }

    expect(() => policy.afterFailure(failure())).toThrow('down');
  });

  it('begins anew when more has come than ever before', () => {
    const policy = createRetryPolicy();
    for (let received = 1; received <= 100; received += 1) {
      policy.noteProgress(received);
      expect(policy.afterFailure(failure())).toBeLessThanOrEqual(100);
    }
  });

  it('does not take bytes that came once before for progress', () => {
    const policy = createRetryPolicy();
    policy.noteProgress(1_000);
    for (let tries = 1; tries < 6; tries += 1) {
      policy.noteProgress(900);
      policy.afterFailure(failure());
    }

    expect(() => policy.afterFailure(failure())).toThrow('down');
  });

  it('keeps to Retry-After, but not beyond two minutes', () => {
    expect(createRetryPolicy().afterFailure(failure(90_000))).toBe(90_000);
    expect(() => createRetryPolicy().afterFailure(failure(121_000))).toThrow('down');
  });

  it('does not try again what cannot succeed', () => {
    expect(() => createRetryPolicy().afterFailure(failure(undefined, false))).toThrow('down');
  });

  it('asks twice for a fresh URL, and again after progress', () => {
    const policy = createRetryPolicy();
    policy.afterRefusal('registry');
    policy.noteProgress(1);
    policy.afterRefusal('registry');
    policy.afterRefusal('registry');

    expect(() => policy.afterRefusal('registry')).toThrow(/registry/u);
  });
});
