import pLimit from 'p-limit';
import { isGatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, Lookup } from '../provider.js';

/**
 * How many single reads of one batch are under way. The marketplace has no batch read and the client keeps to a few
 * requests a second, so more would only wait in its queue and use up their time limits there.
 */
const CONCURRENT_READS = 4;

/** Reads each key by a call of its own. Same length and order; a failure stays in the slot of its key. */
export async function lookUpEach<Key, T>(
  keys: readonly Key[],
  read: (key: Key) => Promise<T | null>,
  call: CallOptions,
): Promise<readonly Lookup<T>[]> {
  return pLimit(CONCURRENT_READS).map(keys, async (key) => {
    try {
      return await read(key);
    } catch (error) {
      if (call.signal.aborted || !isGatewayError(error)) throw error;
      return error;
    }
  });
}
