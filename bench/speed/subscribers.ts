/** Section: what it costs to tell many subscribers of one download. Server and clients are those of the fan-out bench. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSetup, FromClient, FromServer, Path, ServerSetup } from '../fan-out/messages.js';
import type { Bench } from './compare.js';
import { median } from './measure.js';
import { end, SERVER_CORE, startModule, type Talker } from './processes.js';
import type { Findings } from './results.js';

const EVENTS_PER_SECOND = 4;
const COUNTS = [1, 100, 2_000, 5_000] as const;
const COMPARED_COUNT = 2_000;

/** Longest time for late events to arrive, in milliseconds. */
const SETTLE_MS = 500;
/** In which there are enough events. */
const LEAST_SECONDS = 2;

/** How often an operation that many have asked for is executed for an event. */
const TITLES: Readonly<Record<Path, string>> = { shared: 'one for all', plain: 'one for each' };

interface Told {
  /** For one event to one subscriber. */
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Part of the events that came; slow readers may miss some in favour of later ones. */
  readonly delivered: number;
  readonly rssMb: number;
}

/** More and more subscribers over WebSocket; at 2,000 also one execution for each of them, as plain servers do. */
export async function subscribers(bench: Bench): Promise<Findings> {
  const rows: (readonly [path: Path, count: number, told: Told])[] = [];
  for (const count of COUNTS) rows.push(['shared', count, await tellInRounds('shared', count, bench)]);
  const plain = await tellInRounds('plain', COMPARED_COUNT, bench);
  rows.push(['plain', COMPARED_COUNT, plain]);
  const shared = rows.find(([, count]) => count === COMPARED_COUNT)?.[2] ?? plain;
  const parts = figuresOf(shared).map((figure, index) => figure / (figuresOf(plain)[index] ?? Number.NaN));
  const ratios = [`${TITLES.shared} / ${TITLES.plain}`, COMPARED_COUNT, ...parts];
  return {
    tables: [
      {
        id: 'subscribers',
        title: `Subscribers of one download with ${EVENTS_PER_SECOND} events a second`,
        columns: ['execution', 'subscribers', 'CPU us / event', 'p50 ms', 'p99 ms', 'delivered', 'RSS MB'],
        rows: [...rows.map(([path, count, told]) => [TITLES[path], count, ...figuresOf(told)]), ratios],
      },
    ],
    reach: [],
  };
}

function figuresOf({ cpuUs, p50Ms, p99Ms, delivered, rssMb }: Told): readonly number[] {
  return [cpuUs, p50Ms, p99Ms, delivered, rssMb];
}

/** Connects once, then tells them for a while in each round. */
async function tellInRounds(path: Path, count: number, { rounds, load }: Bench): Promise<Told> {
  const serverSetup: ServerSetup = { path, eventsPerSecond: EVENTS_PER_SECOND, paddingBytes: 0 };
  const server = startModule<FromServer>('../fan-out/server.ts', serverSetup, { core: SERVER_CORE });
  const { url } = await server.hear('listening');
  const clientSetup: ClientSetup = { url, transport: 'ws', subscribers: count, paused: 0 };
  const client = startModule<FromClient>('../fan-out/client.ts', clientSetup);
  const found: Told[] = [];
  try {
    await client.hear('subscribed');
    for (let round = 0; round < rounds; round += 1) {
      await pause(SETTLE_MS);
      found.push(await tell({ server, client, count, seconds: Math.max(LEAST_SECONDS, load.seconds) }));
    }
  } finally {
    await Promise.all([end(client.child), end(server.child)]);
  }
  const of = (key: keyof Told): number => median(found.map((told) => told[key]));
  return {
    cpuUs: of('cpuUs'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    delivered: of('delivered'),
    rssMb: of('rssMb'),
  };
}

interface Telling {
  readonly server: Talker<FromServer>;
  readonly client: Talker<FromClient>;
  readonly count: number;
  readonly seconds: number;
}

async function tell({ server, client, count, seconds }: Telling): Promise<Told> {
  client.tell('count');
  server.tell('start');
  await pause(seconds * 1_000);
  const stopped = server.hear('stopped');
  server.tell('stop');
  const { events, cpuPercent, rssMiB } = await stopped;
  await pause(SETTLE_MS);
  const reported = client.hear('report');
  client.tell('report');
  const { deliveries, p50Ms, p99Ms } = await reported;
  const cpuUs = (cpuPercent * 10_000 * seconds) / deliveries;
  return { cpuUs, p50Ms, p99Ms, delivered: deliveries / (events * count), rssMb: rssMiB * 1.048576 };
}
