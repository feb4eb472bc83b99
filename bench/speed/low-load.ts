/** Section: what the gateway adds to the time of a provider when there is little to do. */
import { parseGlobalId } from '../../src/domain/global-id.js';
import { discover, warmUp, withServers, type Bench } from './compare.js';
import { measure, median } from './measure.js';
import { questionsAbout } from './queries.js';
import type { Findings } from './results.js';

const LATENCY_MS = 20;
const LOAD = { clients: 4, warmUpSeconds: 0.5 };
/** In which there are enough answers for a 99th percentile. */
const LEAST_SECONDS = 3;

interface Times {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Asks the provider itself and the servers for one model by id, in turn. */
export async function lowLoad(bench: Bench): Promise<Findings> {
  const { providers, surroundings, rounds } = bench;
  const found = new Map<string, Times[]>();
  await withServers(['gateway', 'yoga', 'bare'], { providers, cache: 'off' }, async (servers) => {
    const [gateway] = servers;
    if (gateway === undefined) return;
    const subjects = await discover(gateway, providers);
    const { one } = questionsAbout(subjects);
    const order = { latencyMs: LATENCY_MS, isVolatile: false };
    await warmUp(servers, one, { surroundings, order });
    const load = { ...LOAD, seconds: Math.max(LEAST_SECONDS, bench.load.seconds) };
    for (let round = 0; round < rounds; round += 1) {
      note(found, 'provider itself', await askProvider(bench, subjects.modelIds, load));
      for (const server of servers) {
        note(found, server.name, await measure(server, one, { load, surroundings, order }));
      }
    }
  });
  const medians = [...found].map(([name, times]) => [name, timesOf(times)] as const);
  const own = medians.find(([name]) => name === 'provider itself')?.[1];
  const added = (key: keyof Times, name = 'gateway'): number =>
    (medians.find(([each]) => each === name)?.[1][key] ?? Number.NaN) - (own?.[key] ?? Number.NaN);
  const what = (key: string): string => `Latency added to ${LATENCY_MS} ms at low load, ${key}`;
  return {
    tables: [
      {
        id: 'low-load',
        title: `One model by id, upstreams of ${LATENCY_MS} ms, ${LOAD.clients} clients, cache off`,
        columns: ['server', 'p50 ms', 'p99 ms', 'added p50 ms', 'added p99 ms'],
        rows: medians.map(([name, { p50Ms, p99Ms }]) => [
          name,
          p50Ms,
          p99Ms,
          added('p50Ms', name),
          added('p99Ms', name),
        ]),
      },
    ],
    reach: [
      { id: 'added-p50', what: what('p50'), measured: added('p50Ms'), bar: 1, sense: 'below', unit: 'ms' },
      { id: 'added-p99', what: what('p99'), measured: added('p99Ms'), bar: 5, sense: 'below', unit: 'ms' },
    ],
  };
}

function note(found: Map<string, Times[]>, name: string, times: Times): void {
  found.set(name, [...(found.get(name) ?? []), times]);
}

function timesOf(times: readonly Times[]): Times {
  return { p50Ms: median(times.map(({ p50Ms }) => p50Ms)), p99Ms: median(times.map(({ p99Ms }) => p99Ms)) };
}

/** The same load on a provider, without any server between. */
async function askProvider(
  { surroundings: { load, upstream }, providers }: Bench,
  modelIds: readonly string[],
  weight: { readonly clients: number; readonly warmUpSeconds: number; readonly seconds: number },
): Promise<Times> {
  const [registry] = providers;
  if (registry === undefined) throw new Error('There is no provider.');
  const ordered = upstream.hear('ordered');
  upstream.tell({ latencyMs: LATENCY_MS, isVolatile: false });
  await ordered;
  const paths = modelIds
    .map(parseGlobalId)
    .filter(({ provider }) => provider === registry.name)
    .map(({ nativeId }) => `${registry.path}/models/${nativeId}`);
  const [measured, rested] = [load.hear('measured'), load.hear('rested')];
  load.tell({ url: registry.origin, paths, headers: registry.headers, bodies: [], ...weight });
  await rested;
  return measured;
}
