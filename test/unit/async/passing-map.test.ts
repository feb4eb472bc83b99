import { describe, expect, it } from 'vitest';
import { PassingMap } from '../../../src/async/passing-map.js';

describe('PassingMap', () => {
  it('holds what a map would hold, in its order, however much has come and gone', () => {
    const passing = new PassingMap<number, string>();
    const map = new Map<number, string>();
    for (let step = 0; step < 5_000; step += 1) {
      // Some stay for long, others go soon, and some are not there when they are deleted.
      passing.set(step, `value ${step}`);
      map.set(step, `value ${step}`);
      const leaver = ((step * 7_919) % 6_007) % (step + 1);
      passing.delete(leaver);
      map.delete(leaver);
      expect(passing.get(leaver)).toBeUndefined();
      expect(passing.get(step)).toBe(map.get(step));
    }
    expect(map.size).toBeGreaterThan(100);
    expect(passing.values()).toEqual([...map.values()]);
  });
});
