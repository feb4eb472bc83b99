/**
 * Measures the transfer engine against curl, openssl and aria2 in the same run: absolute times of a machine vary, ratios vary
 * less. Each scenario has a process of its own. Prints a table; the last line is JSON.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sourceFile, withDirectory } from './rig.js';
import { SCENARIOS, type BenchOptions, type Measurement } from './scenarios.js';
import { CERTIFICATE_FILE, makeCertificate } from './servers.js';

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '3' },
    'memory-mib': { type: 'string', default: '256' },
    cancels: { type: 'string', default: '1000' },
    only: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
  },
});
const options: BenchOptions = {
  sizeMib: Number(values.mib),
  rounds: Number(values.rounds),
  memoryMib: values['memory-mib'].split(',').map(Number),
  cancels: Number(values.cancels),
};

function print({ goal, what, value, bar }: Measurement): void {
  process.stdout.write(`| ${[goal, what, value, bar].join(' | ')} |\n`);
}

async function run(name: string, directory: string, path: string): Promise<Measurement[]> {
  const found: Measurement[] = [];
  const args = [name, directory, path, JSON.stringify(options)];
  // oxlint-disable-next-line node/no-process-env -- to be passed on as it is
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(directory, CERTIFICATE_FILE) };
  const child = fork(new URL('run-scenario.ts', import.meta.url), args, { env });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by our own module
  child.on('message', (message) => found.push(message as Measurement));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The scenario ${name} failed.`);
  return found;
}

await withDirectory(async (directory) => {
  await makeCertificate(directory);
  const path = await sourceFile(options.sizeMib);
  const measurements: Measurement[] = [];
  print({ goal: 'goal', what: 'what', value: 'measured', bar: 'bar' });
  print({ goal: '---', what: '---', value: '---', bar: '---' });
  for (const name of values.only.split(',')) {
    const found = await run(name, directory, path);
    for (const measurement of found) print(measurement);
    measurements.push(...found);
  }
  process.stdout.write(`${JSON.stringify({ ...options, measurements })}\n`);
});
