import { isDeepStrictEqual } from 'node:util';
import type { ModelRecord } from '../domain/model.js';
import type { Ref } from '../domain/ref.js';
import { TERMINAL_RUN_STATUSES, type RunRecord } from '../domain/run.js';
import { isGatewayError, withProvider } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import type { CallOptions, Lookup, ProviderAdapter } from '../providers/provider.js';
import { createWatcher, type Watcher } from './shared-poller.js';

/** How often a model is read whose provider sets no pace of its own, in milliseconds. */
const MODEL_INTERVAL_MS = 15_000;

type Adapters = ReadonlyMap<string, ProviderAdapter>;

/** Watches training runs, at the pace that each provider's budget allows, until they have ended. */
export function createRunWatcher(adapters: Adapters, log: Logger): Watcher<RunRecord> {
  return createWatcher({
    read: (key, call) => readOne(key, adapters.get(key.provider)?.runs, { ...call, log }),
    intervalMs: ({ provider }) => adapters.get(provider)?.runs?.pollIntervalMs ?? MODEL_INTERVAL_MS,
    isFinal: ({ status }) => TERMINAL_RUN_STATUSES.has(status),
    changed: differs,
  });
}

/** Watches models until they are gone. */
export function createModelWatcher(adapters: Adapters, log: Logger): Watcher<ModelRecord> {
  return createWatcher({
    read: (key, call) => readOne(key, adapters.get(key.provider)?.models, { ...call, log }),
    intervalMs: ({ provider }) => adapters.get(provider)?.runtime?.pollIntervalMs ?? MODEL_INTERVAL_MS,
    isFinal: () => false,
    changed: differs,
  });
}

interface Reader<T> {
  getMany(nativeIds: readonly string[], call: CallOptions): Promise<readonly Lookup<T>[]>;
}

async function readOne<T>(key: Ref, reader: Reader<T> | undefined, call: CallOptions): Promise<T | null> {
  const [found = null] = (await reader?.getMany([key.nativeId], call)) ?? [];
  if (isGatewayError(found)) throw withProvider(found, key.provider);
  return found;
}

/** Providers put wording that depends on the hour into what becomes `raw`; a change there alone is none. */
function differs<T extends { readonly raw: unknown }>(before: T, after: T): boolean {
  return !isDeepStrictEqual({ ...before, raw: null }, { ...after, raw: null });
}
