/** Section: how long queries take while four downloads run as fast as they can. */
import { setTimeout as pause } from 'node:timers/promises';
import { discover, warmUp, withServers, withUpstream, type Bench } from './compare.js';
import { askOnce, measure, medianOf, median, type Measured } from './measure.js';
import type { FromObjects, ToObjects } from './messages.js';
import { end, startModule, type Talker } from './processes.js';
import { questionsAbout } from './queries.js';
import type { Findings } from './results.js';
import type { MeasuredServer } from './servers.js';

const DOWNLOADS = 4;
const UPSTREAMS = { sandboxes: 2, size: 100 };
const LOAD = { clients: 8, warmUpSeconds: 1 };
/** In which there are enough answers for a 99th percentile. */
const LEAST_SECONDS = 4;
const ORDER = { latencyMs: 20, isVolatile: false };

/** Time for downloads to open their connections, in milliseconds. */
const RAMP_MS = 1_500;

const DOWNLOADABLE = `{
  models(first: ${DOWNLOADS}, filter: { providers: ["registry"], downloadable: true }) { nodes { id } }
}`;
const START = 'mutation($id: ID!) { startDownload(input: { id: $id }) { id } }';
const CANCEL = 'mutation($id: ID!) { cancelDownload(id: $id) { progress { receivedBytes } } }';

/** What goes on beside the queries: how fast files are sent to the gateway. */
const SITUATIONS = [
  { title: 'none', order: null },
  { title: `${DOWNLOADS}, sent at 1 Gbit/s`, order: { bytesPerSecond: 125_000_000 } },
  { title: `${DOWNLOADS}, full speed`, order: { bytesPerSecond: null } },
] as const;

interface Found {
  readonly title: string;
  readonly measured: Measured;
  readonly megabytesPerSecond: number;
}

/**
 * Measures the same load with and without downloads, in turn. The gateway may use all cores here, as its threads do. The sender
 * of the files, which would be on another machine, gets what everything else leaves.
 */
export async function downloading(bench: Bench): Promise<Findings> {
  const objects = startModule<FromObjects>('objects.ts', {}, { core: null, isLast: true });
  try {
    const { origin } = await objects.hear('listening');
    const setup = { ...UPSTREAMS, objectsOrigin: origin };
    return findingsOf(await withUpstream(setup, bench, (own) => measureSituations(own, objects)));
  } finally {
    await end(objects.child);
  }
}

async function measureSituations(bench: Bench, objects: Talker<FromObjects>): Promise<readonly Found[]> {
  const { providers, rounds, surroundings, nodeOptions } = bench;
  const options = { providers, cache: 'off', nodeOptions, isFree: true } as const;
  return withServers(['gateway'], options, async ([gateway]) => {
    if (gateway === undefined) throw new Error('The gateway did not start.');
    const { one } = questionsAbout(await discover(gateway, providers));
    await warmUp([gateway], one, { surroundings, order: ORDER });
    const load = { ...LOAD, seconds: Math.max(LEAST_SECONDS, bench.load.seconds) };
    const found = SITUATIONS.map((situation) => ({
      ...situation,
      measured: [] as Measured[],
      rates: [] as number[],
    }));
    for (let round = 0; round < rounds; round += 1) {
      for (const { order, measured, rates } of round % 2 === 0 ? found : found.toReversed()) {
        const stop = order === null ? null : await startDownloads(gateway, objects, order);
        measured.push(await measure(gateway, one, { load, surroundings, order: ORDER }));
        rates.push((await stop?.()) ?? 0);
      }
    }
    return found.map(({ title, measured, rates }) => ({
      title,
      measured: medianOf(measured),
      megabytesPerSecond: median(rates),
    }));
  });
}

function findingsOf(found: readonly Found[]): Findings {
  const p99Ms = (index: number): number => found.at(index)?.measured.p99Ms ?? Number.NaN;
  const idleMs = p99Ms(0);
  return {
    tables: [
      {
        id: 'downloading',
        title: `One model by id beside downloads, upstreams of ${ORDER.latencyMs} ms, ${LOAD.clients} clients`,
        columns: ['downloads', 'MB/s', 'p50 ms', 'p99 ms', '/ none', 'loop p99 ms', 'CPU busy', 'RSS MB'],
        rows: found.map(({ title, megabytesPerSecond, measured }) => [
          title,
          megabytesPerSecond,
          measured.p50Ms,
          measured.p99Ms,
          measured.p99Ms / idleMs,
          measured.loopDelayP99Ms,
          measured.busy,
          measured.rssMb,
        ]),
      },
    ],
    reach: [
      {
        id: 'downloading',
        what: `Query p99 while ${DOWNLOADS} downloads run at full speed / without`,
        measured: p99Ms(-1) / idleMs,
        bar: 1.5,
        sense: 'below',
        unit: '',
      },
    ],
  };
}

/** Gives what ends them again, and tells their rate together in MB/s. */
async function startDownloads(
  { url }: MeasuredServer,
  objects: Talker<FromObjects>,
  order: ToObjects,
): Promise<() => Promise<number>> {
  const paced = objects.hear('paced');
  objects.tell(order);
  await paced;
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
