import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/errors/gateway-error.js';
import { lookUpEach } from '../../../../src/providers/datature-vi/look-up-each.js';
import { freshCall } from '../../../helpers/datature-vi.js';

describe('reading several keys', () => {
  it('has at most eight reads under way (trap 10)', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => index);
    const waiting: (() => void)[] = [];
    const read = (key: number) => new Promise<number>((resolve) => waiting.push(() => resolve(key)));

    const result = lookUpEach(keys, read, freshCall());
    const waves: number[] = [];
    while (waves.reduce((sum, size) => sum + size, 0) < keys.length) {
      await setImmediate();
      waves.push(waiting.length);
      for (const answer of waiting.splice(0)) answer();
    }

    expect(waves).toEqual([8, 8, 4]);
    expect(await result).toEqual(keys);
  });

  it('keeps a failure and an absence in the slots of their keys', async () => {
    const failure = new GatewayError('PROVIDER_FORBIDDEN', 'no');
    const read = (key: string) =>
      key === 'bad' ? Promise.reject(failure) : Promise.resolve(key === 'gone' ? null : key);

    expect(await lookUpEach(['a', 'bad', 'gone'], read, freshCall())).toEqual(['a', failure, null]);
  });

  it('rejects as a whole when the caller has left', async () => {
    const leaving = new AbortController();
    const read = () => {
      leaving.abort(new Error('the client left'));
      return Promise.reject(new GatewayError('CANCELLED', 'cancelled'));
    };

    const result = lookUpEach(['a', 'b'], read, { ...freshCall(), signal: leaving.signal });

    await expect(result).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('rejects as a whole on a mistake of our own', async () => {
    const read = () => Promise.reject(new TypeError('a bug'));

    await expect(lookUpEach(['a'], read, freshCall())).rejects.toThrow('a bug');
  });
});
