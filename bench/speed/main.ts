/**
 * What the gateway costs against plain ways to do the same, in one run: absolute figures of a machine vary, ratios vary less.
 * The README beside it says what is measured and how.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  askOnce,
  compareAnswers,
  measure,
  medianOf,
  type Load,
  type Measured,
  type Surroundings,
} from './measure.js';
import type { FromLoad, FromUpstream, ProviderPlace } from './messages.js';
import { end, startModule } from './processes.js';
import { ask, DISCOVER, QUESTIONS, type Question, type QuestionName, type Subjects } from './queries.js';
import {
  BASELINES,
  installBaselines,
  startServer,
  type CacheMode,
  type MeasuredServer,
  type ServerName,
} from './servers.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'one,page,runs,twice' },
    servers: { type: 'string', default: ['gateway', ...BASELINES].join(',') },
    latency: { type: 'string', default: '0' },
    clients: { type: 'string', default: '64' },
    cache: { type: 'string', default: 'off' },
    size: { type: 'string', default: '100' },
    profile: { type: 'string' },
  },
});

function isQuestion(name: string): name is QuestionName {
  return QUESTIONS.some((known) => known === name);
}

function isServer(name: string): name is ServerName {
  return name === 'gateway' || BASELINES.some((known) => known === name);
}

/** Finds things to ask for. */
async function discover(gateway: MeasuredServer, providers: readonly ProviderPlace[]): Promise<Subjects> {
  const modelIds: string[] = [];
  const trainedIds: string[] = [];
  for (const { name } of providers) {
    const body = JSON.stringify({ query: DISCOVER, variables: { provider: name } });
    const { data } = await askOnce(gateway.url, body);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
    const { nodes } = (data as { models: { nodes: { id: string; run: { id: string } | null }[] } }).models;
    modelIds.push(...nodes.slice(0, 50).map(({ id }) => id));
    trainedIds.push(
      ...nodes
        .filter(({ run }) => run !== null)
        .slice(0, 5)
        .map(({ id }) => id),
    );
  }
  return { modelIds, trainedIds, runStore: 'runs' };
}

/** A server's medians, in the order in which servers were named. */
type Row = readonly [server: ServerName, measured: Measured];

async function compare(
  servers: readonly MeasuredServer[],
  question: Question,
  surroundings: Surroundings,
): Promise<readonly Row[]> {
  const load: Load = {
    clients: Number(values.clients),
    warmUpSeconds: Math.min(2, Number(values.seconds) / 2),
    seconds: Number(values.seconds),
  };
  const order = { latencyMs: Number(values.latency), isVolatile: false };
  const rounds = new Map<MeasuredServer, Measured[]>(servers.map((server) => [server, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      rounds.get(server)?.push(await measure(server, question, { load, surroundings, order }));
    }
  }
  return [...rounds].map(([{ name }, measured]) => [name, medianOf(measured)]);
}

function print(question: Question, rows: readonly Row[]): void {
  const write = (...cells: readonly string[]): void =>
    void process.stdout.write(`| ${cells.join(' | ')} |\n`);
  const plain = rows.find(([name]) => name === 'yoga')?.[1];
  process.stdout.write(`\n${question.title}\n\n`);
  write(
    'server',
    'answers/s',
    'p50 ms',
    'p99 ms',
    'CPU us',
    'CPU / yoga',
    'calls',
    'RSS MB',
    'loop p99 ms',
    'busy',
  );
  write(...Array.from({ length: 10 }, () => '---'));
  for (const [name, measured] of rows) {
    const { answersPerSecond, p50Ms, p99Ms, cpuUs, calls, rssMb, loopDelayP99Ms, busy } = measured;
    write(
      name,
      answersPerSecond.toFixed(0),
      p50Ms.toFixed(1),
      p99Ms.toFixed(1),
      cpuUs.toFixed(0),
      plain === undefined ? '' : (cpuUs / plain.cpuUs).toFixed(2),
      calls.toFixed(2),
      rssMb.toFixed(0),
      loopDelayP99Ms.toFixed(1),
      busy.toFixed(2),
    );
  }
}

installBaselines();
/** Where the gateway leaves the profile of its run, if anywhere. */
const profiling =
  values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`];
const cache: CacheMode = values.cache === 'on' ? 'on' : 'off';
const upstream = startModule<FromUpstream>('upstream.ts', { sandboxes: 2, size: Number(values.size) });
const load = startModule<FromLoad>('load.ts', {});
const { providers } = await upstream.hear('listening');
const surroundings = { upstream, load };
const servers: MeasuredServer[] = [];
try {
  for (const name of values.servers.split(',').filter(isServer)) {
    const nodeOptions = name === 'gateway' ? profiling : [];
    servers.push(await startServer(name, { providers, cache, nodeOptions }));
  }
  const [first] = servers;
  if (first === undefined) throw new Error('No server is to be measured.');
  const questions = ask(await discover(first, providers));
  for (const name of values.only.split(',').filter(isQuestion)) {
    const question = questions[name];
    const answering = servers.filter((server) => server.name !== 'canned');
    await compareAnswers(answering, question);
    const canned = servers.find((server) => server.name === 'canned');
    if (canned !== undefined) {
      const { text } = await askOnce(first.url, question.bodies[0] ?? '');
      await fetch(canned.url, { method: 'PUT', body: text });
    }
    print(question, await compare(servers, question, surroundings));
  }
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all([end(upstream.child), end(load.child)]);
}
