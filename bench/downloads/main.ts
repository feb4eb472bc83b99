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

for (const [name, run] of Object.entries(SCENARIOS)) {
  if (!wanted.includes(name)) continue;
  const engine = createTransferEngine({ bytesPerSecond: null });
  try {
    measurements.push(...(await run({ engine, path, sizeMib, rounds: Number(values.rounds) })));
  } finally {
    await engine.close();
  }
}

const rows = measurements.map(({ goal, what, value, bar }) => [goal, what, value, bar]);
for (const row of [['goal', 'what', 'measured', 'bar'], ...rows])
  process.stdout.write(`| ${row.join(' | ')} |\n`);
process.stdout.write(`${JSON.stringify({ sizeMib, rounds: Number(values.rounds), measurements })}\n`);
