import type { RunQuery } from '../../domain/listing.js';
import type { RunRecord } from '../../domain/run.js';
import { isGatewayError } from '../../errors/gateway-error.js';
import { convertOnce } from '../convert-once.js';
import { lookUpEach } from '../look-up-each.js';
import type { Listing, RunReader } from '../provider.js';
import { CONCURRENT_LOOKUPS, getRun, listRuns, type Api, type QueryPairs } from './client.js';
import { toRun, toWireRunStatus } from './convert.js';
import type { HourlyBudget } from './hourly-budget.js';
import { offsetListing } from './listings.js';
import type { Received } from '../received.js';
import { findSourceRuns } from './source-runs.js';
import type { ReceivedPage, WireRun } from './wire.js';

/** The SDK's own interval; one watched run costs 720 requests an hour (contract §4 and §7). */
const POLL_INTERVAL_MS = 5_000;

/** Training runs of the key's organization. */
export function createRunReader(api: Api, budget: HourlyBudget): RunReader {
  const convert = convertOnce((run: Received<WireRun>) => toRun(api.provider, run));
  const convertPage = convertOnce((page: ReceivedPage<WireRun>) => page.items.map(convert));
  return {
    get pollIntervalMs() {
      return POLL_INTERVAL_MS * budget.slowdown;
    },
    listings: (query) => runListings(api, convertPage, query),
    // A name gives the newest run of that name; the record has the id, by which it is to be kept (contract §10, trap 8).
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, async (nativeId) => {
        const run = await getRun(api, nativeId, call);
        return run === null ? null : convert(run);
      }),
    ofModels: async (modelIds, call) => {
      const runs = await findSourceRuns(api, modelIds, 'current', call);
      return runs.map((run) => (run === null || isGatewayError(run) ? run : convert(run)));
    },
  };
}

function runListings(
  api: Api,
  convert: (page: ReceivedPage<WireRun>) => readonly RunRecord[],
  { filter }: RunQuery,
): readonly Listing<RunRecord>[] {
  return [
    offsetListing({
      key: 'runs',
      filters: statusFilter(filter.status ?? []),
      fetch: (request, call) => listRuns(api, request, call),
      convert,
    }),
  ];
}

function statusFilter([only, ...others]: NonNullable<RunQuery['filter']['status']>): QueryPairs {
  const native = only === undefined || others.length > 0 ? null : toWireRunStatus(only);
  return native === null ? [] : [['status', native]];
}
