import { describe, expect, it } from 'vitest';
import { AdaptiveConnections } from '../../../../src/downloads/engine/adaptive.js';
import { BytePace } from '../../../../src/downloads/engine/byte-pace.js';
import { HostLimits } from '../../../../src/downloads/engine/host-limits.js';
import { PeerRates, RateMeter } from '../../../../src/downloads/engine/peer-rates.js';
import { RetryPolicy } from '../../../../src/downloads/engine/retry-policy.js';
import { DEFAULT_TUNING } from '../../../../src/downloads/engine/tuning.js';
import { GatewayError } from '../../../../src/errors/gateway-error.js';

/** Runs the controller against a network that gives `rate(connections)` bytes a millisecond. */
function settle(rate: (connections: number) => number, max: number, forMs = 5_000): number {
  const adaptive = new AdaptiveConnections(DEFAULT_TUNING, max, 0, 0);
  let receivedBytes = 0;
  for (let nowMs = 50; nowMs <= forMs; nowMs += 50) {
    receivedBytes += 50 * rate(adaptive.target);
    adaptive.observe(nowMs, receivedBytes);
  }
  return adaptive.target;
}

describe('the number of connections', () => {
  it('doubles up to the limit where each brings its own rate', () => {
    expect(settle((connections) => connections * 100, 8)).toBe(8);
    expect(settle((connections) => connections * 100, 6)).toBe(6);
  });

  it('stays at one where one fills the line', () => {
    expect(settle(() => 1_000, 8)).toBe(1);
  });

  it('stops at the last number that paid', () => {
    expect(settle((connections) => Math.min(connections, 4) * 100, 8)).toBe(4);
  });

  it('falls for good when the host refuses so many', () => {
    const adaptive = new AdaptiveConnections(DEFAULT_TUNING, 8, 0, 0);
    adaptive.observe(200, 20_000);
    adaptive.observe(400, 60_000);
    expect(adaptive.target).toBe(4);
    adaptive.backOff();
    expect(adaptive.target).toBe(3);
  });
});

describe('a rate of bytes', () => {
  it('asks for the pause that keeps the average', () => {
    const pace = new BytePace(1_000, 0);
    expect(pace.take(500, 0)).toBe(500);
    expect(pace.take(500, 500)).toBe(500);
    expect(pace.take(50, 1_100)).toBe(0);
  });

  it('never asks for one without a limit', () => {
    expect(new BytePace(null, 0).take(1e12, 0)).toBe(0);
  });
});

describe('the rates of the connections of a transfer', () => {
  const usual = (rates: PeerRates): void => [100, 120, 80, 110].forEach((rate) => rates.note(rate));

  it('find one that is below a tenth of the usual too slow', () => {
    const rates = new PeerRates();
    usual(rates);
    expect(rates.isTooSlow(11)).toBe(false);
    expect(rates.isTooSlow(9)).toBe(true);
  });

  it('find nothing too slow before there is something to compare with', () => {
    const rates = new PeerRates();
    rates.note(100);
    rates.note(100);
    expect(rates.isTooSlow(0.1)).toBe(false);
  });

  it('become the usual ones when everything is slow from now on', () => {
    const rates = new PeerRates();
    usual(rates);
    const verdicts = Array.from({ length: 9 }, () => rates.isTooSlow(1));
    expect(verdicts.slice(0, 4)).toEqual([true, true, true, true]);
    expect(verdicts.slice(5)).toEqual([false, false, false, false]);
  });

  it('do not count the time in which a connection was stopped', () => {
    const meter = new RateMeter(0);
    meter.count(500);
    meter.stop(10);
    expect(meter.takeWindow(1_000, 20)).toBeNull();
    meter.goOn(1_000);
    expect(meter.takeWindow(1_005, 20)).toBeNull();
    expect(meter.takeWindow(1_040, 20)).toBe(10);
    expect(meter.takeWindow(1_060, 20)).toBe(0);
  });
});

describe('places at a host', () => {
  it('are given in order, and passed on when they are given back or left', async () => {
    const hosts = new HostLimits();
    const none = new AbortController().signal;
    const leaving = new AbortController();
    const first = await hosts.enter('https://a', 1, none);
    const left = hosts.enter('https://a', 1, leaving.signal);
    const third = hosts.enter('https://a', 1, none);
    await hosts.enter('https://b', 1, none);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    first();
    await expect(third).resolves.toBeTypeOf('function');
  });
});

describe('trying again', () => {
  const failure = new GatewayError('PROVIDER_UNAVAILABLE', 'cut', { retryable: true });

  it('pauses n² units, and not at all after a connection that brought bytes', () => {
    const policy = new RetryPolicy(DEFAULT_TUNING, 0, () => 1);
    expect(policy.afterFailure(failure, true)).toBe(0);
    expect([1, 2, 3].map(() => policy.afterFailure(failure, false))).toEqual([250, 1_000, 2_250]);
    policy.noteProgress(1);
    expect(policy.afterFailure(failure, true)).toBe(0);
  });

  it('ends with the eighth failure in a row', () => {
    const policy = new RetryPolicy(DEFAULT_TUNING, 0);
    for (let failures = 1; failures < 8; failures += 1) policy.afterFailure(failure, false);
    expect(() => policy.afterFailure(failure, false)).toThrow(failure);
  });

  it('keeps to Retry-After up to two minutes', () => {
    const policy = new RetryPolicy(DEFAULT_TUNING, 0);
    const asking = (retryAfterMs: number): GatewayError =>
      new GatewayError('PROVIDER_RATE_LIMITED', 'slow down', { retryable: true, retryAfterMs });
    expect(policy.afterFailure(asking(90_000), false)).toBe(90_000);
    expect(() => policy.afterFailure(asking(121_000), false)).toThrow('slow down');
  });

  it('counts only what goes beyond all former bytes as progress, so that restarts end', () => {
    const policy = new RetryPolicy(DEFAULT_TUNING, 100);
    const restarts = Array.from({ length: 5 }, () => {
      policy.noteProgress(100);
      return policy.mayRestart();
    });
    expect(restarts).toEqual([true, true, true, true, false]);
    policy.noteProgress(101);
    expect(policy.mayRestart()).toBe(true);
  });
});
