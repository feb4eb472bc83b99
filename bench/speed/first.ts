/** Section: what the first answer to each question costs, in a process that has answered nothing and kept nothing. */
import { discover, withServers, type Bench } from './compare.js';
import { askOnce, median, orderUpstream } from './measure.js';
import { questionsAbout, TITLES } from './queries.js';
import type { Findings } from './results.js';
import { startServer, type ServerName } from './servers.js';

const SERVERS: readonly ServerName[] = ['gateway', 'yoga', 'mercurius', 'bare'];
const QUESTIONS = ['one', 'page', 'runs', 'twice', 'search'] as const;
const ORDER = { latencyMs: 0, isVolatile: false };

interface First {
  readonly ms: number;
  readonly cpuMs: number;
  readonly calls: number;
}

/** Starts each server for each question as often as there are rounds, in turn; the gateway has its cache. */
export async function first(bench: Bench): Promise<Findings> {
  const { providers, rounds } = bench;
  const questions = await withServers(['gateway'], { providers, cache: 'off' }, async ([gateway]) => {
    if (gateway === undefined) throw new Error('The gateway did not start.');
    return questionsAbout(await discover(gateway, providers));
  });
  const rows: (string | number)[][] = [];
  for (const name of QUESTIONS) {
    const body = questions[name].bodies[0] ?? '';
    const found = new Map<ServerName, First[]>(SERVERS.map((server) => [server, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const server of round % 2 === 0 ? SERVERS : SERVERS.toReversed()) {
        found.get(server)?.push(await askFirst(server, bench, body));
      }
    }
    const medianOf = (server: ServerName, key: keyof First): number =>
      median((found.get(server) ?? []).map((each) => each[key]));
    for (const server of SERVERS) {
      const of = (key: keyof First): number => medianOf(server, key);
      const [ms, cpuMs] = [of('ms'), of('cpuMs')];
      const ratios = [ms / medianOf('yoga', 'ms'), cpuMs / medianOf('yoga', 'cpuMs')] as const;
      rows.push([TITLES[name], server, ms, ratios[0], cpuMs, ratios[1], of('calls')]);
    }
  }
  const columns = ['question', 'server', 'ms', '/ yoga', 'CPU ms', '/ yoga', 'calls'];
  return {
    tables: [{ id: 'first', title: 'The first answer of a process, cache cold', columns, rows }],
    reach: [],
  };
}

async function askFirst(name: ServerName, { providers, surroundings }: Bench, body: string): Promise<First> {
  const server = await startServer(name, { providers, cache: 'on' });
  try {
    await orderUpstream(surroundings, ORDER);
    server.begin();
    const beganMs = performance.now();
    await askOnce(server.url, body);
    const ms = performance.now() - beganMs;
    const { cpuUs } = await server.used();
    const { calls } = await orderUpstream(surroundings, ORDER);
    return { ms, cpuMs: cpuUs / 1_000, calls };
  } finally {
    await server.stop();
  }
}
