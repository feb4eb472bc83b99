/** Section: how costs grow with providers, rows and models. */
import { compare, of, withServers, withUpstream, type Bench } from './compare.js';
import type { Measured } from './measure.js';
import { firstModels } from './queries.js';
import type { Findings, Reach, Table } from './results.js';

const PROVIDERS = [1, 2, 4, 8] as const;
const ROWS = [25, 50, 100] as const;
const SIZES = [100, 1_000, 10_000] as const;
const MOST_ROWS = 100;

/** The circumstances of a place on a scale. */
const KINDS = {
  off: { title: 'cache off', cache: 'off', isVolatile: false },
  volatile: { title: 'cache off, changing bytes', cache: 'off', isVolatile: true },
  warm: { title: 'cache warm', cache: 'on', isVolatile: false },
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

interface Place {
  readonly kind: Kind;
  /** Providers, rows or models. */
  readonly count: number;
  readonly measured: Measured;
}

/** The federated page over more and more providers, of more and more rows, and over larger and larger providers. */
export async function scaling(bench: Bench): Promise<Findings> {
  const byProviders: Place[] = [];
  const byRows: Place[] = [];
  const bySize: Place[] = [];
  await withUpstream({ sandboxes: 4, size: 100 }, bench, async (wide) => {
    for (const kind of [KINDS.off, KINDS.volatile]) {
      for (const count of PROVIDERS) {
        const narrow = { ...wide, providers: runStoresFirst(wide).slice(0, count) };
        byProviders.push({ kind, count, measured: await measurePage(narrow, kind, MOST_ROWS) });
      }
    }
  });
  for (const kind of [KINDS.off, KINDS.volatile]) {
    for (const count of ROWS) byRows.push({ kind, count, measured: await measurePage(bench, kind, count) });
  }
  for (const count of SIZES) {
    await withUpstream({ sandboxes: 2, size: count }, bench, async (large) => {
      for (const kind of [KINDS.off, KINDS.warm]) {
        bySize.push({ kind, count, measured: await measurePage(large, kind, MOST_ROWS) });
      }
    });
  }
  return {
    tables: [
      tableOf('providers', `Federated page of ${MOST_ROWS}, by providers of 100 models each`, byProviders),
      tableOf('rows', 'Federated page, by its rows, four providers of 100 models each', byRows),
      tableOf('models', `Federated page of ${MOST_ROWS}, by models of each of four providers`, bySize),
    ],
    reach: [...growthOf('providers', byProviders), ...growthOf('rows', byRows)],
  };
}

/** Those that sort by themselves before those that do not, so that each step adds the same. */
function runStoresFirst({ providers }: Bench): Bench['providers'] {
  return providers.toSorted((one, other) => one.type.localeCompare(other.type));
}

async function measurePage(bench: Bench, kind: Kind, rows: number): Promise<Measured> {
  const { providers } = bench;
  const order = { latencyMs: 0, isVolatile: kind.isVolatile };
  return withServers(['gateway'], { providers, cache: kind.cache }, async (servers) =>
    of(await compare(servers, firstModels(rows), bench, order), 'gateway'),
  );
}

function tableOf(what: string, title: string, places: readonly Place[]): Table {
  return {
    id: `scale-${what}`,
    title,
    columns: ['circumstances', what, 'answers/s', 'p50 ms', 'CPU us', 'calls', 'RSS MB'],
    rows: places.map(({ kind, count, measured }) => {
      const { answersPerSecond, p50Ms, cpuUs, calls, rssMb } = measured;
      return [kind.title, count, answersPerSecond, p50Ms, cpuUs, calls, rssMb];
    }),
  };
}

/** Costs may grow as much as what is asked for does. */
function growthOf(what: string, places: readonly Place[]): readonly Reach[] {
  return [KINDS.off, KINDS.volatile].map((kind) => {
    const [least, most] = [
      places.find((place) => place.kind === kind),
      places.findLast((place) => place.kind === kind),
    ];
    const [few, many] = [least?.count ?? Number.NaN, most?.count ?? Number.NaN];
    return {
      id: `scale-${what}-${kind.title}`,
      what: `CPU, ${kind.title}, page over ${many} / ${few} ${what}`,
      measured: (most?.measured.cpuUs ?? Number.NaN) / (least?.measured.cpuUs ?? Number.NaN),
      bar: many / few,
      sense: 'at most',
      unit: '',
    };
  });
}
