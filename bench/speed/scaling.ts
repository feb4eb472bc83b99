/** Section: how costs grow with providers and models. Each size has upstreams of its own. */
import { compare, of, withServers, type Bench } from './compare.js';
import type { Measured } from './measure.js';
import type { FromUpstream, UpstreamSetup } from './messages.js';
import { end, startModule } from './processes.js';
import { questionsAbout } from './queries.js';
import type { Findings } from './results.js';
import type { CacheMode } from './servers.js';

const PROVIDERS = [1, 2, 4, 8] as const;
const SIZES = [100, 1_000, 10_000] as const;

/** The federated page over more and more providers, then over larger and larger ones. */
export async function scaling(bench: Bench): Promise<Findings> {
  const byProviders: (readonly [count: number, measured: Measured])[] = [];
  await withUpstream({ sandboxes: 4, size: 100 }, bench, async (wide) => {
    for (const count of PROVIDERS) {
      const chosen = { ...wide, providers: runStoresFirst(wide).slice(0, count) };
      byProviders.push([count, await measurePage(chosen, 'off')]);
    }
  });
  const bySize: (readonly [size: number, mode: CacheMode, measured: Measured])[] = [];
  for (const size of SIZES) {
    await withUpstream({ sandboxes: 2, size }, bench, async (large) => {
      for (const mode of ['off', 'on'] as const) bySize.push([size, mode, await measurePage(large, mode)]);
    });
  }
  const cells = ({ answersPerSecond, p50Ms, cpuUs, calls, rssMb }: Measured): readonly number[] => [
    answersPerSecond,
    p50Ms,
    cpuUs,
    calls,
    rssMb,
  ];
  const columns = ['answers/s', 'p50 ms', 'CPU us', 'calls', 'RSS MB'];
  return {
    tables: [
      {
        id: 'scale-providers',
        title: 'Federated page of 100, by number of providers (100 models each), cache off',
        columns: ['providers', ...columns],
        rows: byProviders.map(([count, measured]) => [count, ...cells(measured)]),
      },
      {
        id: 'scale-models',
        title: 'Federated page of 100, by models of each of four providers',
        columns: ['models', 'cache', ...columns],
        rows: bySize.map(([size, mode, measured]) => [size, mode, ...cells(measured)]),
      },
    ],
    reach: [],
  };
}

/** Those that sort by themselves before those that do not, so that each step adds the same. */
function runStoresFirst({ providers }: Bench): Bench['providers'] {
  return providers.toSorted((one, other) => one.type.localeCompare(other.type));
}

async function withUpstream(
  setup: UpstreamSetup,
  bench: Bench,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const upstream = startModule<FromUpstream>('upstream.ts', setup);
  try {
    const { providers } = await upstream.hear('listening');
    await work({ ...bench, providers, surroundings: { ...bench.surroundings, upstream } });
  } finally {
    await end(upstream.child);
  }
}

async function measurePage(bench: Bench, cache: CacheMode): Promise<Measured> {
  const { providers } = bench;
  const { page } = questionsAbout({ modelIds: [], trainedIds: [], runStore: '' });
  return withServers(['gateway'], { providers, cache }, async (servers) =>
    of(await compare(servers, page, bench), 'gateway'),
  );
}
