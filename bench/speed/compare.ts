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
import type { ProviderPlace } from './messages.js';
import { DISCOVER, type Question, type Subjects } from './queries.js';
import type { Table } from './results.js';
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

/** Compares the servers' answers, then their costs. The first server's answer is what the canned one sends. */
export async function compare(
  servers: readonly MeasuredServer[],
  question: Question,
  bench: Bench,
  latencyMs = 0,
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
  const order = { latencyMs, isVolatile: false };
  const found = new Map<MeasuredServer, Measured[]>(servers.map((server) => [server, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      found.get(server)?.push(await measure(server, question, { load, surroundings, order }));
    }
  }
  return [...found].map(([{ name }, measured]) => [name, medianOf(measured)]);
}

/** The rows of a comparison, with ratios to plain yoga. */
export function tableOf(id: string, title: string, rows: readonly Row[]): Table {
  const plain = rows.find(([name]) => name === 'yoga')?.[1];
  const columns = [
    'server',
    'answers/s',
    '/ yoga',
    'p50 ms',
    'p99 ms',
    'CPU us',
    '/ yoga',
    'calls',
    'RSS MB',
    'loop p99 ms',
    'busy',
  ];
  return {
    id,
    title,
    columns,
    rows: rows.map(([name, measured]) => [
      name,
      measured.answersPerSecond,
      measured.answersPerSecond / (plain?.answersPerSecond ?? Number.NaN),
      measured.p50Ms,
      measured.p99Ms,
      measured.cpuUs,
      measured.cpuUs / (plain?.cpuUs ?? Number.NaN),
      measured.calls,
      measured.rssMb,
      measured.loopDelayP99Ms,
      measured.busy,
    ]),
  };
}

/** What a server has shown; NaN everywhere where it was not measured. */
export function of(rows: readonly Row[], name: ServerName): Measured {
  return rows.find(([each]) => each === name)?.[1] ?? medianOf([]);
}
