/** Section: how long queries take while four downloads run as fast as they can. */
import { setTimeout as pause } from 'node:timers/promises';
import { discover, withServers, type Bench } from './compare.js';
import { askOnce, measure, medianOf, type Measured } from './measure.js';
import { questionsAbout } from './queries.js';
import type { Findings } from './results.js';
import type { MeasuredServer } from './servers.js';

const DOWNLOADS = 4;
const LOAD = { clients: 8, warmUpSeconds: 1 };
const ORDER = { latencyMs: 20, isVolatile: false };

/** Time for downloads to open their connections, in milliseconds. */
const RAMP_MS = 1_500;

const DOWNLOADABLE = `{
  models(first: ${DOWNLOADS}, filter: { providers: ["registry"], downloadable: true }) { nodes { id } }
}`;
const START = 'mutation($id: ID!) { startDownload(input: { id: $id }) { id } }';
const CANCEL = 'mutation($id: ID!) { cancelDownload(id: $id) { progress { receivedBytes } } }';

/** Measures the same load with and without downloads, in turn. The gateway may use all cores here, as its threads do. */
export async function downloading(bench: Bench): Promise<Findings> {
  const { providers, rounds, surroundings, nodeOptions } = bench;
  const options = { providers, cache: 'off', nodeOptions, isFree: true } as const;
  const found = await withServers(['gateway'], options, async ([gateway]) => {
    if (gateway === undefined) throw new Error('The gateway did not start.');
    const { one } = questionsAbout(await discover(gateway, providers));
    const load = { ...LOAD, seconds: Math.max(5, bench.load.seconds) };
    const idle: Measured[] = [];
    const busy: Measured[] = [];
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      idle.push(await measure(gateway, one, { load, surroundings, order: ORDER }));
      const stop = await startDownloads(gateway);
      busy.push(await measure(gateway, one, { load, surroundings, order: ORDER }));
      rates.push(await stop());
    }
    return { idle: medianOf(idle), busy: medianOf(busy), rates };
  });
  const cells = ({ p50Ms, p99Ms, loopDelayP99Ms, rssMb }: Measured) => [p50Ms, p99Ms, loopDelayP99Ms, rssMb];
  return {
    tables: [
      {
        id: 'downloading',
        title: `One model by id beside ${DOWNLOADS} downloads, upstreams of ${ORDER.latencyMs} ms, ${LOAD.clients} clients`,
        columns: ['downloads', 'MB/s', 'p50 ms', 'p99 ms', 'loop p99 ms', 'RSS MB'],
        rows: [
          [0, 0, ...cells(found.idle)],
          [DOWNLOADS, Math.max(...found.rates), ...cells(found.busy)],
        ],
      },
    ],
    reach: [
      {
        id: 'downloading',
        what: `Query p99 while ${DOWNLOADS} downloads run / without`,
        measured: found.busy.p99Ms / found.idle.p99Ms,
        bar: 1.5,
        sense: 'below',
        unit: '',
      },
    ],
  };
}

/** Gives what ends them again, and tells their rate together in MB/s. */
async function startDownloads({ url }: MeasuredServer): Promise<() => Promise<number>> {
  const { data } = await askOnce(url, JSON.stringify({ query: DOWNLOADABLE }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
  const { nodes } = (data as { models: { nodes: { id: string }[] } }).models;
  const beganMs = performance.now();
  const ids: string[] = [];
  for (const { id } of nodes) {
    const started = await askOnce(url, JSON.stringify({ query: START, variables: { id } }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
    ids.push((started.data as { startDownload: { id: string } }).startDownload.id);
  }
  await pause(RAMP_MS);
  return async () => {
    const seconds = (performance.now() - beganMs) / 1_000;
    const received = await Promise.all(ids.map((id) => cancel(url, id)));
    return received.reduce((sum, bytes) => sum + bytes, 0) / 1e6 / seconds;
  };
}

async function cancel(url: string, id: string): Promise<number> {
  const { data } = await askOnce(url, JSON.stringify({ query: CANCEL, variables: { id } }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the document says so
  return (data as { cancelDownload: { progress: { receivedBytes: number } } }).cancelDownload.progress
    .receivedBytes;
}
