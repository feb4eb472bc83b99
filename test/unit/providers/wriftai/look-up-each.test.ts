import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/errors/gateway-error.js';
import { lookUpEach } from '../../../../src/providers/wriftai/look-up-each.js';
import { silentLog } from '../../../helpers/sandbox.js';

const call = { signal: new AbortController().signal, log: silentLog };

describe('reading each key of a batch', () => {
  it('keeps the order of the keys and the failure of one in its place', async () => {
    const failure = new GatewayError('PROVIDER_TIMEOUT', 'too slow');
    const read = async (key: string) => {
      if (key === 'slow') throw failure;
      return key === 'missing' ? null : key.toUpperCase();
    };

    expect(await lookUpEach(['a', 'slow', 'missing', 'b'], read, call)).toEqual(['A', failure, null, 'B']);
  });

  it('has four reads under way at most, so that none waits out its time limit in a queue', async () => {
    const releases: (() => void)[] = [];
    let underWay = 0;
    let most = 0;
    const read = async (key: number) => {
      most = Math.max(most, (underWay += 1));
      await new Promise<void>((resolve) => releases.push(resolve));
      underWay -= 1;
      return key;
    };
    const keys = Array.from({ length: 10 }, (_, index) => index);

    const reading = lookUpEach(keys, read, call);
    for (let released = 0; released < keys.length; released += 1) {
      await expect.poll(() => releases.length).toBeGreaterThan(released);
      releases[released]!();
    }

    expect(await reading).toEqual(keys);
    expect(most).toBe(4);
  });

  it('does not hide a mistake of ours in a slot', async () => {
    const read = () => Promise.reject(new TypeError('a bug'));

    await expect(lookUpEach(['a'], read, call)).rejects.toThrow(TypeError);
  });

  it('fails as a whole when the caller has left', async () => {
    const signal = AbortSignal.abort();
    const read = () => Promise.reject(new GatewayError('CANCELLED', 'left'));

    await expect(lookUpEach(['a'], read, { ...call, signal })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
