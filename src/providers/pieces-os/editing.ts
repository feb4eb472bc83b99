import type { JsonObject } from '../../domain/common.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { ModelChanges, ModelWriter } from '../provider.js';
import type { PiecesClient } from './client.js';
import { hasDroppableFiles, toModelRecord } from './convert.js';

/**
 * Changes and deletions. The runtime lets its user change only custom models. Creating one is left out: a new record
 * needs a version, a time, a type and a usage, which no request for a model carries.
 */
export function createEditing(client: PiecesClient): ModelWriter {
  const { provider } = client;
  return {
    updatable: new Set(['name', 'description']),
    update: async (id, changes, call) => {
      const entry = await client.readModel(id, call);
      if (entry === null) return null;
      if (entry.model.custom !== true) {
        throw new GatewayError(
          'UNSUPPORTED',
          'Pieces OS lets only custom models be changed, and this one came with it.',
          { provider },
        );
      }
      const updated = await client.updateModel(id, withChanges(entry.raw, changes), call);
      return updated && toModelRecord(provider, updated);
    },
    remove: async (id, call) => {
      const entry = await client.readModel(id, call);
      if (entry === null) return null;
      if (entry.model.custom === true) {
        return (await client.deleteModel(id, call)) ? { outcome: 'REMOVED' } : null;
      }
      if (hasDroppableFiles(entry.model)) {
        return (await client.deleteCache(id, call)) ? { outcome: 'CACHE_DROPPED' } : null;
      }
      throw new GatewayError(
        'UNSUPPORTED',
        'Pieces OS deletes only custom models and the files of downloaded language models; this is neither.',
        { provider },
      );
    },
  };
}

/** The whole record again: the runtime replaces it, so what is not sent would be lost. */
function withChanges(raw: JsonObject, { name, description }: ModelChanges): JsonObject {
  return {
    ...raw,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
  };
}
