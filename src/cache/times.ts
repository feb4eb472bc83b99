import type { CacheTimes } from './types.js';

/** The times as the configuration file has them. */
type ConfiguredTimes = Readonly<
  Record<
    | 'listTtlMs'
    | 'listStaleMs'
    | 'itemTtlMs'
    | 'itemStaleMs'
    | 'stateTtlMs'
    | 'stateStaleMs'
    | 'missingTtlMs',
    number
  >
>;

type OwnTimes = { readonly [Key in keyof ConfiguredTimes]?: number | undefined };

interface CacheConfiguration {
  readonly cache: ConfiguredTimes;
  readonly providers: readonly {
    readonly name: string;
    readonly policy?: { readonly cache?: OwnTimes | undefined };
  }[];
}

/** The lifetimes at each provider: its own where it has some, else those of all. */
export function cacheTimes({ cache, providers }: CacheConfiguration): (provider: string) => CacheTimes {
  return (provider) => {
    const own = providers.find(({ name }) => name === provider)?.policy?.cache ?? {};
    const of = (key: keyof ConfiguredTimes): number => own[key] ?? cache[key];
    return {
      list: { ttlMs: of('listTtlMs'), staleMs: of('listStaleMs') },
      item: { ttlMs: of('itemTtlMs'), staleMs: of('itemStaleMs') },
      state: { ttlMs: of('stateTtlMs'), staleMs: of('stateStaleMs') },
      missingTtlMs: of('missingTtlMs'),
    };
  };
}
