import DataLoader from 'dataloader';
import { toRef, type Ref } from '../domain/ref.js';
import { GatewayError, isGatewayError, withProvider } from '../errors/gateway-error.js';
import type { Lookup, ProviderAdapter } from '../providers/provider.js';

export type Adapters = ReadonlyMap<string, ProviderAdapter>;

/** The answers of one provider; undefined where it has no such things. */
export type Answers<T> = Promise<readonly Lookup<T>[]> | undefined;

/** A key's answer as DataLoader wants it: an Error in a slot rejects that key only. */
export type Slot<T> = T | null | Error;

/**
 * Loads keys of several providers, all providers at the same time, and puts the answers back in the order of the
 * keys. A provider whose call fails fails its own keys only. Errors carry the provider's name.
 *
 * @param load Gives as many answers as it gets keys, in their order.
 */
export async function loadByProvider<Key extends { readonly provider: string }, T>(
  keys: readonly Key[],
  load: (provider: string, keys: readonly Key[]) => Promise<readonly Lookup<T>[]>,
): Promise<Slot<T>[]> {
  const slots: Slot<T>[] = Array.from(keys, () => null);
  await Promise.all(
    [...indexesByProvider(keys)].map(async ([provider, indexes]) => {
      const wanted = indexes.flatMap((index) => keys[index] ?? []);
      const answers = await answersOf(provider, wanted, load);
      for (const [position, index] of indexes.entries()) slots[index] = answers[position] ?? null;
    }),
  );
  return slots;
}

/** Loads things by their refs. */
export type IdLoader<T> = DataLoader<Ref, T | null, string>;

/** A loader of things by their refs. Null: there is none, or the provider is not configured or has none of them. */
export function createIdLoader<T>(
  adapters: Adapters,
  read: (adapter: ProviderAdapter, nativeIds: readonly string[]) => Answers<T>,
): IdLoader<T> {
  return new DataLoader(
    (keys) =>
      loadByProvider<Ref, T>(keys, async (provider, wanted) => {
        const adapter = adapters.get(provider);
        const ids = wanted.map(({ nativeId }) => nativeId);
        return (adapter && (await read(adapter, ids))) ?? ids.map(() => null);
      }),
    { cacheKeyFn: toRef },
  );
}

/** A loader of records that may lack fields: gives them complete, or as they are where nothing more is to be had. */
export function createDetailsLoader<T extends Ref & { readonly deferred: readonly string[] }>(
  adapters: Adapters,
  fill: (adapter: ProviderAdapter, records: readonly T[]) => Answers<T>,
): (record: T) => Promise<T> {
  const loader = new DataLoader<T, T, string>(
    async (records) => {
      const slots = await loadByProvider<T, T>(records, async (provider, wanted) => {
        const adapter = adapters.get(provider);
        return (adapter && (await fill(adapter, wanted))) ?? wanted;
      });
      return records.map((record, index) => slots[index] ?? record);
    },
    { cacheKeyFn: toRef },
  );
  return async (record) => (record.deferred.length === 0 ? record : loader.load(record));
}

async function answersOf<Key, T>(
  provider: string,
  keys: readonly Key[],
  load: (provider: string, keys: readonly Key[]) => Promise<readonly Lookup<T>[]>,
): Promise<readonly Slot<T>[]> {
  try {
    const answers = await load(provider, keys);
    if (answers.length !== keys.length) throw new Error('An adapter gave fewer or more answers than keys.');
    return answers.map((answer) => (isGatewayError(answer) ? withProvider(answer, provider) : answer));
  } catch (error) {
    const failure = named(error, provider);
    return keys.map(() => failure);
  }
}

function named(error: unknown, provider: string): Error {
  if (isGatewayError(error)) return withProvider(error, provider);
  return new GatewayError('INTERNAL', `The gateway failed while it asked ${provider}.`, {
    provider,
    cause: error,
  });
}

function indexesByProvider(keys: readonly { readonly provider: string }[]): ReadonlyMap<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { provider }] of keys.entries()) {
    const group = groups.get(provider);
    if (group === undefined) groups.set(provider, [index]);
    else group.push(index);
  }
  return groups;
}
