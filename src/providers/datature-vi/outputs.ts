import type { CallOptions } from '../provider.js';
import type { ViClient } from './client.js';
import { newestFirst } from './convert.js';
import { endlessPagingError } from './errors.js';
import type { Received } from '../received.js';
import type { WireOutput } from './wire.js';

/** The most that the service's own client asks for (contract §3.1): one call for a run, unless the server sends less. */
const PAGE_SIZE = 1000;

/** No run has so many pages of checkpoints; a listing that is longer does not end. */
const MAX_PAGES = 100;

/** Reads all outputs of a run. */
export type ReadOutputs = (
  runId: string,
  options: { readonly contents: boolean },
  call: CallOptions,
) => Promise<readonly Received<WireOutput>[] | null>;

/**
 * Makes the reader of all outputs of a run, newest first; it gives null when there is no such run. All pages are read,
 * because the newest output stands on the last one (contract §12, trap 2), and no token is followed twice (trap 1).
 */
export function createReadOutputs(provider: string, client: ViClient): ReadOutputs {
  return async (runId, { contents }, call) => {
    const outputs: Received<WireOutput>[] = [];
    const seenTokens = new Set<string>();
    let rejected = 0;
    let pageToken: string | null = null;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const page = await client.listRunOutputs(runId, { contents, pageToken, pageSize: PAGE_SIZE }, call);
      if (page === null) return null;
      outputs.push(...page.items);
      rejected += page.rejected;
      pageToken = page.nextToken;
      if (pageToken === null) {
        if (rejected > 0)
          call.log.warn({ provider, runId, rejected }, 'unreadable run outputs were left out');
        return newestFirst(outputs);
      }
      if (seenTokens.has(pageToken)) break;
      seenTokens.add(pageToken);
    }
    throw endlessPagingError(provider);
  };
}
