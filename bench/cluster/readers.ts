/** Callers who ask for a list all the time, each the next time when he has his answer; a process of its own. */
import { Pool } from 'undici';
import { quantile, type ReadersReport, type ReadersSetup } from './messages.js';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by main.ts
const setup = JSON.parse(process.argv[2] ?? '{}') as ReadersSetup;
const { origin, pathname } = new URL(setup.url);
const pool = new Pool(origin, { connections: setup.connections });
const body = JSON.stringify({
  query: '{ models(first: 20) { nodes { id ref name status createdAt } unavailable { code } } }',
});
const headers = { 'content-type': 'application/json' };
const tookMs: number[] = [];
let failures = 0;

async function ask(): Promise<void> {
  const startedMs = performance.now();
  const response = await pool.request({ path: pathname, method: 'POST', headers, body });
  const text = await response.body.text();
  if (response.statusCode !== 200 || !text.includes('"unavailable":[]')) failures += 1;
  tookMs.push(performance.now() - startedMs);
}

const endMs = performance.now() + setup.seconds * 1_000;
await Promise.all(
  Array.from({ length: setup.connections }, async () => {
    while (performance.now() < endMs) await ask();
  }),
);
await pool.close();
const sorted = Float64Array.from(tookMs).sort();
process.send?.({
  answers: sorted.length,
  failures,
  p50Ms: quantile(sorted, 0.5),
  p99Ms: quantile(sorted, 0.99),
} satisfies ReadersReport);
process.disconnect();
