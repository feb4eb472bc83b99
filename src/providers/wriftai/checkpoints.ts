import type { CheckpointRecord } from '../../domain/checkpoint.js';
import type { GatewayError } from '../../errors/gateway-error.js';
import { protocolError, providerPeer } from '../../http/failures.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, CheckpointList, CheckpointReader } from '../provider.js';
import { CONCURRENT_LOOKUPS, PAGE_SIZE } from './client.js';
import { toCheckpoint, toListedCheckpoint } from './convert.js';
import { parseModelKey, parseVersionKey } from './keys.js';
import type { Market } from './models.js';

/** Versions of one model that are read at most. */
const MAX_VERSIONS = 1_000;

/** Versions of the marketplace's models; they name images in its registry and cannot be fetched. */
export function createCheckpointReader(market: Market): CheckpointReader {
  const read = async (nativeId: string, call: CallOptions): Promise<CheckpointRecord | null> => {
    const key = parseVersionKey(nativeId);
    const version = key === null ? null : await market.client.getVersion(key, call);
    return key === null || version === null ? null : toCheckpoint(market.provider, key, version);
  };
  return {
    ofModels: (modelIds, limit, call) =>
      lookUpEach(modelIds, CONCURRENT_LOOKUPS, call, (modelId) =>
        readNewest(market, modelId, Math.min(limit ?? MAX_VERSIONS, MAX_VERSIONS), call),
      ),
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, (nativeId) => read(nativeId, call)),
    fill: (records, call) => {
      const complete = async (record: CheckpointRecord) =>
        record.deferred.length === 0 ? record : read(record.nativeId, call);
      return lookUpEach(records, CONCURRENT_LOOKUPS, call, complete);
    },
  };
}

/**
 * The newest `wanted` versions, in the marketplace's own order (contract §4.2). A page may hold more than are wanted:
 * what is cut off counts as further versions, since a cursor points behind the whole page (contract §7, trap 1).
 */
async function readNewest(
  market: Market,
  modelId: string,
  wanted: number,
  call: CallOptions,
): Promise<CheckpointList | null> {
  const key = parseModelKey(modelId);
  if (key === null) return null;
  const limit = Math.min(Math.max(wanted, PAGE_SIZE.min), PAGE_SIZE.max);
  const items: CheckpointRecord[] = [];
  const seen = new Set<string>();
  let after: string | null = null;
  // Pages may come short, since items that cannot be read are left out; a list of empty pages must still end.
  const maxPages = 2 * Math.ceil(wanted / limit);
  for (let pages = 0; pages < maxPages && items.length < wanted; pages += 1) {
    const page = await market.client.listVersions(key, { after, limit }, call);
    if (page === null) return null;
    items.push(...page.items.map((version) => toListedCheckpoint(market.provider, key, version)));
    after = page.next;
    if (after === null) break;
    if (seen.has(after)) throw endlessError(market.provider);
    seen.add(after);
  }
  return { items: items.slice(0, wanted), hasMore: after !== null || items.length > wanted };
}

function endlessError(provider: string): GatewayError {
  return protocolError(providerPeer(provider), 'lists the versions of a model in a circle');
}
