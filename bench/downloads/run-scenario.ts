/** One scenario in a process of its own. Arguments: its name, directory and file of the run, and the options as JSON. */
import type * as Engine from '../../src/downloads/engine/engine.js';
import { SCENARIOS, type BenchOptions } from './scenarios.js';

const [name = '', directory = '', path = '', options = '{}'] = process.argv.slice(2);
const run = SCENARIOS[name];
if (run === undefined) throw new Error(`There is no scenario ${name}.`);
// As in production: code that is converted while it is loaded takes memory in each thread.
const compiled = new URL('../../dist/downloads/engine/engine.js', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made from the same source by `npm run build`
const { createTransferEngine } = (await import(compiled.href)) as typeof Engine;
const engine = createTransferEngine({ bytesPerSecond: null });
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by main.ts
const found = await run({ ...(JSON.parse(options) as BenchOptions), engine, path, directory });
await engine.close();
for (const measurement of found) process.send?.(measurement);
process.disconnect();
