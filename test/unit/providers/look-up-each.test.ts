import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { lookUpEach } from '../../../src/providers/look-up-each.js';
import { silentLog } from '../../helpers/sandbox.js';
import { GATEWAY_CREDENTIALS } from '../../../src/providers/provider.js';

const call = { signal: new AbortController().signal, log: silentLog, credentials: GATEWAY_CREDENTIALS };

describe('lookUpEach', () => {
  it('answers in the order of the keys, whichever answer comes first', async () => {
    const answers = await lookUpEach([3, 1, 2], 3, call, async (key) => {
      for (let turns = 0; turns < key; turns += 1) await Promise.resolve();
      return key === 2 ? null : key * 10;
    });

    expect(answers).toEqual([30, 10, null]);
  });

  it('leaves a failure in the slot of its key', async () => {
    const failure = new GatewayError('PROVIDER_FORBIDDEN', 'No.');

    const answers = await lookUpEach(['good', 'bad'], 2, call, (key) =>
      key === 'bad' ? Promise.reject(failure) : Promise.resolve(key),
    );

    expect(answers).toEqual(['good', failure]);
  });

  it('looks up no more than the asked number of keys at once', async () => {
    let underWay = 0;
    let most = 0;

    await lookUpEach([1, 2, 3, 4, 5, 6, 7], 3, call, async (key) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return key;
    });

    expect(most).toBe(3);
  });

  it('rejects as a whole when the call was ended', async () => {
    const ended = { ...call, signal: AbortSignal.abort() };
    const failure = new GatewayError('CANCELLED', 'Ended.');

    await expect(lookUpEach(['a'], 1, ended, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('rejects as a whole on a defect', async () => {
    const defect = new TypeError('a bug');

    await expect(lookUpEach(['a'], 1, call, () => Promise.reject(defect))).rejects.toBe(defect);
  });
});
