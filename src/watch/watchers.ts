import { isDeepStrictEqual } from 'node:util';
import type { ModelRecord } from '../domain/model.js';
import type { Ref } from '../domain/ref.js';
import { TERMINAL_RUN_STATUSES, type RunRecord } from '../domain/run.js';
import { isGatewayError, withProvider } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import type { CallOptions, Lookup, ProviderAdapter } from '../providers/provider.js';
import { createWatcher, type News, type SharedWatching, type Watcher } from './shared-poller.js';
import type { Turns } from './turns.js';

/** How often a model is read whose provider sets no pace of its own, in milliseconds. */
const MODEL_INTERVAL_MS = 15_000;

type Adapters = ReadonlyMap<string, ProviderAdapter>;

/** What watchers are made from. */
export interface WatcherDependencies {
  readonly adapters: Adapters;
  /**
   * Called before watchers are told, with the native ids of the provider that the news is about: whatever is known of
   * these things from before is old.
   */
  readonly onNews: (provider: string, nativeIds: readonly string[], news: News) => void;
  /** Null: no other replica watches. */
  readonly turns: Turns | null;
  readonly log: Logger;
}

/** Watches training runs, at the pace that each provider's budget allows, until they have ended. */
export function createRunWatcher({ adapters, onNews, turns, log }: WatcherDependencies): Watcher<RunRecord> {
  return createWatcher({
    read: (key, call) => readOne(key, adapters.get(key.provider)?.runs, { ...call, log }),
    onNews: ({ provider, nativeId }, run, news) =>
      onNews(provider, run?.modelId ? [nativeId, run.modelId] : [nativeId], news),
    intervalMs: ({ provider }) => adapters.get(provider)?.runs?.pollIntervalMs ?? MODEL_INTERVAL_MS,
    isFinal: ({ status }) => TERMINAL_RUN_STATUSES.has(status),
    changed: differs,
    ...together<RunRecord>(turns, 'run', ['status', 'metrics']),
  });
}

/** Watches models until they are gone. */
export function createModelWatcher({
  adapters,
  onNews,
  turns,
  log,
}: WatcherDependencies): Watcher<ModelRecord> {
  return createWatcher({
    read: (key, call) => readOne(key, adapters.get(key.provider)?.models, { ...call, log }),
    onNews: ({ provider, nativeId }, _model, news) => onNews(provider, [nativeId], news),
    intervalMs: ({ provider }) => adapters.get(provider)?.runtime?.pollIntervalMs ?? MODEL_INTERVAL_MS,
    isFinal: () => false,
    changed: differs,
    ...together<ModelRecord>(turns, 'model', ['name', 'status']),
  });
}

/**
 * Watching with the other replicas. They may run another version of the gateway for a while; what lacks these members is
 * none of ours.
 */
function together<T extends object>(
  turns: Turns | null,
  kind: string,
  members: readonly (keyof T & string)[],
): { readonly shared?: SharedWatching<T> } {
  if (turns === null) return {};
  const recognises = (value: unknown): value is T =>
    typeof value === 'object' && value !== null && members.every((member) => member in value);
  return { shared: { turns, kind, recognises } };
}

interface Reader<T> {
  getMany(nativeIds: readonly string[], call: CallOptions): Promise<readonly Lookup<T>[]>;
}

/** Watchers are those who notice changes: what was kept is no answer to them, and what they read replaces it. */
async function readOne<T>(key: Ref, reader: Reader<T> | undefined, call: CallOptions): Promise<T | null> {
  const [found = null] = (await reader?.getMany([key.nativeId], { ...call, freshness: 'renew' })) ?? [];
  if (isGatewayError(found)) throw withProvider(found, key.provider);
  return found;
}

/** Providers put wording that depends on the hour into what becomes `raw`; a change there alone is none. */
function differs<T extends { readonly raw: unknown }>(before: T, after: T): boolean {
  return !isDeepStrictEqual({ ...before, raw: null }, { ...after, raw: null });
}
