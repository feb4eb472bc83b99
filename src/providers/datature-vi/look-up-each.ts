import pLimit from 'p-limit';
import { isGatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, Lookup } from '../provider.js';

/**
 * How many single reads of one batch are under way. There are no batch calls, so a page of runs can need as many calls
 * as it has runs (contract §12, trap 10); more at once would only wait for a connection and use up their time there.
 */
const CONCURRENT_READS = 8;

/** Reads each key by calls of its own. Same length and order; a failure stays in the slot of its key. */
export async function lookUpEach<Key, T>(
  keys: readonly Key[],
  read: (key: Key) => Promise<T | null>,
  call: CallOptions,
): Promise<readonly Lookup<T>[]> {
  return pLimit(CONCURRENT_READS).map(keys, async (key) => {
    try {
      call.signal.throwIfAborted();
      return await read(key);
    } catch (error) {
      if (call.signal.aborted || !isGatewayError(error)) throw error;
      return error;
    }
  });
}
