/**
 * What the gateway costs against plain ways to do the same, in one run: absolute figures of a machine vary, ratios vary less.
 * The README one folder up says what is measured and how.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { answers } from './answers.js';
import type { Bench } from './compare.js';
import { downloading } from './downloading.js';
import { lowLoad } from './low-load.js';
import type { FromLoad, FromUpstream } from './messages.js';
import { paging } from './paging.js';
import { end, startModule } from './processes.js';
import { TITLES, type QuestionName } from './queries.js';
import { renderReach, renderTable, save, type Findings } from './results.js';
import { scaling } from './scaling.js';
import { BASELINES, installBaselines, type ServerName } from './servers.js';
import { start } from './start.js';
import { subscribers } from './subscribers.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' },
    servers: { type: 'string', default: ['gateway', ...BASELINES].join(',') },
    latency: { type: 'string', default: '0' },
    clients: { type: 'string', default: '64' },
    cache: { type: 'string', default: 'off' },
    size: { type: 'string' },
    profile: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
});

/** What is measured by default: everything, in the order of the results. */
const SECTIONS = {
  'low-load': lowLoad,
  paging,
  downloading,
  start,
  scaling,
  subscribers,
} as const;

/** Models of each provider where a section needs more than usual. */
const SIZES: Readonly<Record<string, number>> = { paging: 1_000 };
const USUAL_SIZE = 100;

const RESULTS = new URL('../results/speed.json', import.meta.url);

function isQuestion(name: string): name is QuestionName {
  return name in TITLES;
}

function isSection(name: string): name is keyof typeof SECTIONS {
  return name in SECTIONS;
}

function isServer(name: string): name is ServerName {
  return name === 'gateway' || BASELINES.some((known) => known === name);
}

async function withBench<T>(size: number, work: (bench: Bench) => Promise<T>): Promise<T> {
  const upstream = startModule<FromUpstream>('upstream.ts', { sandboxes: 2, size });
  const load = startModule<FromLoad>('load.ts', {});
  const seconds = Number(values.seconds);
  try {
    const { providers } = await upstream.hear('listening');
    return await work({
      surroundings: { upstream, load },
      providers,
      rounds: Number(values.rounds),
      load: { clients: Number(values.clients), warmUpSeconds: Math.min(2, seconds / 2), seconds },
      names: values.servers.split(',').filter(isServer),
      nodeOptions:
        values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`],
    });
  } finally {
    await Promise.all([end(upstream.child), end(load.child)]);
  }
}

async function note(found: Findings): Promise<void> {
  for (const table of found.tables) process.stdout.write(`\n${table.title}\n\n${renderTable(table)}\n`);
  if (found.reach.length > 0) process.stdout.write(`\n${renderReach(found.reach)}\n`);
  if (values.save) await save(RESULTS, found);
}

installBaselines();
const names = values.only?.split(',') ?? [...Object.keys(TITLES), ...Object.keys(SECTIONS)];
for (const name of names) {
  const size = Number(values.size ?? SIZES[name] ?? USUAL_SIZE);
  await withBench(size, async (bench) => {
    if (isSection(name)) return note(await SECTIONS[name](bench));
    if (!isQuestion(name)) throw new Error(`There is nothing to measure that is called ${name}.`);
    const mode = values.cache === 'on' ? 'on' : 'off';
    return note(await answers(bench, name, { mode, latencyMs: Number(values.latency) }));
  });
}
