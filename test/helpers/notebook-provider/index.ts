import * as z from 'zod';
import { Secret } from '../../../src/config/secret.js';
import { lookUpEach } from '../../../src/providers/look-up-each.js';
import type { Listing, ProviderAdapter, ProviderType } from '../../../src/providers/provider.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import { getNotebook, listNotebooks, type Api } from './client.js';
import { toModel } from './convert.js';
import { classify } from './errors.js';

const CONCURRENT_LOOKUPS = 4;

const settings = z.strictObject({ baseUrl: z.url(), token: z.instanceof(Secret) });

/**
 * A fifth type of provider, written by src/providers/README.md alone: models in a notebook service that can be listed
 * and opened, and nothing else.
 */
export const notebook: ProviderType<z.infer<typeof settings>> = {
  type: 'notebook',
  kind: 'REGISTRY',
  settings,
  credential: 'token',
  create: ({ name, settings: { baseUrl, token }, http }): ProviderAdapter => {
    const api: Api = {
      provider: name,
      http: http.createClient({
        provider: name,
        baseUrl,
        credentials: { authorization: token.withPrefix('Bearer ') },
        forward: (own) => ({ authorization: own.withPrefix('Bearer ') }),
        classify: (answer) => classify(name, answer),
      }),
    };
    return {
      name,
      type: 'notebook',
      kind: 'REGISTRY',
      models: {
        nativeSearch: false,
        listings: ({ order }) => [
          allNotebooks(api, order.field === 'CREATED_AT' && order.direction === 'DESC'),
        ],
        getMany: (nativeIds, call) =>
          lookUpEach(nativeIds, CONCURRENT_LOOKUPS, call, async (nativeId) => {
            const found = await getNotebook(api, nativeId, call);
            return found && toModel(name, found);
          }),
      },
      probe: async (call) => {
        await listNotebooks(api, { offset: 0, limit: 1 }, call);
        return { version: null };
      },
      close: () => api.http.close(),
    };
  },
};

function allNotebooks(api: Api, ordered: boolean): Listing<ModelRecord> {
  return {
    key: 'all',
    ordered,
    pageSize: { min: 1, max: 10 },
    page: async ({ after, limit }, call) => {
      const offset = Number(after ?? 0);
      const { items, total, rejected } = await listNotebooks(api, { offset, limit }, call);
      const end = offset + items.length + rejected;
      return {
        items: items.map((item) => toModel(api.provider, item)),
        next: end < total ? String(end) : null,
        total,
        rejected,
      };
    },
  };
}
