import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import * as z from 'zod';
import type { Cluster } from '../../scripts/cluster/cluster.js';
import { toGlobalId } from '../../src/domain/global-id.js';
import { nowMs, type FromWatchers, type Telling, type ToWatchers, type WatchersSetup } from './messages.js';
import { ask, hear, startPart, sumOf, withCluster } from './parts.js';

const DOWNLOADS = 20;
const REPLICAS = 3;
/** So slow that no download ends before the bench does. */
const BYTES_PER_SECOND = 4_000;
/** For late events to arrive, and for memory to settle, in milliseconds. */
const SETTLE_MS = 3_000;

type Report = Extract<FromWatchers, { readonly type: 'report' }>;

/** How late subscribers were told, and what they cost. */
export interface Watching extends Report {
  readonly subscriptions: number;
  /** Of all replicas together. */
  readonly kibPerSubscription: number;
  /** Of one core, all replicas together. */
  readonly cpuPercent: number;
}

/** What replicas tell each other; the envelope's and the record's other fields do not matter here. */
const tellingSchema = z.object({
  payload: z.object({ kind: z.literal('download'), text: z.string() }),
});
const recordSchema = z.object({
  record: z.object({ id: z.string(), progress: z.object({ sequence: z.number() }) }),
});

/** Measures so many subscriptions, spread evenly over three replicas and twenty downloads. */
export function measureWatching(subscriptions: number, seconds: number): Promise<Watching> {
  const downloads = { concurrency: DOWNLOADS, concurrencyPerProvider: DOWNLOADS, connectionsPerDownload: 1 };
  return withCluster({ replicas: REPLICAS, sections: { downloads } }, async (cluster) => {
    const ids = await startDownloads(cluster);
    const memoryBefore = await sumOf(cluster, 'process_resident_memory_bytes');
    const urls = cluster.replicas.map(({ origin }) => `${origin ?? ''}/graphql`);
    const watchers = startPart('./watchers.ts', { urls, ids, subscriptions } satisfies WatchersSetup);
    const tell = (message: ToWatchers): boolean => watchers.send(message);
    await hear<FromWatchers>(watchers);
    await sleep(SETTLE_MS);
    const memoryAfter = await sumOf(cluster, 'process_resident_memory_bytes');
    const cpuBefore = await sumOf(cluster, 'process_cpu_seconds_total');
    tell('count');
    const tellings = await listen(cluster.redisUrl, seconds);
    const cpuAfter = await sumOf(cluster, 'process_cpu_seconds_total');
    await sleep(SETTLE_MS);
    const reported = hear<Report>(watchers);
    tell({ report: tellings });
    const report = await reported;
    const ended = once(watchers, 'exit');
    watchers.disconnect();
    await ended;
    return {
      ...report,
      subscriptions,
      kibPerSubscription: (memoryAfter - memoryBefore) / 1_024 / subscriptions,
      cpuPercent: ((cpuAfter - cpuBefore) / seconds) * 100,
    };
  });
}

/** Starts downloads that go on for longer than anybody watches; gives their ids. */
export async function startDownloads({ origin, adminOrigin }: Cluster): Promise<readonly string[]> {
  const url = `${origin}/graphql`;
  await fetch(`${adminOrigin}/__sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ server: 'storage', kind: 'slow-body', bytesPerSecond: BYTES_PER_SECOND }),
  });
  const { models } = await ask<{ models: { nodes: readonly { id: string }[] } }>(
    url,
    'query ($first: Int!) { models(first: $first, filter: { kinds: [REGISTRY], downloadable: true }) { nodes { id } } }',
    { first: DOWNLOADS },
  );
  const ids: string[] = [];
  for (const { id } of models.nodes) {
    const { startDownload } = await ask<{ startDownload: { id: string } }>(
      url,
      'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
      { id },
    );
    ids.push(startDownload.id);
  }
  if (ids.length < DOWNLOADS) throw new Error(`Only ${ids.length} models can be downloaded`);
  return ids;
}

/** Hears for so long what replicas tell each other of downloads, and when. */
async function listen(redisUrl: string, seconds: number): Promise<readonly Telling[]> {
  const tellings: Telling[] = [];
  const redis = new Redis(redisUrl);
  redis.on('pmessage', (_pattern: string, _channel: string, text: string) => {
    const atMs = nowMs();
    const telling = tellingSchema.safeParse(JSON.parse(text));
    if (!telling.success) return;
    const { record } = recordSchema.parse(JSON.parse(telling.data.payload.text));
    const id = toGlobalId({ type: 'Download', provider: '', nativeId: record.id });
    tellings.push({ id, sequence: record.progress.sequence, atMs });
  });
  await redis.psubscribe('*');
  await sleep(seconds * 1_000);
  redis.disconnect();
  return tellings;
}
