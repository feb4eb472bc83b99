/** Servers against each other: the same question to each, in rounds that alternate. */
import {
  askOnce,
  compareAnswers,
  measure,
  medianOf,
  type Load,
  type Measured,
  type Surroundings,
} from './measure.js';
import type { FromUpstream, ProviderPlace, UpstreamOrder, UpstreamSetup } from './messages.js';
import { end, startModule } from './processes.js';
import { DISCOVER, type Question, type Subjects } from './queries.js';
import { ratiosOf, type Figures, type Table } from './results.js';
import { startServer, type MeasuredServer, type ServerName, type ServerOptions } from './servers.js';

/** What a section works with. */
export interface Bench {
  readonly surroundings: Surroundings;
  readonly providers: readonly ProviderPlace[];
  readonly rounds: number;
  readonly load: Load;
  /** Servers to measure, where a section leaves the choice. */
  readonly names: readonly ServerName[];
  readonly nodeOptions: readonly string[];
}

/** A server's medians. */
export type Row = readonly [server: ServerName, measured: Measured];

/** Starts servers, lets `work` use them and stops them. */
export async function withServers<T>(
  names: readonly ServerName[],
  options: ServerOptions,
  work: (servers: readonly MeasuredServer[]) => Promise<T>,
): Promise<T> {
  const servers: MeasuredServer[] = [];
  try {
    for (const name of names) servers.push(await startServer(name, options));
    return await work(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Starts upstreams in the place of the bench's own, lets `work` use them and stops them. */
export async function withUpstream<T>(
  setup: UpstreamSetup,
  bench: Bench,
  work: (bench: Bench) => Promise<T>,
): Promise<T> {
  const upstream = startModule<FromUpstream>('upstream.ts', setup);
  try {
    const { providers } = await upstream.hear('listening');
    return await work({ ...bench, providers, surroundings: { ...bench.surroundings, upstream } });
  } finally {
    await end(upstream.child);
  }
}

/** Finds things to ask for. */
export async function discover(
  { url }: MeasuredServer,
  providers: readonly ProviderPlace[],
): Promise<Subjects> {
  const modelIds: string[] = [];
  const trainedIds: string[] = [];
  for (const { name } of providers) {
    const { data } = await askOnce(url, JSON.stringify({ query: DISCOVER, variables: { provider: name } }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
    const { nodes } = (data as { models: { nodes: { id: string; run: { id: string } | null }[] } }).models;
    modelIds.push(...nodes.slice(0, 50).map(({ id }) => id));
    const trained = nodes.filter(({ run }) => run !== null);
    trainedIds.push(...trained.slice(0, 20 / providers.length).map(({ id }) => id));
  }
  return { modelIds, trainedIds, runStore: 'runs' };
}

/** Asks servers for long enough that what is measured has been compiled. */
export async function warmUp(
  servers: readonly MeasuredServer[],
  question: Question,
  { surroundings, order }: { readonly surroundings: Surroundings; readonly order: UpstreamOrder },
): Promise<void> {
  const load = { clients: 64, warmUpSeconds: 1.2, seconds: 0.1 };
  for (const server of servers) await measure(server, question, { load, surroundings, order });
}

/** Compares the servers' answers, then their costs. The first server's answer is what the canned one sends. */
export async function compare(
  servers: readonly MeasuredServer[],
  question: Question,
  bench: Bench,
  order: UpstreamOrder = { latencyMs: 0, isVolatile: false },
): Promise<readonly Row[]> {
  const [first] = servers;
  const canned = servers.find(({ name }) => name === 'canned');
  await compareAnswers(
    servers.filter((server) => server !== canned),
    question,
  );
  if (canned !== undefined && first !== undefined) {
    const { text } = await askOnce(first.url, question.bodies[0] ?? '');
    await fetch(canned.url, { method: 'PUT', body: text });
  }
  const { rounds, load, surroundings } = bench;
  await warmUp(servers, question, { surroundings, order });
  const found = new Map<MeasuredServer, Measured[]>(servers.map((server) => [server, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      found.get(server)?.push(await measure(server, question, { load, surroundings, order }));
    }
  }
  return [...found].map(([{ name }, measured]) => [name, medianOf(measured)]);
}

/** A comparison: each server's figures, then the first one's as parts of each other one's. */
export function tableOf(id: string, title: string, rows: readonly Row[]): Table {
  return {
    id,
    title,
    columns: ['server', ...FIGURES.map(([column]) => column), 'busy'],
    rows: [
      ...rows.map((row) => [...figuresOf(row), row[1].busy]),
      ...ratiosOf(rows.map(figuresOf)).map((row) => [...row, Number.NaN]),
    ],
  };
}

function figuresOf([name, measured]: Row): Figures {
  return [name, ...FIGURES.map(([, key]) => measured[key])];
}

const FIGURES = [
  ['answers/s', 'answersPerSecond'],
  ['p50 ms', 'p50Ms'],
  ['p99 ms', 'p99Ms'],
  ['CPU us', 'cpuUs'],
  ['calls', 'calls'],
  ['RSS MB', 'rssMb'],
  ['loop p99 ms', 'loopDelayP99Ms'],
] as const satisfies readonly (readonly [column: string, key: keyof Measured])[];

/** What a server has shown; NaN everywhere where it was not measured. */
export function of(rows: readonly Row[], name: ServerName): Measured {
  return rows.find(([each]) => each === name)?.[1] ?? medianOf([]);
}
