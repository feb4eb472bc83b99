import type { ModelRecord } from '../../domain/model.js';
import { isGatewayError } from '../../errors/gateway-error.js';
import { convertOnce } from '../convert-once.js';
import type { CallOptions, Listing, Lookup, ModelReader } from '../provider.js';
import type { PiecesClient } from './client.js';
import { canMatch, toModelRecord } from './convert.js';
import type { ModelEntry } from './wire.js';

/** Up to this many models are read one by one; for more, the one list of all models is cheaper. */
const MAX_SINGLE_READS = 3;
/** The list has no pages, so the asked size means nothing; this only bounds what may be asked. */
const MAX_PAGE_SIZE = 10_000;

/** Reads models. The runtime has neither filters, order nor pages: its one listing holds everything at once. */
export function createModelReader(client: PiecesClient): ModelReader {
  const { provider } = client;
  const convert = convertOnce((entry: ModelEntry) => toModelRecord(provider, entry));
  const convertAll = convertOnce((entries: readonly ModelEntry[]) => entries.map(convert));
  const everything: Listing<ModelRecord> = {
    key: 'models',
    ordered: false,
    pageSize: { min: 1, max: MAX_PAGE_SIZE },
    page: async (_request, call) => {
      const { entries, rejected } = await client.readModels(call);
      const items = convertAll(entries);
      return { items, next: null, total: items.length, rejected };
    },
  };

  async function readOne(id: string, call: CallOptions): Promise<Lookup<ModelRecord>> {
    try {
      const entry = await client.readModel(id, call);
      return entry && convert(entry);
    } catch (error) {
      if (isGatewayError(error)) return error;
      throw error;
    }
  }

  async function readFromList(
    ids: readonly string[],
    call: CallOptions,
  ): Promise<readonly Lookup<ModelRecord>[]> {
    const { entries, rejected } = await client.readModels(call);
    const byId = new Map(entries.map((entry) => [entry.model.id, entry]));
    return Promise.all(
      ids.map(async (id) => {
        const entry = byId.get(id);
        if (entry !== undefined) return convert(entry);
        // It may be among those that could not be read, and then it is a failure and not absent.
        return rejected === 0 ? null : readOne(id, call);
      }),
    );
  }

  return {
    nativeSearch: false,
    listings: ({ filter }) => (canMatch(filter) ? [everything] : []),
    getMany: (ids, call) =>
      ids.length > MAX_SINGLE_READS
        ? readFromList(ids, call)
        : Promise.all(ids.map((id) => readOne(id, call))),
  };
}
