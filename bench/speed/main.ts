/**
 * What the gateway costs against plain ways to do the same, in one run: absolute figures of a machine vary, ratios vary less.
 * The README one folder up says what is measured and how.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { answers } from './answers.js';
import type { Bench } from './compare.js';
import { crowd } from './crowd.js';
import { downloading } from './downloading.js';
import { first } from './first.js';
import { lowLoad } from './low-load.js';
import type { FromLoad, FromUpstream } from './messages.js';
import { MODES, type ModeName } from './modes.js';
import { paging } from './paging.js';
import { end, startModule } from './processes.js';
import { TITLES } from './queries.js';
import { renderReach, renderTable, save, type Findings } from './results.js';
import { scaling } from './scaling.js';
import { BASELINES, installBaselines, type ServerName } from './servers.js';
import { start } from './start.js';
import { subscribers } from './subscribers.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.9' },
    only: { type: 'string' },
    modes: { type: 'string', default: Object.keys(MODES).join(',') },
    servers: { type: 'string', default: ['gateway', ...BASELINES].join(',') },
    clients: { type: 'string', default: '64' },
    size: { type: 'string', default: '100' },
    profile: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
});

/** What is measured besides questions, in the order of the results. */
const SECTIONS = {
  first,
  'low-load': lowLoad,
  crowd,
  paging,
  downloading,
  start,
  scaling,
  subscribers,
} as const;

const RESULTS = new URL('../results/speed.json', import.meta.url);

function isMode(name: string): name is ModeName {
  return name in MODES;
}

function isServer(name: string): name is ServerName {
  return name === 'gateway' || BASELINES.some((known) => known === name);
}

async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const upstream = startModule<FromUpstream>('upstream.ts', { sandboxes: 2, size: Number(values.size) });
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

const names = new Set(values.only?.split(',') ?? [...Object.keys(TITLES), ...Object.keys(SECTIONS)]);
const modes = values.modes.split(',');
for (const name of names) {
  if (!(name in TITLES || name in SECTIONS)) throw new Error(`There is nothing to measure called ${name}.`);
}
for (const mode of modes) if (!isMode(mode)) throw new Error(`There is no mode called ${mode}.`);
installBaselines();
await withBench(async (bench) => {
  for (const mode of modes.filter(isMode)) {
    for (const question of MODES[mode].questions) {
      if (names.has(question)) await note(await answers(bench, question, mode));
    }
  }
  for (const [name, measure] of Object.entries(SECTIONS)) {
    if (names.has(name)) await note(await measure(bench));
  }
});
