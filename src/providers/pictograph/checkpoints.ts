import { isGatewayError } from '../../errors/gateway-error.js';
import { lookUpEach } from '../look-up-each.js';
import type { CallOptions, CheckpointList, CheckpointReader, Lookup } from '../provider.js';
import { CONCURRENT_LOOKUPS, getFiles, getModel, getRun, type Api } from './client.js';
import { toCheckpoint } from './convert.js';
import { parseWeightsKey, syntheticWeightsOf, weightsOf, type Weights } from './weights.js';

/** Weights files of a model's versions; the native key is `modelId/versionId/fileName`. */
export function createCheckpointReader(api: Api): CheckpointReader {
  const ofRun = async (runId: string, call: CallOptions): Promise<readonly Weights[] | null> => {
    const run = await getRun(api, runId, call);
    if (run === null) return null;
    if (run.fields.model_id === null) return [];
    const weights = (await listWeights(api, run.fields.model_id, call)) ?? [];
    const made = weights.filter((each) => each.runId === run.fields.id);
    // Versions older than this link name no run; then the run's own link to the model has to do.
    return made.length > 0 ? made : weights.filter((each) => each.runId === null);
  };

  const listEach = async (
    keys: readonly string[],
    limit: number | null,
    call: CallOptions,
    read: (key: string, call: CallOptions) => Promise<readonly Weights[] | null>,
  ): Promise<readonly Lookup<CheckpointList>[]> => {
    const lists = await lookUpEach(keys, CONCURRENT_LOOKUPS, call, (key) => read(key, call));
    return lists.map((list) =>
      list === null || isGatewayError(list) ? list : toList(api.provider, list, limit),
    );
  };

  return {
    ofModels: (modelIds, limit, call) =>
      listEach(modelIds, limit, call, (modelId) => listWeights(api, modelId, call)),
    ofRuns: (runIds, limit, call) => listEach(runIds, limit, call, ofRun),
    getMany: (nativeIds, call) =>
      lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, async (nativeId) => {
        const modelId = parseWeightsKey(nativeId)?.modelId;
        const weights = modelId === undefined ? [] : await listWeights(api, modelId, call);
        const found = weights?.find((each) => each.key === nativeId);
        return found === undefined ? null : toCheckpoint(api.provider, found);
      }),
    keyOf: async (runId, name, call) =>
      (await ofRun(runId, call))?.find((each) => each.label === name)?.key ?? null,
  };
}

/**
 * The weights files of a model, or null when there is no such model. A 404 alone does not tell: servers older than
 * `/files` give it for every model (contract §0 and §9).
 */
async function listWeights(api: Api, model: string, call: CallOptions): Promise<readonly Weights[] | null> {
  const manifest = await getFiles(api, model, call);
  if (manifest !== null) return weightsOf(model, manifest);
  const found = await getModel(api, model, call);
  return found === null ? null : syntheticWeightsOf(found);
}

function toList(provider: string, weights: readonly Weights[], limit: number | null): CheckpointList {
  const items = weights.slice(0, limit ?? weights.length);
  return {
    items: items.map((each) => toCheckpoint(provider, each)),
    hasMore: items.length < weights.length,
  };
}
