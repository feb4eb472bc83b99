import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DownloadProgressDocument } from '../../../client/generated/graphql.js';
import { createWeightsLibrary } from '../../../src/sandbox/catalog/weights.js';
import {
  artifactOf,
  download,
  fetchBytes,
  followDownload,
  sha256Of,
  startDownload,
} from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { firstEvent, overSse, overWebSocket } from '../../helpers/subscribe.js';

const sandbox = useSandbox({ size: 12 });

const storageReads = () => sandbox().servers.storage.requests.filter(({ method }) => method === 'GET').length;

/** Whether each number is at least the one before. */
function neverFalls(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= numbers[index - 1]!);
}

describe.each([
  ['graphql-ws', overWebSocket],
  ['server-sent events', overSse],
] as const)('a download from the registry watched over %s', (_transport, subscribe) => {
  const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
  // The sandbox's model of this name has the three published versions of Silero VAD; the newest one is current.
  const weights = createWeightsLibrary().file('silero-vad-v6');
  const findWakeGate = () => findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });

  it('goes from its first state to COMPLETED, ever forward, and ends with the artifact', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 1_500_000 });
    const { id } = await findWakeGate();
    const started = await startDownload(gateway(), id);

    const events = await followDownload(gateway(), started.id, subscribe);

    expect(started).toMatchObject({ carrier: 'GATEWAY', provider: { name: 'registry' }, artifact: null });
    expect(events.every((event) => event.id === started.id && event.error === null)).toBe(true);
    expect(['QUEUED', 'RESOLVING', 'TRANSFERRING']).toContain(events[0]!.state);
    const sequences = events.map(({ progress }) => progress.sequence);
    expect(new Set(sequences).size).toBe(sequences.length);
    expect(neverFalls(sequences)).toBe(true);
    const moving = events.filter(
      ({ state, progress }) => state === 'TRANSFERRING' && progress.receivedBytes! > 0,
    );
    expect(moving.length).toBeGreaterThanOrEqual(3);
    expect(neverFalls(events.map(({ progress }) => progress.receivedBytes!))).toBe(true);
    expect(neverFalls(events.map(({ progress }) => progress.percent ?? 0))).toBe(true);
    expect(moving[0]!.progress.percent).toBeLessThan(100);
    expect(
      events.slice(0, -1).every(({ state, artifact }) => state !== 'COMPLETED' && artifact === null),
    ).toBe(true);
    expect(events.at(-1)).toMatchObject({
      state: 'COMPLETED',
      progress: {
        percent: 100,
        receivedBytes: weights.sizeBytes,
        totalBytes: weights.sizeBytes,
        epoch: 0,
        attempts: 1,
      },
      // The object store announces CRC32C and MD5; MD5 is the stronger one.
      artifact: { sizeBytes: weights.sizeBytes, verification: 'MD5' },
    });
  });

  it('leaves the very bytes of the published model, which can be fetched whole and in part', async () => {
    const published = await readFile(weights.path);
    const { id } = await findWakeGate();
    const { files, digest } = await artifactOf(gateway(), await download(gateway(), id));

    expect(files).toEqual([
      {
        path: weights.fileName,
        sizeBytes: published.length,
        sha256: sha256Of(published),
        role: 'WEIGHTS',
        url: expect.stringContaining(`${gateway().origin}/artifacts/`),
      },
    ]);
    expect(digest).toBe(`sha256:${sha256Of(published)}`);
    expect(sha256Of(await fetchBytes(files[0]!.url!))).toBe(sha256Of(published));
    const part = await fetch(files[0]!.url!, { headers: { range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${published.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(published.subarray(1000, 2000));
  });

  it('asked for again is COMPLETED at once, without a word to the object store', async () => {
    const { id } = await findWakeGate();
    await download(gateway(), id);
    const before = storageReads();

    const again = await startDownload(gateway(), id);

    expect(again).toMatchObject({ state: 'COMPLETED', artifact: { sizeBytes: weights.sizeBytes } });
    expect(storageReads()).toBe(before);
  });

  it('tells a late watcher the final state, and ends', async () => {
    const { id } = await findWakeGate();
    const done = await download(gateway(), id);

    expect(await followDownload(gateway(), done.id, subscribe)).toEqual([done]);
  });

  it('is one transfer for two who start it at the same time, and both see it through', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'latency', ms: 200 });
    const { id } = await findModel(gateway(), 'registry', { name: { contains: 'orientation' } });
    const before = storageReads();

    const started = await Promise.all([startDownload(gateway(), id), startDownload(gateway(), id)]);
    const ends = await Promise.all(
      started.map(async (each) => (await followDownload(gateway(), each.id, subscribe)).at(-1)),
    );

    expect(started[1].id).toBe(started[0].id);
    expect(ends[0]).toMatchObject({ state: 'COMPLETED' });
    expect(ends[1]).toEqual(ends[0]);
    expect(storageReads() - before).toBe(1);
  });

  it('shows the watcher who comes in the middle how far it is', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 4_000_000 });
    const { id } = await findModel(gateway(), 'registry', { name: { contains: 'recognition' } });
    const { id: downloadId } = await startDownload(gateway(), id);
    await firstEvent(
      subscribe(gateway().url, DownloadProgressDocument, { id: downloadId }),
      ({ data }) => data!.downloadProgress.progress.receivedBytes! > 1_000_000,
    );

    const [first, ...others] = await followDownload(gateway(), downloadId, subscribe);

    expect(first!.state).toBe('TRANSFERRING');
    expect(first!.progress.receivedBytes).toBeGreaterThan(1_000_000);
    expect(others.at(-1)!.state).toBe('COMPLETED');
  });
});
