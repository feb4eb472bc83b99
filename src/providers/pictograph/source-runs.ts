import { isGatewayError } from '../../errors/gateway-error.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, Lookup } from '../provider.js';
import { CONCURRENT_LOOKUPS, getRun, getVersions, listRuns, type Api, type QueryPairs } from './client.js';
import { hasMore, MAX_PAGE_SIZE } from './listings.js';
import { currentVersion, newestFirst } from './weights.js';
import type { Received } from '../received.js';
import type { WireRun, WireVersion } from './wire.js';

/** Bound on the search through all runs, which has to do without a filter by model (contract §4). */
const MAX_SCANNED_PAGES = 10;

/** Which of a model's runs is meant: the one behind what it serves, or the one that failed. */
export type SourceRunKind = 'current' | 'failed';

/**
 * The runs that made these models: named by a version, else found by a bounded scan of runs for the model's id
 * (contract §9). Null where neither tells. Same length and order.
 */
export async function findSourceRuns(
  api: Api,
  modelIds: readonly string[],
  kind: SourceRunKind,
  call: CallOptions,
): Promise<readonly Lookup<Received<WireRun>>[]> {
  const named = await lookUpEach(modelIds, CONCURRENT_LOOKUPS, call, async (modelId) => {
    const manifest = await getVersions(api, modelId, call);
    const runId = runIdOf(manifest?.versions ?? [], kind);
    return runId === null ? null : getRun(api, runId, call);
  });
  const searched = new Set(modelIds.filter((_, index) => named[index] === null));
  // One scan serves all models that no version links to a run; its failure is theirs.
  const [scanned = null] = await lookUpEach([searched], 1, call, (ids) => scanRuns(api, ids, kind, call));
  return modelIds.map((modelId, index) => {
    const run = named[index] ?? null;
    if (run !== null) return run;
    return isGatewayError(scanned) ? scanned : (scanned?.get(modelId) ?? null);
  });
}

function runIdOf(versions: readonly Received<WireVersion>[], kind: SourceRunKind): string | null {
  const newest = newestFirst(versions).filter(({ fields }) => fields.training_run_id !== null);
  const preferred =
    kind === 'current'
      ? currentVersion(newest)
      : newest.find(({ fields }) => fields.status === 'failed' || fields.status === null);
  return (preferred ?? newest[0])?.fields.training_run_id ?? null;
}

/** The first run of each model, as the server lists them. */
async function scanRuns(
  api: Api,
  modelIds: ReadonlySet<string>,
  kind: SourceRunKind,
  call: CallOptions,
): Promise<ReadonlyMap<string, Received<WireRun>>> {
  const filters: QueryPairs = kind === 'failed' ? [['status', 'failed']] : [];
  const found = new Map<string, Received<WireRun>>();
  let offset = 0;
  for (let pages = 0; pages < MAX_SCANNED_PAGES && found.size < modelIds.size; pages += 1) {
    const request = { limit: MAX_PAGE_SIZE, offset, filters };
    const page = await listRuns(api, request, call);
    for (const run of page.items) {
      const modelId = run.fields.model_id ?? '';
      if (modelIds.has(modelId) && !found.has(modelId)) found.set(modelId, run);
    }
    if (!hasMore(page, request)) break;
    offset += page.received;
  }
  return found;
}
