import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createTransferEngine } from '../../../src/downloads/engine/engine.js';
import { createFence, monotonicMs, setDeadline, type Fence } from '../../../src/downloads/engine/fence.js';
import { settingsOf } from '../../helpers/download-rig.js';
import { objectBytes, startObjectHost, type ObjectHost } from '../../helpers/object-host.js';
import { rejectionOf } from '../../helpers/rejection.js';

const SIZE_BYTES = 400_000;
const bytes = objectBytes(SIZE_BYTES, 1);
const engine = createTransferEngine({ bytesPerSecond: null });

afterAll(() => engine.close());

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function transfer(host: ObjectHost, directory: string, fence: Fence) {
  return engine.transfer(
    {
      directory,
      expectedBytes: SIZE_BYTES,
      digests: [],
      hasExpectedDigest: false,
      trustedOrigins: [host.origin],
      limits: settingsOf().limits,
      fence,
    },
    {
      signal: new AbortController().signal,
      locate: async () => ({ url: host.url, expiresAt: null }),
      onProgress: () => {},
    },
  );
}

/** Waits until the journal of a transfer tells of more bytes than that. */
async function untilSaved(directory: string, bytesBefore: number): Promise<void> {
  const savedBytes = async () => (await engine.inspectPartial(directory))?.receivedBytes ?? 0;
  await expect.poll(savedBytes).toBeGreaterThan(bytesBefore);
}

/** The files of a transfer, as they are now. */
async function contentsOf(directory: string) {
  const [data, journal] = await Promise.all([
    readFile(join(directory, 'data')),
    readFile(join(directory, 'journal.json'), 'utf8'),
  ]);
  return { data, journal };
}

describe('a transfer behind a fence', () => {
  it('writes nothing after its deadline, neither bytes nor journal, and says that it was ended', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    host.bytesPerSecond = 100_000;
    const directory = await newDirectory();
    const fence = createFence(1);
    setDeadline(fence, monotonicMs() + 60_000);
    const settled = rejectionOf(transfer(host, directory, fence));
    await untilSaved(directory, 50_000);

    setDeadline(fence, 0);
    // The host goes on sending: what it sends from now on must not be found on disk.
    host.spoil();
    const error = await settled;
    const left = await contentsOf(directory);
    await expect.poll(() => host.openResponses).toBe(0);

    expect(error).toMatchObject({ code: 'CANCELLED' });
    expect(await contentsOf(directory)).toEqual(left);
    const written = left.data.findLastIndex((byte) => byte !== 0) + 1;
    expect(left.data.subarray(0, written)).toEqual(bytes.subarray(0, written));
  });

  it('goes on with what an earlier generation left, which can write no more', async () => {
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    host.bytesPerSecond = 200_000;
    const directory = await newDirectory();
    const [first, second] = [createFence(1), createFence(2)];
    setDeadline(first, monotonicMs() + 60_000);
    const ended = rejectionOf(transfer(host, directory, first));
    await untilSaved(directory, 150_000);
    setDeadline(first, 0);
    await ended;

    host.bytesPerSecond = null;
    setDeadline(second, monotonicMs() + 60_000);
    const object = await transfer(host, directory, second);
    // Whoever thinks that its time has not come yet finds out by the journal.
    setDeadline(first, monotonicMs() + 60_000);
    const late = await rejectionOf(transfer(host, directory, first));

    expect(object.sizeBytes).toBe(SIZE_BYTES);
    expect(host.ranges.at(-1)).not.toMatch(/^bytes=0-/u);
    expect(late).toMatchObject({ code: 'CANCELLED' });
    expect((await contentsOf(directory)).data).toEqual(bytes);
  });
});
