import { describe, expect, it } from 'vitest';
import { createProgressMeter } from '../../../src/downloads/progress-meter.js';

/** Counts `bytes` every 100 ms for so long and gives the last rate. */
function feed(
  meter: ReturnType<typeof createProgressMeter>,
  from: number,
  seconds: number,
  bytes: number,
): number | null {
  let rate: number | null = null;
  for (let step = 1; step <= seconds * 10; step += 1) rate = meter.count(bytes, from + step * 100);
  return rate;
}

describe('createProgressMeter', () => {
  it('knows nothing before there is something to measure', () => {
    expect(createProgressMeter(0).count(1_000, 50)).toBeNull();
  });

  it('gives a steady rate as it is', () => {
    expect(feed(createProgressMeter(0), 0, 3, 100)).toBeCloseTo(1_000);
  });

  it('follows a change with a time constant of 5 s', () => {
    const meter = createProgressMeter(0);
    feed(meter, 0, 60, 100);

    // After one time constant, 1 - 1/e of the way from 1,000 to 2,000 is done.
    expect(feed(meter, 60_000, 5, 200)).toBeCloseTo(1_000 + 1_000 * (1 - Math.exp(-1)));
  });

  it('does not depend on the size of the pieces', () => {
    const meter = createProgressMeter(0);
    let rate: number | null = null;
    for (let ms = 1; ms <= 2_000; ms += 1) rate = meter.count(1, ms);

    expect(rate).toBeCloseTo(1_000);
  });

  it('forgets what was before a reset', () => {
    const meter = createProgressMeter(0);
    feed(meter, 0, 10, 100);

    meter.reset(100_000);

    expect(meter.count(0, 100_000)).toBeNull();
    expect(feed(meter, 100_000, 1, 500)).toBeCloseTo(5_000);
  });
});
