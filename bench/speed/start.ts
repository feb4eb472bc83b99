/** Section: how long a server takes from nothing to its first answer, and what it takes up. */
import { readFileSync } from 'node:fs';
import { withServers, type Bench, discover } from './compare.js';
import { askOnce, median, orderUpstream } from './measure.js';
import { questionsAbout } from './queries.js';
import { ratiosOf, type Figures, type Findings } from './results.js';
import { installedSizes } from './install.js';
import { startServer, type ServerName } from './servers.js';

const STARTED: readonly ServerName[] = ['gateway', 'yoga', 'mercurius', 'bare'];

interface Start {
  readonly firstAnswerMs: number;
  readonly rssMb: number;
}

/** Starts each server as often as there are rounds, in turn; the first answer is one model by id. */
export async function start(bench: Bench): Promise<Findings> {
  const { providers, surroundings, rounds } = bench;
  await orderUpstream(surroundings, { latencyMs: 0, isVolatile: false });
  const body = await withServers(['gateway'], { providers, cache: 'off' }, async (servers) => {
    const [gateway] = servers;
    if (gateway === undefined) throw new Error('The gateway did not start.');
    return questionsAbout(await discover(gateway, providers)).one.bodies[0] ?? '';
  });
  const starts = new Map<ServerName, Start[]>(STARTED.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? STARTED : STARTED.toReversed()) {
      starts.get(name)?.push(await startOnce(name, bench, body));
    }
  }
  const sizes = installedSizes();
  const medianMs = (name: ServerName): number =>
    median((starts.get(name) ?? []).map(({ firstAnswerMs }) => firstAnswerMs));
  const rows = STARTED.map((name): Figures => [
    name,
    medianMs(name),
    median((starts.get(name) ?? []).map(({ rssMb }) => rssMb)),
    sizes.get(name)?.megabytes ?? Number.NaN,
    sizes.get(name)?.packages ?? Number.NaN,
  ]);
  return {
    tables: [
      {
        id: 'start',
        title: 'Start and size',
        columns: ['server', 'first answer ms', 'RSS then MB', 'installed MB', 'packages'],
        rows: [...rows, ...ratiosOf(rows)],
      },
    ],
    reach: [
      {
        id: 'start',
        what: 'Start to first answer',
        measured: medianMs('gateway'),
        bar: 600,
        sense: 'below',
        unit: 'ms',
      },
      {
        id: 'start-yoga',
        what: 'Start to first answer / yoga',
        measured: medianMs('gateway') / medianMs('yoga'),
        bar: 1.2,
        sense: 'at most',
        unit: '',
      },
    ],
  };
}

async function startOnce(name: ServerName, { providers }: Bench, body: string): Promise<Start> {
  const beganMs = performance.now();
  const server = await startServer(name, { providers, cache: 'off', withoutProbe: true });
  await askOnce(server.url, body);
  const firstAnswerMs = performance.now() - beganMs;
  const rssMb = residentMb(server.pid);
  await server.stop();
  return { firstAnswerMs, rssMb };
}

/** NaN where the system does not tell. */
function residentMb(pid: number): number {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return (Number(kibibytes) * 1_024) / 1e6;
  } catch {
    return Number.NaN;
  }
}
