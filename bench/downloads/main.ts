/**
 * Measures the transfer engine against curl, openssl and aria2 in the same run: absolute times of a machine vary, ratios vary
 * less. Arguments: `--mib=2048 --rounds=3 --only=plain,verified,...`. Prints a table; the last line is JSON.
 */
import { parseArgs } from 'node:util';
import { createTransferEngine } from '../../src/downloads/engine/engine.js';
import { sourceFile } from './rig.js';
import { SCENARIOS, type Measurement } from './scenarios.js';

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: Object.keys(SCENARIOS).join(',') },
  },
});
const sizeMib = Number(values.mib);
const wanted = values.only.split(',');
const path = await sourceFile(sizeMib);
const measurements: Measurement[] = [];

function print({ goal, what, value, bar }: Measurement): void {
  process.stdout.write(`| ${[goal, what, value, bar].join(' | ')} |\n`);
}

print({ goal: 'goal', what: 'what', value: 'measured', bar: 'bar' });
for (const [name, run] of Object.entries(SCENARIOS)) {
  if (!wanted.includes(name)) continue;
  const engine = createTransferEngine({ bytesPerSecond: null });
  try {
    const found = await run({ engine, path, sizeMib, rounds: Number(values.rounds) });
    for (const measurement of found) print(measurement);
    measurements.push(...found);
  } finally {
    await engine.close();
  }
}
process.stdout.write(`${JSON.stringify({ sizeMib, rounds: Number(values.rounds), measurements })}\n`);
