import type { CheckpointRecord } from '../../domain/checkpoint.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, CheckpointList, CheckpointReader, Lookup } from '../provider.js';
import { CONCURRENT_LOOKUPS } from './client.js';
import { isResourceId, parseOutputKey } from './keys.js';
import type { Organization } from './organization.js';

/** Names that people give to the checkpoint of an epoch (contract §3.4). */
const EPOCH_NAME = /^(?:epoch|ckpt|checkpoint)_(\d{1,9})$/u;

/** Run outputs of an organization. */
export function createCheckpointReader(organization: Organization): CheckpointReader {
  const { client, readOutputs } = organization;

  /** Newest first; null when there is no such run. */
  async function checkpointsOf(
    runId: string,
    call: CallOptions,
  ): Promise<readonly CheckpointRecord[] | null> {
    const outputs = isResourceId(runId) ? await readOutputs(runId, { contents: false }, call) : null;
    return outputs && outputs.map((output) => organization.toCheckpoint(output));
  }

  async function readCheckpoint(nativeId: string, call: CallOptions): Promise<CheckpointRecord | null> {
    const key = parseOutputKey(nativeId);
    const output = key && (await client.getRunOutput(key, { contents: false }, call));
    return output && organization.toCheckpoint(output);
  }

  // All outputs are read whatever the limit is: the newest stand on the last page (contract §12, trap 2).
  const ofRuns = (
    runIds: readonly string[],
    limit: number | null,
    call: CallOptions,
  ): Promise<readonly Lookup<CheckpointList>[]> =>
    lookUpEach(runIds, CONCURRENT_LOOKUPS, call, async (runId) => {
      const checkpoints = await checkpointsOf(runId, call);
      return checkpoints && firstOf(checkpoints, limit);
    });

  return {
    ofRuns,
    // A model has the id of its run.
    ofModels: ofRuns,
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, (id) => readCheckpoint(id, call)),
    keyOf: async (runId, name, call) =>
      findByName((await checkpointsOf(runId, call)) ?? [], name)?.nativeId ?? null,
  };
}

/** The checkpoint of that id, else the newest of the epoch that the name tells. */
function findByName(checkpoints: readonly CheckpointRecord[], name: string): CheckpointRecord | undefined {
  const [, epoch] = EPOCH_NAME.exec(name) ?? [];
  return (
    checkpoints.find(({ nativeId }) => parseOutputKey(nativeId)?.runOutputId === name) ??
    checkpoints.find((checkpoint) => epoch !== undefined && checkpoint.epoch === Number(epoch))
  );
}

function firstOf(checkpoints: readonly CheckpointRecord[], limit: number | null): CheckpointList {
  const hasMore = limit !== null && checkpoints.length > limit;
  return { items: hasMore ? checkpoints.slice(0, limit) : checkpoints, hasMore };
}
