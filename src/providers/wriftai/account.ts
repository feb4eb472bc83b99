import type { CallOptions } from '../provider.js';
import type { MarketClient } from './client.js';

/** Id of the token's user; null where there is no token or the user cannot be read at present. */
export type AccountLookup = (call: CallOptions) => Promise<string | null>;

/**
 * Makes the lookup that tells own models from others. The user of a token never changes, so it is asked for once; a
 * failure is only logged, because models can be read without knowing whose they are, and the next call asks again.
 */
export function createAccountLookup(client: MarketClient, hasToken: boolean): AccountLookup {
  let known: string | null = null;
  return async (call) => {
    if (known !== null || !hasToken) return known;
    try {
      known = await client.getAccountId(call);
    } catch (error) {
      if (call.signal.aborted) throw error;
      call.log.warn({ err: error }, 'the user of the access token cannot be read');
    }
    return known;
  };
}
