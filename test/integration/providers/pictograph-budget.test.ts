import { describe, expect, it } from 'vitest';
import { registryCall, useRegistry } from '../../helpers/registry.js';

const PER_HOUR = 40;
const registry = useRegistry({ size: 3, requestsPerHour: PER_HOUR });

describe('the hourly budget of a key', () => {
  it('decides how often a watched run is read: every five seconds while there is plenty, ever less often near its end', async () => {
    const { runs, probe } = registry().openAdapter();
    const intervalAfter = async (requests: number): Promise<number> => {
      for (let made = 0; made < requests; made += 1) await probe(registryCall);
      return runs!.pollIntervalMs;
    };

    expect(await intervalAfter(0)).toBe(5_000);
    // A quarter is left.
    expect(await intervalAfter(PER_HOUR * 0.75)).toBe(5_000);
    // An eighth is left.
    expect(await intervalAfter(PER_HOUR * 0.125)).toBe(10_000);
    // One request is left.
    expect(await intervalAfter(PER_HOUR * 0.125 - 1)).toBe(40_000);
  });
});
