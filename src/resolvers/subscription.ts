import { parseGlobalIdOf } from '../domain/global-id.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { SubscriptionResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { filterIterator } from '../async/filter-iterator.js';
import { matchesDownloadFilter } from './download.js';
import { keyFromId, requireFound } from './lookup.js';

/** The event itself, with loaders of its own: those of an earlier event would answer with what was true then. */
function fresh<T>(event: T, _args: unknown, context: GatewayContext): T {
  context.loaders = context.services.createLoaders(context.call);
  return event;
}

export const subscriptionResolvers: SubscriptionResolvers = {
  downloadProgress: {
    subscribe: (_root, { id }, context) => {
      const events = context.services.downloads.watch(parseGlobalIdOf('Download', id).nativeId);
      if (events !== null) return events;
      throw new GatewayError('NOT_FOUND', 'There is no download of this id.');
    },
    resolve: fresh,
  },
  downloadsChanged: {
    subscribe: (_root, { filter }, context) =>
      filterIterator(context.services.downloads.watchAll(), (download) =>
        matchesDownloadFilter(download, filter),
      ),
    resolve: fresh,
  },
  runChanged: {
    subscribe: async (_root, { id }, context) => {
      const key = keyFromId('Run', id, context);
      requireFound(await context.loaders.run(key), 'Run', key);
      return context.services.runWatcher.watch(key);
    },
    resolve: fresh,
  },
  modelChanged: {
    subscribe: async (_root, { id }, context) => {
      const key = keyFromId('Model', id, context);
      requireFound(await context.loaders.model(key), 'Model', key);
      return context.services.modelWatcher.watch(key);
    },
    resolve: fresh,
  },
};
