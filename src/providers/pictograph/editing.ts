import { isGatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, DeleteOutcome, ModelWriter } from '../provider.js';
import { deleteModel, getModel, updateModel, type Api } from './client.js';
import { toModel, toWireChanges } from './convert.js';

/** Changes of models: a key of role member may update, of role admin change visibility and delete (contract §1). */
export function createModelWriter(api: Api): ModelWriter {
  return {
    updatable: new Set(['name', 'description', 'readme', 'visibility', 'licenseId', 'licenseText']),
    update: async (nativeId, changes, call) => {
      const model = await updateModel(api, nativeId, toWireChanges(changes), call);
      return model === null ? null : toModel(api.provider, model);
    },
    remove: async (nativeId, call) =>
      (await deleteModel(api, nativeId, call)) ? findOutcome(api, nativeId, call) : null,
  };
}

/**
 * Older servers archive, newer ones remove for good, and the answer looks the same (contract §0): what is left tells.
 * Once the model is deleted, trouble with this look at it must not turn the deletion into a failure.
 */
async function findOutcome(api: Api, nativeId: string, call: CallOptions): Promise<DeleteOutcome> {
  try {
    const left = await getModel(api, nativeId, call);
    if (left === null) return { outcome: 'REMOVED' };
    return { outcome: left.fields.status === 'archived' ? 'ARCHIVED' : 'UNKNOWN' };
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    call.log.warn({ provider: api.provider, code: error.code }, 'could not see what a deletion left behind');
    return { outcome: 'UNKNOWN' };
  }
}
