import DataLoader from 'dataloader';
import { toRef, type Ref } from '../domain/ref.js';
import type { CheckpointList, Lookup, ProviderAdapter } from '../providers/provider.js';
import { loadByProvider, type Adapters, type Answers } from './by-key.js';

/** How many checkpoints are wanted; null: all of them. */
type Limit = number | null;

interface Want {
  readonly key: Ref;
  readonly limit: Limit;
}

/** Reads at least the newest `limit` checkpoints of each key; null answers for keys that do not exist. */
export type ReadCheckpointLists = (
  adapter: ProviderAdapter,
  nativeIds: readonly string[],
  limit: Limit,
) => Answers<CheckpointList>;

/** Loads the newest `limit` checkpoints of a key; null: all of them. */
export type LoadCheckpointList = (key: Ref, limit: Limit) => Promise<CheckpointList>;

const NONE: CheckpointList = { items: [], hasMore: false };

/**
 * Loads the newest checkpoints of models or of runs. Whoever wants fewer of the same key shares the longer list:
 * `latestCheckpoint` next to `checkpoints(first: 10)` costs nothing.
 */
export function createCheckpointLists(adapters: Adapters, read: ReadCheckpointLists): LoadCheckpointList {
  const loaded = new Map<string, { readonly limit: Limit; readonly list: Promise<CheckpointList> }>();
  const loader = new DataLoader<Want, CheckpointList>(
    async (wants) => {
      // A key is asked for again only when a longer list is wanted, so its last wish is its greatest.
      const limits = new Map(wants.map(({ key, limit }) => [toRef(key), limit]));
      const slots = await loadByProvider<Ref, CheckpointList>(
        wants.map(({ key }) => key),
        async (provider, keys) => {
          const adapter = adapters.get(provider);
          return readByLimit(
            keys,
            limits,
            async (ids, limit) => (adapter && (await read(adapter, ids, limit))) ?? ids.map(() => null),
          );
        },
      );
      return slots.map((slot) => slot ?? NONE);
    },
    { cache: false },
  );

  return async (key, limit) => {
    const ref = toRef(key);
    const known = loaded.get(ref);
    if (known !== undefined && covers(known.limit, limit)) return cut(await known.list, limit);
    const list = loader.load({ key, limit });
    loaded.set(ref, { limit, list });
    return cut(await list, limit);
  };
}

/** One call for each limit that is wanted, most often one. A key that is wanted twice is asked for once. */
async function readByLimit(
  keys: readonly Ref[],
  limits: ReadonlyMap<string, Limit>,
  read: (ids: readonly string[], limit: Limit) => Promise<readonly Lookup<CheckpointList>[]>,
): Promise<readonly Lookup<CheckpointList>[]> {
  const idsByLimit = new Map<Limit, Set<string>>();
  for (const key of keys) {
    const limit = limits.get(toRef(key)) ?? null;
    idsByLimit.set(limit, (idsByLimit.get(limit) ?? new Set()).add(key.nativeId));
  }
  const answers = new Map<string, Lookup<CheckpointList>>();
  await Promise.all(
    [...idsByLimit].map(async ([limit, wanted]) => {
      const ids = [...wanted];
      const lists = await read(ids, limit);
      for (const [index, id] of ids.entries()) answers.set(id, lists[index] ?? null);
    }),
  );
  return keys.map((key) => answers.get(key.nativeId) ?? null);
}

function covers(limit: Limit, wanted: Limit): boolean {
  return limit === null || (wanted !== null && limit >= wanted);
}

function cut(list: CheckpointList, limit: Limit): CheckpointList {
  if (limit === null || list.items.length <= limit) return list;
  return { items: list.items.slice(0, limit), hasMore: true };
}
