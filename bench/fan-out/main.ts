/**
 * What it costs to tell many subscribers of one download, over both transports, shared and one by one; and what a
 * subscriber costs that never reads.
 *
 *     npm run bench:fan-out -- [--rounds 3] [--seconds 10] [--paused-seconds 60]
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  PATHS,
  TRANSPORTS,
  type ClientSetup,
  type FromClient,
  type FromServer,
  type Path,
  type ServerSetup,
  type ToClient,
  type ToServer,
  type Transport,
} from './messages.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    'paused-seconds': { type: 'string', default: '60' },
  },
});

const LOADS = [
  { subscribers: 1_000, eventsPerSecond: 10 },
  { subscribers: 5_000, eventsPerSecond: 2 },
] as const;

/** Longest time for the subscribers to come and for late events to arrive, in milliseconds. */
const SETTLE_MS = 1_500;

interface Measured {
  readonly path: Path;
  readonly transport: Transport;
  readonly subscribers: number;
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly delivered: number;
  readonly cpuPercent: number;
  readonly rssMiB: number;
}

/** One of the two processes. */
class Process<To, From extends { readonly type: string }> {
  readonly #child: ChildProcess;
  readonly #gone = new AbortController();

  constructor(file: string, setup: ServerSetup | ClientSetup) {
    this.#child = fork(new URL(file, import.meta.url), [JSON.stringify(setup)], {
      execArgv: ['--import', 'tsx', '--expose-gc'],
    });
    this.#child.once('exit', () => this.#gone.abort());
  }

  tell(message: To & string): void {
    this.#child.send(message);
  }

  /** The next message, which must be of this type. Rejects when the process ends instead. */
  async hear<Type extends From['type']>(type: Type): Promise<Extract<From, { readonly type: Type }>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process
    const [message] = (await once(this.#child, 'message', { signal: this.#gone.signal })) as [
      Extract<From, { readonly type: Type }>,
    ];
    if (message.type !== type) throw new Error(`Heard ${message.type} instead of ${type}`);
    return message;
  }

  async end(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill();
    await exited;
  }
}

async function open(serverSetup: ServerSetup, clientSetup: Omit<ClientSetup, 'url'>) {
  const server = new Process<ToServer, FromServer>('./server.ts', serverSetup);
  const { url } = await server.hear('listening');
  const client = new Process<ToClient, FromClient>('./client.ts', { ...clientSetup, url });
  await client.hear('subscribed');
  return { server, client, end: () => Promise.all([client.end(), server.end()]) };
}

async function measure(path: Path, transport: Transport, load: (typeof LOADS)[number]): Promise<Measured> {
  const { subscribers, eventsPerSecond } = load;
  const setup = { path, eventsPerSecond, paddingBytes: 0 };
  const { server, client, end } = await open(setup, { transport, subscribers, paused: 0 });
  await sleep(SETTLE_MS);
  client.tell('count');
  server.tell('start');
  await sleep(Number(values.seconds) * 1_000);
  server.tell('stop');
  const { events, cpuPercent, rssMiB } = await server.hear('stopped');
  await sleep(SETTLE_MS);
  client.tell('report');
  const { deliveries, p50Ms, p99Ms } = await client.hear('report');
  await end();
  const delivered = deliveries / (events * subscribers);
  return { path, transport, subscribers, eventsPerSecond, p50Ms, p99Ms, delivered, cpuPercent, rssMiB };
}

/** Ten subscribers, of whom `paused` do not read events of 20 kB. Growth is counted from the first quarter on. */
async function pause(transport: Transport, paused: number) {
  const setup = { path: 'shared', eventsPerSecond: 10, paddingBytes: 20_000 } as const;
  const { server, client, end } = await open(setup, { transport, subscribers: 10, paused });
  const durationMs = Number(values['paused-seconds']) * 1_000;
  client.tell('count');
  server.tell('start');
  await sleep(durationMs / 4);
  server.tell('memory');
  const before = await server.hear('memory');
  await sleep((durationMs * 3) / 4);
  server.tell('memory');
  const after = await server.hear('memory');
  server.tell('stop');
  const { events } = await server.hear('stopped');
  await sleep(SETTLE_MS);
  client.tell('report');
  const { deliveries, p99Ms } = await client.hear('report');
  await end();
  return {
    transport,
    paused,
    rssGrowthMiB: after.rssMiB - before.rssMiB,
    usedGrowthMiB: after.usedMiB - before.usedMiB,
    connections: [before.connections, after.connections],
    delivered: deliveries / (events * (10 - paused)),
    p99Ms,
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function medians(rounds: readonly Measured[]): Measured {
  const [first] = rounds;
  if (first === undefined) throw new Error('No round');
  const of = (key: 'p50Ms' | 'p99Ms' | 'delivered' | 'cpuPercent' | 'rssMiB'): number =>
    median(rounds.map((round) => round[key]));
  return {
    ...first,
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    delivered: of('delivered'),
    cpuPercent: of('cpuPercent'),
    rssMiB: of('rssMiB'),
  };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function row({ path, transport, subscribers, eventsPerSecond, ...numbers }: Measured): string {
  const { p50Ms, p99Ms, delivered, cpuPercent, rssMiB } = numbers;
  const cells = [
    p50Ms.toFixed(0),
    p99Ms.toFixed(0),
    delivered.toFixed(3),
    cpuPercent.toFixed(0),
    rssMiB.toFixed(0),
  ];
  return `| ${path} | ${transport} | ${subscribers} x ${eventsPerSecond} | ${cells.join(' | ')} |`;
}

const results: Measured[] = [];
print('| path | transport | N x Hz | lag p50 ms | p99 ms | delivered | server CPU, % of a core | RSS MiB |');
print('|---|---|---|---|---|---|---|---|');
const cases = LOADS.flatMap((load) =>
  TRANSPORTS.flatMap((transport) => PATHS.map((path) => ({ path, transport, load }))),
);
for (const { path, transport, load } of values.rounds === '0' ? [] : cases) {
  const rounds: Measured[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    rounds.push(await measure(path, transport, load));
  results.push(medians(rounds));
  print(row(medians(rounds)));
}

print(
  '\n| transport | paused of 10 | RSS growth MiB | in use MiB | connections | delivered to the others | p99 ms |',
);
print('|---|---|---|---|---|---|---|');
// At the same time: each is some hundred events a second.
const pauses = await Promise.all(
  TRANSPORTS.flatMap((transport) => [pause(transport, 0), pause(transport, 1)]),
);
for (const { transport, paused, rssGrowthMiB, usedGrowthMiB, connections, delivered, p99Ms } of pauses) {
  const growth = `${rssGrowthMiB.toFixed(1)} | ${usedGrowthMiB.toFixed(1)}`;
  const others = `${delivered.toFixed(3)} | ${p99Ms.toFixed(0)}`;
  print(`| ${transport} | ${paused} | ${growth} | ${connections.join(' to ')} | ${others} |`);
}
print(`\n${JSON.stringify({ options: values, loadAverage: loadavg(), results, pauses })}`);
