/** Section: what it costs to tell many subscribers of one download. Server and clients are those of the fan-out bench. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSetup, FromClient, FromServer, Path, ServerSetup } from '../fan-out/messages.js';
import type { Bench } from './compare.js';
import { median } from './measure.js';
import { end, SERVER_CORE, startModule } from './processes.js';
import type { Findings } from './results.js';

const EVENTS_PER_SECOND = 4;
const COUNTS = [1, 100, 2_000, 5_000] as const;
const COMPARED_COUNT = 2_000;

/** Longest time for late events to arrive, in milliseconds. */
const SETTLE_MS = 1_500;

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
  rows.push(['plain', COMPARED_COUNT, await tellInRounds('plain', COMPARED_COUNT, bench)]);
  return {
    tables: [
      {
        id: 'subscribers',
        title: `Subscribers of one download with ${EVENTS_PER_SECOND} events a second`,
        columns: ['execution', 'subscribers', 'CPU us / event', 'p50 ms', 'p99 ms', 'delivered', 'RSS MB'],
        rows: rows.map(([path, count, told]) => [
          path === 'shared' ? 'one for all' : 'one for each',
          count,
          told.cpuUs,
          told.p50Ms,
          told.p99Ms,
          told.delivered,
          told.rssMb,
        ]),
      },
    ],
    reach: [],
  };
}

async function tellInRounds(path: Path, count: number, { rounds, load }: Bench): Promise<Told> {
  const found: Told[] = [];
  for (let round = 0; round < rounds; round += 1) found.push(await tell(path, count, load.seconds));
  const of = (key: keyof Told): number => median(found.map((told) => told[key]));
  return {
    cpuUs: of('cpuUs'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    delivered: of('delivered'),
    rssMb: of('rssMb'),
  };
}

async function tell(path: Path, count: number, seconds: number): Promise<Told> {
  const serverSetup: ServerSetup = { path, eventsPerSecond: EVENTS_PER_SECOND, paddingBytes: 0 };
  const server = startModule<FromServer>('../fan-out/server.ts', serverSetup, SERVER_CORE);
  const { url } = await server.hear('listening');
  const clientSetup: ClientSetup = { url, transport: 'ws', subscribers: count, paused: 0 };
  const client = startModule<FromClient>('../fan-out/client.ts', clientSetup);
  try {
    await client.hear('subscribed');
    await pause(SETTLE_MS);
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
  } finally {
    await Promise.all([end(client.child), end(server.child)]);
  }
}
