import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { DownloadPlan } from '../../../src/providers/provider.js';
import type { SandboxRequestRecord } from '../../../src/sandbox/core/types.js';
import {
  digestOf,
  downloadToEnd,
  followToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  target,
  type DownloadRig,
} from '../../helpers/download-rig.js';
import { useSandboxEnvironment, type FaultSketch } from '../../helpers/sandbox.js';

const bytes = randomBytes(400_000);

const sandbox = useSandboxEnvironment({ size: 1 });

afterEach(() => sandbox().faults.clear());

interface Fixture {
  readonly rig: DownloadRig;
  /** Signed URLs given out so far. */
  urls(): number;
  /** What the storage host was asked in this test. */
  requests(): readonly SandboxRequestRecord[];
}

/** A download engine that fetches from the sandbox's storage host, which has these faults. */
async function fixture(
  faults: readonly FaultSketch[],
  plan: Partial<DownloadPlan> = {},
  stallAfterMs = 10_000,
): Promise<Fixture> {
  const { storage, faults: board } = sandbox();
  const earlier = storage.requests.length;
  storage.put('weights', { load: async () => bytes });
  for (const fault of faults) board.add({ server: 'storage', ...fault });
  let urls = 0;
  const adapter = gatewayAdapter({
    plan,
    trustedOrigins: [storage.origin],
    locate: () => {
      urls += 1;
      return { kind: 'url', url: storage.sign('weights', 60_000, 'goog').url, expiresAt: null };
    },
  });
  const rig = await openRig([adapter], { settings: { stallAfterMs } });
  return { rig, urls: () => urls, requests: () => storage.requests.slice(earlier) };
}

describe('a transfer', () => {
  it('brings the bytes, compares them with the digests of the storage host and keeps them by SHA-256', async () => {
    const { rig } = await fixture([]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', error: null, artifactId: digestOf('sha256', bytes) });
    expect(final.progress).toMatchObject({
      receivedBytes: 400_000,
      totalBytes: 400_000,
      percent: 100,
      attempts: 1,
      epoch: 0,
    });
    expect(await storedBytes(rig, final)).toEqual(bytes);
    expect(rig.artifacts.get(final.artifactId!)).toMatchObject({ sizeBytes: 400_000, verification: 'MD5' });
    expect(await rig.leftovers()).toEqual([]);
  });

  it('goes on after cuts where it stopped, under a strong ETag', async () => {
    const { rig, requests } = await fixture([{ kind: 'cut', afterBytes: 100_000, times: 3 }]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', progress: { attempts: 4, epoch: 0 } });
    expect(await storedBytes(rig, final)).toEqual(bytes);
    const [first, ...others] = requests().map(({ headers }) => headers);
    expect(first?.['range']).toMatch(/^bytes=0-/u);
    const starts = others.map(({ range }) => Number(/^bytes=(\d+)-/u.exec(range ?? '')?.[1]));
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(starts[0]).toBeGreaterThan(0);
    for (const headers of others) expect(headers['if-range']).toBe(`"${digestOf('md5', bytes)}"`);
  });

  it('restarts visibly when the object changed meanwhile', async () => {
    const { rig } = await fixture([
      { kind: 'change-etag', times: 1 },
      { kind: 'cut', afterBytes: 100_000, times: 1 },
    ]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 1 } });
    expect(final.progress.restartReason).toMatch(/changed/u);
    expect(await storedBytes(rig, final)).toEqual(bytes);
  });

  it('restarts visibly when the storage host ignores the range', async () => {
    const { rig } = await fixture([{ kind: 'ignore-range' }, { kind: 'cut', afterBytes: 100_000, times: 1 }]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 1 } });
    expect(final.progress.restartReason).toMatch(/whole object/u);
    expect(await storedBytes(rig, final)).toEqual(bytes);
  });

  it('asks for a fresh URL when the old one has expired half-way, and keeps what has come', async () => {
    const { rig, requests, urls } = await fixture(
      [{ kind: 'stall', afterBytes: 150_000, times: 1 }],
      {},
      // Long enough for the URL to expire before it is used again.
      1_000,
    );
    const { id } = await rig.manager.start('registry', target('m'), rig.call);

    await expect.poll(() => rig.manager.get(id)?.progress.receivedBytes).toBe(150_000);
    sandbox().clock.advance(3_600_000);
    await followToEnd(rig.manager, rig.manager.get(id)!);

    const final = rig.manager.get(id)!;
    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expect(requests().map(({ status }) => status)).toEqual([206, 400, 206]);
    expect(urls()).toBe(2);
    expect(await storedBytes(rig, final)).toEqual(bytes);
  });

  it('gives up when fresh URLs are refused twice', async () => {
    const { rig, urls } = await fixture([{ kind: 'expire-url' }]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'URL_EXPIRED', retryable: true } });
    expect(urls()).toBe(3);
  });

  it.each([401, 403, 410])('takes status %i for an expired URL', async (status) => {
    const { rig, urls } = await fixture([{ kind: 'status', status, times: 1 }]);

    expect(await downloadToEnd(rig)).toMatchObject({ state: 'COMPLETED' });
    expect(urls()).toBe(2);
  });

  it.each([429, 500, 503])('tries again after status %i', async (status) => {
    const { rig } = await fixture([{ kind: 'status', status, times: 2 }]);

    expect(await downloadToEnd(rig)).toMatchObject({ state: 'COMPLETED', progress: { attempts: 3 } });
  });

  it('ends at once when the object is gone', async () => {
    const { rig } = await fixture([{ kind: 'status', status: 404 }]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'NOT_FOUND', retryable: false } });
  });

  it('replaces a silent connection and goes on', async () => {
    const { rig } = await fixture([{ kind: 'stall', afterBytes: 150_000, times: 1 }], {}, 300);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({
      state: 'COMPLETED',
      progress: { attempts: 2, epoch: 0, stalled: false },
    });
    expect(await storedBytes(rig, final)).toEqual(bytes);
  });

  it('never calls damaged bytes complete, names both digests and keeps nothing', async () => {
    const { rig } = await fixture([{ kind: 'corrupt', atByte: 123_456 }]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', artifactId: null, error: { code: 'INTEGRITY_MISMATCH' } });
    expect(final.error?.message).toContain(digestOf('md5', bytes));
    expect(rig.artifacts.list()).toEqual([]);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('names both lengths when the provider and the storage host disagree', async () => {
    const { rig } = await fixture([], { expectedBytes: 400_010 });

    const final = await downloadToEnd(rig);

    expect(final.error).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect(final.error?.message).toMatch(/400010 .*400000/u);
  });

  it('never puts a signed URL into a record or the log', async () => {
    const { rig } = await fixture([{ kind: 'cut', afterBytes: 100_000, times: 1 }, { kind: 'expire-url' }]);

    const final = await downloadToEnd(rig);

    expect(final.state).toBe('FAILED');
    expect(JSON.stringify(final) + rig.logLines.join('')).not.toContain('X-Goog-Signature');
  });
});
