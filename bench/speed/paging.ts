/** Section: what a page costs far behind the first one. */
import { compare, withServers, withUpstream, type Bench } from './compare.js';
import { askOnce, type Measured } from './measure.js';
import { pageBehind } from './queries.js';
import type { Findings } from './results.js';
import type { CacheMode, MeasuredServer } from './servers.js';

const FAR_PAGE = 100;
/** Enough models for so many pages. */
const UPSTREAMS = { sandboxes: 2, size: 1_000 };

/** Compares the first page with the hundredth, of 25 models each. */
export async function paging(bench: Bench): Promise<Findings> {
  return withUpstream(UPSTREAMS, bench, comparePages);
}

async function comparePages(bench: Bench): Promise<Findings> {
  const rows: (readonly [mode: string, page: number, measured: Measured])[] = [];
  for (const cache of ['off', 'on'] as const) {
    const mode = cache === 'off' ? 'cache off' : 'cache warm';
    for (const [page, measured] of await measurePages(bench, cache)) rows.push([mode, page, measured]);
  }
  const ratio = (mode: string): number => {
    const [first, far] = rows.filter(([each]) => each === mode).map(([, , { cpuUs }]) => cpuUs);
    return (far ?? Number.NaN) / (first ?? Number.NaN);
  };
  return {
    tables: [
      {
        id: 'paging',
        title: 'Pages of 25 models of the federated list',
        columns: ['cache', 'page', 'answers/s', 'p50 ms', 'CPU us', 'calls'],
        rows: rows.map(([mode, page, { answersPerSecond, p50Ms, cpuUs, calls }]) => [
          mode,
          page,
          answersPerSecond,
          p50Ms,
          cpuUs,
          calls,
        ]),
      },
    ],
    reach: ['cache off', 'cache warm'].map((mode) => ({
      id: `paging-${mode}`,
      what: `CPU, page ${FAR_PAGE} / page 1, ${mode}`,
      measured: ratio(mode),
      bar: 1.3,
      sense: 'at most',
      unit: '',
    })),
  };
}

async function measurePages(
  bench: Bench,
  cache: CacheMode,
): Promise<readonly (readonly [page: number, measured: Measured])[]> {
  const { providers, nodeOptions } = bench;
  return withServers(['gateway'], { providers, cache, nodeOptions }, async (servers) => {
    const [gateway] = servers;
    if (gateway === undefined) return [];
    const cursor = await walkTo(FAR_PAGE, gateway);
    const measured: (readonly [number, Measured])[] = [];
    for (const [page, after] of [
      [1, null],
      [FAR_PAGE, cursor],
    ] as const) {
      const [row] = await compare([gateway], pageBehind(after), bench);
      if (row !== undefined) measured.push([page, row[1]]);
    }
    return measured;
  });
}

/** The cursor behind which the page of this number begins. */
async function walkTo(page: number, { url }: MeasuredServer): Promise<string> {
  let after: string | null = null;
  for (let number = 1; number < page; number += 1) {
    const { data } = await askOnce(url, pageBehind(after).bodies[0] ?? '');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
    after = (data as { models: { pageInfo: { endCursor: string | null } } }).models.pageInfo.endCursor;
    if (after === null) throw new Error(`There is no page ${number}.`);
  }
  return after ?? '';
}
