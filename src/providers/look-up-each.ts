import pLimit from 'p-limit';
import { isGatewayError } from '../errors/gateway-error.js';
import type { CallOptions, Lookup } from './provider.js';

/**
 * Answers each key by calls of its own, at most `concurrency` keys at once, for providers without batch reads. Same
 * length and order as `keys`; a failed key is an error in its slot. Rejects when the call was ended, or on a defect.
 */
export function lookUpEach<Key, T>(
  keys: readonly Key[],
  concurrency: number,
  call: CallOptions,
  lookUp: (key: Key) => Promise<Lookup<T>>,
): Promise<readonly Lookup<T>[]> {
  const lookUpOne = async (key: Key): Promise<Lookup<T>> => {
    try {
      return await lookUp(key);
    } catch (error) {
      if (call.signal.aborted || !isGatewayError(error)) throw error;
      return error;
    }
  };
  return keys.length <= concurrency
    ? Promise.all(keys.map(lookUpOne))
    : pLimit(concurrency).map(keys, lookUpOne);
}
