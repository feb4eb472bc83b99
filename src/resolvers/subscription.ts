import { TERMINAL_DOWNLOAD_STATES, type DownloadRecord } from '../domain/download.js';
import { parseGlobalIdOf } from '../domain/global-id.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { SubscriptionResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import type { EventNote } from '../graphql/fan-out/shared-event.js';
import { requireAdapter } from '../providers/require-adapter.js';
import { filterIterator } from '../async/filter-iterator.js';
import { matchesDownloadFilter } from './download.js';
import { adapterOf, keyFromIdOrRef, requireFound } from './lookup.js';

/** What is told of an event whose thing may change at any time and is the only one of its subscription. */
const ALWAYS_AT_ONCE: EventNote = { key: '', phase: null, isFinal: false };

/**
 * Resolves to the event itself, with loaders of its own: those of an earlier event would answer with what was true then;
 * and with a budget of its own.
 * Those who share the results are told what the event is about.
 */
function fresh<T>(noteOf: (event: T) => EventNote) {
  return (event: T, _args: unknown, context: GatewayContext): T => {
    context.call.budget?.renew();
    context.loaders = context.services.createLoaders(context.call);
    context.eventNotes?.about(noteOf(event));
    return event;
  };
}

/** Numbers of a download may be held back; what comes with a new phase may not. */
function phaseOf({ state, progress }: DownloadRecord): string {
  return `${state} ${progress.epoch} ${progress.stalled}`;
}

export const subscriptionResolvers: SubscriptionResolvers = {
  downloadProgress: {
    subscribe: (_root, { id }, context) => {
      const events = context.services.downloads.watch(parseGlobalIdOf('Download', id).nativeId);
      if (events !== null) return events;
      throw new GatewayError('NOT_FOUND', 'There is no download of this id.');
    },
    resolve: fresh<DownloadRecord>((download) => ({ key: '', phase: phaseOf(download), isFinal: false })),
  },
  downloadsChanged: {
    subscribe: (_root, { filter }, context) =>
      filterIterator(context.services.downloads.watchAll(), (download) => {
        if (matchesDownloadFilter(download, filter)) return true;
        context.eventNotes?.forget(download.id);
        return false;
      }),
    resolve: fresh<DownloadRecord>((download) => ({
      key: download.id,
      phase: phaseOf(download),
      isFinal: TERMINAL_DOWNLOAD_STATES.has(download.state),
    })),
  },
  runChanged: {
    subscribe: async (_root, { id }, context) => {
      const key = keyFromIdOrRef('Run', id, context);
      requireFound(await context.loaders.run(key), 'Run', key);
      return context.services.runWatcher.watch(key, context.call.credentials);
    },
    resolve: fresh<RunRecord>(() => ALWAYS_AT_ONCE),
  },
  modelChanged: {
    subscribe: async (_root, { id }, context) => {
      const key = keyFromIdOrRef('Model', id, context);
      requireFound(await context.loaders.model(key), 'Model', key);
      return context.services.modelWatcher.watch(key, context.call.credentials);
    },
    resolve: fresh<ModelRecord>(() => ALWAYS_AT_ONCE),
  },
  providerHealthChanged: {
    subscribe: (_root, { name }, context) => {
      const { adapters, health } = context.services;
      if (typeof name === 'string') requireAdapter(adapters, name);
      return health.watch(typeof name === 'string' ? [name] : [...adapters.keys()]);
    },
    resolve: (provider: string, _args: unknown, context: GatewayContext) => {
      context.eventNotes?.about({ key: provider, phase: null, isFinal: false });
      return adapterOf(provider, context);
    },
  },
};
