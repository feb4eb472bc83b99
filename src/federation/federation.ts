import type { ProviderKind } from '../domain/common.js';
import type { ModelRecord } from '../domain/model.js';
import type { RunRecord } from '../domain/run.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { ProviderAdapter } from '../providers/provider.js';
import { answer } from './answer.js';
import { createCursorCodec } from './cursor.js';
import { fingerprint, selectModels, selectRuns } from './selection.js';
import { Snapshots } from './snapshot.js';
import type { FederatedLists, Federation } from './types.js';

type Adapters = ReadonlyMap<string, ProviderAdapter>;

export interface FederationSettings {
  /** How long an answer waits for a provider, in milliseconds. */
  readonly providerDeadlineMs: number;
  /** Most records that are read of one listing for one answer. */
  readonly maxDrain: number;
  /** How long the sorted copy of a listing that its provider cannot sort counts as fresh, in milliseconds. */
  readonly snapshotTtlMs: number;
}

export interface FederationOptions {
  /** By configured name, in the order in which `unavailable` names them. */
  readonly adapters: Adapters;
  readonly settings: FederationSettings;
  /** Signs cursors; the same on every replica. */
  readonly cursorKey: Buffer;
  /** Monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** A listing may take longer to read than one answer waits; the next answer then finds it read. */
const DEADLINES_PER_DRAIN = 4;

/** Makes the federation: the lists of all providers as one list each of models and of runs. */
export function createFederation(options: FederationOptions): Federation {
  const { settings, cursorKey, now = () => performance.now() } = options;
  const { providerDeadlineMs, maxDrain } = settings;
  const snapshotSettings = {
    maxDrain,
    ttlMs: settings.snapshotTtlMs,
    drainTimeoutMs: providerDeadlineMs * DEADLINES_PER_DRAIN,
    now,
  };
  const shared = { cursors: createCursorCodec(cursorKey), maxDrain, providerDeadlineMs };
  const models = { ...shared, snapshots: new Snapshots<ModelRecord>(snapshotSettings) };
  const runs = { ...shared, snapshots: new Snapshots<RunRecord>(snapshotSettings) };

  const within = (adapters: Adapters): FederatedLists => ({
    models: async (request, call) => {
      const { query } = request;
      const chosen = chooseAdapters(adapters, query.filter.providers, query.filter.kinds);
      const question = {
        request,
        selections: chosen.map((adapter) => selectModels(adapter, query)),
        direction: query.order.direction,
        fingerprint: fingerprint('models', query),
      };
      return answer(question, models, call);
    },

    runs: async (request, call) => {
      const { query } = request;
      const chosen = chooseAdapters(adapters, query.filter.providers, null);
      const question = {
        request,
        selections: chosen.flatMap((adapter) =>
          adapter.runs === undefined ? [] : [selectRuns(adapter, adapter.runs, query)],
        ),
        direction: query.order.direction,
        fingerprint: fingerprint('runs', query),
      };
      return answer(question, runs, call);
    },

    within,
  });

  return {
    ...within(options.adapters),
    invalidate: (provider) => {
      models.snapshots.invalidate(provider);
      runs.snapshots.invalidate(provider);
    },
  };
}

function chooseAdapters(
  adapters: Adapters,
  names: readonly string[] | null,
  kinds: readonly ProviderKind[] | null,
): readonly ProviderAdapter[] {
  const wanted = new Set(names ?? []);
  const unknown = [...wanted].filter((name) => !adapters.has(name));
  if (unknown.length > 0) {
    throw new GatewayError(
      'INVALID_ARGUMENT',
      `There is no provider named ${unknown.join(', ')}. Known providers: ${[...adapters.keys()].join(', ')}.`,
    );
  }
  return [...adapters.values()].filter(
    (adapter) =>
      (wanted.size === 0 || wanted.has(adapter.name)) &&
      (kinds === null || kinds.length === 0 || kinds.includes(adapter.kind)),
  );
}
