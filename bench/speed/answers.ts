/** What the questions cost in each of the modes. */
import { compare, discover, of, tableOf, withServers, type Bench, type Row } from './compare.js';
import { canAnswer, MODES, type Mode, type ModeName } from './modes.js';
import { questionsAbout, TITLES, type QuestionName } from './queries.js';
import type { Findings, Reach } from './results.js';
import type { ServerName } from './servers.js';

/** Bars on CPU for one answer, as parts of plain yoga's. */
const CPU_BARS: ReadonlyMap<QuestionName, number> = new Map([
  ['one', 0.4],
  ['page', 0.25],
  ['runs', 0.3],
  ['twice', 0.4],
]);

/** Compares servers by one question. */
export async function answers(bench: Bench, name: QuestionName, modeName: ModeName): Promise<Findings> {
  const mode = MODES[modeName];
  const rows = await measureRows(bench, name, mode);
  const table = tableOf(`${modeName}-${name}`, `${TITLES[name]}, ${mode.title}`, rows);
  const reach = modeName === 'off' ? reachOff(name, rows) : modeName === 'warm' ? reachWarm(name, rows) : [];
  return { tables: [table], reach: reach.filter(({ measured }) => !Number.isNaN(measured)) };
}

async function measureRows(bench: Bench, name: QuestionName, mode: Mode): Promise<readonly Row[]> {
  const { providers, nodeOptions } = bench;
  const { cache, order } = mode;
  const chosen = mode.servers.filter((server) => bench.names.includes(server) && canAnswer(server, name));
  const options = { providers, cache, nodeOptions, knowsDocuments: name === 'persisted' };
  return withServers(chosen, options, async (servers) => {
    const [first] = servers;
    if (first === undefined) throw new Error('No server is to be measured.');
    const questions = questionsAbout(await discover(first, providers));
    return compare(servers, questions[name], bench, order);
  });
}

function reachOff(name: QuestionName, rows: readonly Row[]): readonly Reach[] {
  const cpuUs = (server: ServerName): number => of(rows, server).cpuUs;
  const title = TITLES[name];
  const common = { sense: 'at most', unit: '' } as const;
  const toYoga = cpuUs('gateway') / cpuUs('yoga');
  const what = `CPU, cache off, ${title}`;
  if (name === 'unseen')
    return [{ ...common, id: 'unseen', what: `${what} / yoga`, measured: toYoga, bar: 1 }];
  const bar = CPU_BARS.get(name);
  const calls = of(rows, 'gateway').calls / of(rows, 'bare').calls;
  const rssMb = of(rows, 'gateway').rssMb - of(rows, 'yoga').rssMb;
  return [
    ...(bar === undefined
      ? []
      : [{ ...common, id: `cpu-${name}`, what: `${what} / yoga`, measured: toYoga, bar }]),
    {
      id: `jit-${name}`,
      what: `${what} / mercurius with jit`,
      measured: cpuUs('gateway') / cpuUs('mercurius'),
      sense: 'below',
      bar: 1,
      unit: '',
    },
    {
      ...common,
      id: `calls-${name}`,
      what: `Upstream calls, cache off, ${title} / bare`,
      // Calls at the edges of the measured time are counted to one side or the other.
      measured: Math.round(calls * 100) / 100,
      bar: 1,
    },
    {
      id: `rss-${name}`,
      what: `RSS after load - yoga, ${title}`,
      measured: rssMb,
      bar: 40,
      sense: 'below',
      unit: 'MB',
    },
  ];
}

function reachWarm(name: QuestionName, rows: readonly Row[]): readonly Reach[] {
  const rate = (server: ServerName): number => of(rows, server).answersPerSecond;
  const common = { id: `warm-${name}`, sense: 'at least', unit: '' } as const;
  const what = `Rate, cache warm, ${TITLES[name]}`;
  if (name === 'page') {
    return [{ ...common, what: `${what} / yoga`, measured: rate('gateway') / rate('yoga'), bar: 8 }];
  }
  if (name !== 'one') return [];
  return [
    { ...common, what: `${what} / static limit`, measured: rate('gateway') / rate('canned'), bar: 0.5 },
  ];
}
