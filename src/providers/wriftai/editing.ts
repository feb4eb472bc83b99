import type { ModelRecord } from '../../domain/model.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, ModelChangeField, ModelWriter } from '../provider.js';
import { toModel, toWireChanges } from './convert.js';
import { parseModelKey } from './keys.js';
import type { Market } from './models.js';
import type { Received } from '../received.js';
import type { WireModel } from './wire.js';

/** Fields that can be written, by a create as by an update (contract §4.1). */
const WRITABLE: ReadonlySet<ModelChangeField> = new Set([
  'name',
  'description',
  'visibility',
  'overview',
  'hardware',
  'sourceUrl',
  'licenseUrl',
  'paperUrl',
  'categories',
]);

/** Writing to the marketplace, as the token's user and to that user's models only. */
export function createModelWriter(market: Market): ModelWriter {
  const convert = async (model: Received<WireModel>, call: CallOptions): Promise<ModelRecord> =>
    toModel({ provider: market.provider, accountId: await market.accountId(call) }, model);
  return {
    create: async (changes, call) => {
      if (changes.hardware === undefined) {
        throw new GatewayError(
          'INVALID_ARGUMENT',
          `Provider ${market.provider} needs the hardware that a new model runs on. Give its identifier in hardware.`,
          { provider: market.provider },
        );
      }
      return convert(await market.client.createModel(toWireChanges(changes), call), call);
    },
    updatable: WRITABLE,
    update: async (nativeId, changes, call) => {
      const key = parseModelKey(nativeId);
      const model = key === null ? null : await market.client.updateModel(key, toWireChanges(changes), call);
      return model === null ? null : convert(model, call);
    },
    remove: async (nativeId, call) => {
      const key = parseModelKey(nativeId);
      const found = key !== null && (await market.client.deleteModel(key, call));
      return found ? { outcome: 'REMOVED' } : null;
    },
  };
}
