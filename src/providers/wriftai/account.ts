import { credentialKey } from '../../domain/credential-key.js';
import type { CallOptions } from '../provider.js';
import type { MarketClient } from './client.js';

/** Id of the token's user; null where there is no token or the user cannot be read at present. */
export type AccountLookup = (call: CallOptions) => Promise<string | null>;

/** Users of callers' tokens that are remembered at a time. */
const MAX_ACCOUNTS = 1_000;

/**
 * Makes the lookup that tells own models from others. The user of a token never changes, so it is asked for once; a
 * failure is only logged, because models can be read without knowing whose they are, and the next call asks again.
 */
export function createAccountLookup(
  client: MarketClient,
  { provider, hasToken }: { readonly provider: string; readonly hasToken: boolean },
): AccountLookup {
  /** By credential, the one asked for first at the front. */
  const accounts = new Map<string, string>();
  return async (call) => {
    const credential = credentialKey(call, provider);
    const known = accounts.get(credential) ?? null;
    if (known !== null || (credential === '' && !hasToken)) return known;
    try {
      const account = await client.getAccountId(call);
      accounts.set(credential, account);
      const [oldest] = accounts.keys();
      if (accounts.size > MAX_ACCOUNTS && oldest !== undefined) accounts.delete(oldest);
      return account;
    } catch (error) {
      if (call.signal.aborted) throw error;
      call.log.warn({ err: error }, 'the user of the access token cannot be read');
      return null;
    }
  };
}
