import type { ModelFilter, ModelQuery } from '../../domain/listing.js';
import type { ModelRecord, ModelStatus } from '../../domain/model.js';
import { isGatewayError } from '../../errors/gateway-error.js';
import { convertOnce } from '../convert-once.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, Listing, Lookup, ModelReader } from '../provider.js';
import { CONCURRENT_LOOKUPS, getModel, listModels, type Api, type QueryPairs } from './client.js';
import { toModel, toWireModelType, toWireStatus } from './convert.js';
import { offsetListing } from './listings.js';
import type { Received } from '../received.js';
import { findSourceRuns } from './source-runs.js';
import type { ReceivedPage, WireModel } from './wire.js';

/** Models of the key's organization. */
export function createModelReader(api: Api): ModelReader {
  const convert = convertOnce((model: Received<WireModel>) => toModel(api.provider, model));
  const convertPage = convertOnce((page: ReceivedPage<WireModel>) => page.items.map(convert));
  return {
    nativeSearch: false,
    listings: (query) => modelListings(api, convertPage, query),
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, async (nativeId) => {
        const model = await getModel(api, nativeId, call);
        return model === null ? null : convert(model);
      }),
    fill: (records, call) => fillReasons(api, records, call),
  };
}

/**
 * Archived models come only when they are asked for by status (contract §2), so they need a listing of their own. A
 * status or type goes to the server when it is the only one: whether a parameter may be repeated is unknown.
 */
function modelListings(
  api: Api,
  convert: (page: ReceivedPage<WireModel>) => readonly ModelRecord[],
  { filter }: ModelQuery,
): readonly Listing<ModelRecord>[] {
  const statuses = asked(filter.status);
  if (cannotMatch(filter)) return [];
  const shared: QueryPairs = [...typeFilter(filter), ...nameFilter(filter)];
  const live = statuses?.filter((status) => status !== 'ARCHIVED' && status !== 'CANCELLED') ?? null;
  const listing = (key: string, filters: QueryPairs) =>
    offsetListing({
      key,
      filters: [...filters, ...shared],
      fetch: (request, call) => listModels(api, request, call),
      convert,
    });
  return [
    ...(live === null || live.length > 0 ? [listing('live', statusFilter(live))] : []),
    ...(statuses?.includes('ARCHIVED') ? [listing('archived', [['status', 'archived']])] : []),
  ];
}

/** Conditions on what a Pictograph model never has. */
function cannotMatch(filter: ModelFilter): boolean {
  return filter.owner !== null || asked(filter.runtimeState) !== null || asked(filter.category) !== null;
}

function statusFilter(statuses: readonly ModelStatus[] | null): QueryPairs {
  const [only, ...others] = statuses ?? [];
  const native = only === undefined || others.length > 0 ? null : toWireStatus(only);
  return native === null ? [] : [['status', native]];
}

/** An older server refuses `keypoint_detection`, which is newer than it (contract §0); the gateway filters that one. */
function typeFilter(filter: ModelFilter): QueryPairs {
  const [only, ...others] = asked(filter.task) ?? [];
  const native = only === undefined || others.length > 0 ? null : toWireModelType(only);
  return native === null || native === 'keypoint_detection' ? [] : [['model_type', native]];
}

function nameFilter(filter: ModelFilter): QueryPairs {
  return filter.nameEquals === null ? [] : [['name', filter.nameEquals]];
}

/** A list of alternatives; null where it sets no condition. */
function asked<T>(alternatives: readonly T[] | null): readonly T[] | null {
  return alternatives === null || alternatives.length === 0 ? null : alternatives;
}

/** Completes failed models: the reason stands on the run that failed (contract §10, trap 4). */
async function fillReasons(
  api: Api,
  records: readonly ModelRecord[],
  call: CallOptions,
): Promise<readonly Lookup<ModelRecord>[]> {
  const failed = records.filter((record) => record.deferred.includes('statusReason'));
  const runs = await findSourceRuns(
    api,
    failed.map((record) => record.nativeId),
    'failed',
    call,
  );
  const runOf = new Map(failed.map((record, index) => [record, runs[index] ?? null]));
  return records.map((record) => {
    const run = runOf.get(record) ?? null;
    if (isGatewayError(run)) return run;
    return { ...record, statusReason: run?.fields.error_message ?? record.statusReason, deferred: [] };
  });
}
