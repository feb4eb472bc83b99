import type { ModelFilter } from '../../domain/listing.js';
import type { ModelRecord } from '../../domain/model.js';
import { convertOnce } from '../convert-once.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, ModelReader } from '../provider.js';
import { CONCURRENT_LOOKUPS } from './client.js';
import { toModel, withOutputs } from './convert.js';
import type { Organization } from './organization.js';
import { readRun, runListing } from './runs.js';
import type { Received } from '../received.js';
import type { ReceivedPage, WireRun } from './wire.js';

/** What the runs of an organization train: one model for each run, with the same id. */
export function createModelReader(organization: Organization): ModelReader {
  const convert = convertOnce((run: Received<WireRun>) => toModel(organization, run));
  const convertPage = convertOnce((page: ReceivedPage<WireRun>) => page.items.map(convert));

  async function complete(record: ModelRecord, call: CallOptions): Promise<ModelRecord | null> {
    if (record.deferred.length === 0) return record;
    const outputs = await organization.readOutputs(record.nativeId, { contents: false }, call);
    if (outputs === null) return null;
    return withOutputs(
      record,
      outputs.map((output) => organization.toCheckpoint(output)),
    );
  }

  return {
    nativeSearch: false,
    listings: ({ filter, order }) => (canMatch(filter) ? [runListing(organization, order, convertPage)] : []),
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, (id) => readRun(organization, id, convert, call)),
    fill: (records, call) =>
      lookUpEach(records, CONCURRENT_LOOKUPS, call, (record) => complete(record, call)),
  };
}

/** Whether any trained model can match: none has a task, an owner, a visibility, a runtime or categories. */
function canMatch({ task, owner, visibility, runtimeState, category }: ModelFilter): boolean {
  const asksForOthers = [task, runtimeState, category].some((wanted) => wanted !== null && wanted.length > 0);
  return !asksForOthers && owner === null && visibility === null;
}
