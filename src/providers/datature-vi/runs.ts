import type { ModelOrder, RunOrder } from '../../domain/listing.js';
import { convertOnce } from '../convert-once.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, Listing, RunReader } from '../provider.js';
import { CONCURRENT_LOOKUPS } from './client.js';
import { toRun } from './convert.js';
import { isResourceId } from './keys.js';
import { parseLink } from './links.js';
import type { Organization } from './organization.js';
import type { Received } from '../received.js';
import type { ReceivedPage, WireRun } from './wire.js';

/** Runs are asked for in pages of one size, which must not change inside a listing (contract §7). */
const PAGE_SIZE = 100;

/** The documentation polls every 30 s; half of that shows an end sooner and is still little (contract §6). */
const POLL_INTERVAL_MS = 15_000;

/** Runs of an organization. */
export function createRunReader(organization: Organization): RunReader {
  const convert = convertOnce((run: Received<WireRun>) => toRun(organization, run));
  const convertPage = convertOnce((page: ReceivedPage<WireRun>) => page.items.map(convert));
  const getMany: RunReader['getMany'] = (runIds, call) =>
    lookUpEach(runIds, CONCURRENT_LOOKUPS, call, (id) => readRun(organization, id, convert, call));
  return {
    listings: ({ order }) => [runListing(organization, order, convertPage)],
    getMany,
    // A model has the id of its run.
    ofModels: getMany,
    parseLink: (link) => parseLink(organization, link),
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

/** Reads one run as whatever `convert` makes of it; null when there is none, or when the id cannot be one. */
export async function readRun<Target>(
  { client }: Organization,
  runId: string,
  convert: (run: Received<WireRun>) => Target,
  call: CallOptions,
): Promise<Target | null> {
  const run = isResourceId(runId) ? await client.getRun(runId, call) : null;
  return run && convert(run);
}

/**
 * The one listing there is: all runs, newest first (contract §3.1), without filters. The page size is fixed because it
 * must not change inside a listing (contract §7).
 */
export function runListing<Target>(
  { client }: Organization,
  order: ModelOrder | RunOrder,
  convert: (page: ReceivedPage<WireRun>) => readonly Target[],
): Listing<Target> {
  return {
    key: 'runs',
    ordered: order.field === 'CREATED_AT' && order.direction === 'DESC',
    pageSize: { min: PAGE_SIZE, max: PAGE_SIZE },
    page: async ({ after, limit }, call) => {
      const page = await client.listRuns({ pageToken: after, pageSize: limit }, call);
      return { items: convert(page), next: page.nextToken, total: null, rejected: page.rejected };
    },
  };
}
