import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../src/downloads/engine/types.js';
import { transferOnce, useDirectory, shareEngine } from '../../helpers/engine-rig.js';
import { objectBytes, sha256, startObjectHost } from '../../helpers/object-host.js';
import { rejectionOf } from '../../helpers/rejection.js';

const KIB = 1024;
const bytes = objectBytes(700 * KIB, 1);
const engine = shareEngine();
const strong = { bytes, etag: '"v1"' };

describe('a transfer', () => {
  it('brings the object in ranges from the front and computes the digests that were asked for', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    const object = await transferOnce(engine, {
      directory,
      url: host.url,
      job: { digests: ['md5', 'crc32c'], expectedBytes: bytes.length },
    });
    expect(bytes.equals(await readFile(object.path))).toBe(true);
    expect(object).toEqual({
      path: join(directory, 'data'),
      sizeBytes: bytes.length,
      digests: {
        md5: createHash('md5').update(bytes).digest('hex'),
        crc32c: expect.stringMatching(/^[0-9a-f]{8}$/u),
        sha256: sha256(bytes),
      },
      announced: { md5: null, crc32c: null, sha256: null },
      announcedBytes: bytes.length,
      etag: '"v1"',
      damagedBytes: 0,
    });
    expect(host.ranges[0]).toBe(`bytes=0-${32 * KIB - 1}`);
    expect(host.sentBytes).toBe(bytes.length);
  });

  it('opens more connections while they bring more, up to the limit', async () => {
    const host = await startObjectHost(strong);
    host.bytesPerSecond = 200 * KIB;
    const seen: number[] = [];
    const object = await transferOnce(engine, {
      directory: await useDirectory(),
      url: host.url,
      limits: { maxConnections: 3 },
      onProgress: ({ connections }) => seen.push(connections),
    });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(Math.max(...seen)).toBe(3);
    expect(host.sentBytes).toBe(bytes.length);
  });

  it('takes an object without ranges, without a length, or without a byte', async () => {
    const whole = await startObjectHost(strong);
    whole.behave = () => ({ kind: 'ignoreRange' });
    const first = await transferOnce(engine, { directory: await useDirectory(), url: whole.url });
    expect(first.digests.sha256).toBe(sha256(bytes));
    const empty = await startObjectHost({ bytes: Buffer.alloc(0), etag: '"e"' });
    const second = await transferOnce(engine, { directory: await useDirectory(), url: empty.url });
    expect(second).toMatchObject({ sizeBytes: 0, digests: { sha256: sha256(Buffer.alloc(0)) } });
  });

  it('takes an object without a strong ETag in one piece', async () => {
    const host = await startObjectHost({ bytes, etag: 'W/"v1"' });
    const object = await transferOnce(engine, { directory: await useDirectory(), url: host.url });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(host.ranges).toEqual([`bytes=0-${32 * KIB - 1}`, '']);
  });

  it('refuses another length than the provider announced, naming both', async () => {
    const host = await startObjectHost(strong);
    const failure = await rejectionOf(
      transferOnce(engine, {
        directory: await useDirectory(),
        url: host.url,
        job: { expectedBytes: 5 },
      }),
    );
    expect(failure).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect(host.ranges).toHaveLength(1);
    expect(failure).toHaveProperty('message', expect.stringMatching(/\b5\b.*\b716800\b/u));
  });

  it.each([1, -1])('names both lengths when that of each part is wrong by %i', async (surplusBytes) => {
    const host = await startObjectHost(strong);
    host.behave = () => ({ kind: 'wrongLength', surplusBytes });
    const failure = await rejectionOf(
      transferOnce(engine, { directory: await useDirectory(), url: host.url }),
    );
    expect(failure).toMatchObject({ code: 'PROVIDER_PROTOCOL', retryable: true });
    expect(failure.message).toMatch(new RegExp(`32768 bytes.* ${32768 + surplusBytes}\\b`, 'u'));
  });

  it('asks once for a fresh URL when the old one is refused, and keeps what it has', async () => {
    const host = await startObjectHost(strong);
    host.behave = (request) => (request > 3 && request < 6 ? { kind: 'status', status: 403 } : null);
    let located = 0;
    const object = await transferOnce(engine, {
      directory: await useDirectory(),
      url: () => {
        located += 1;
        return Promise.resolve({ url: `${host.url}&n=${located}`, expiresAt: null });
      },
      origins: [host.origin],
      limits: { maxConnections: 1 },
    });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(located).toBe(3);
    expect(host.sentBytes).toBe(bytes.length);
  });

  it('rejects with what the owner threw when it could not say where the bytes are', async () => {
    const trouble = new Error('the provider is away');
    await expect(
      transferOnce(engine, { directory: await useDirectory(), url: () => Promise.reject(trouble) }),
    ).rejects.toBe(trouble);
  });

  it('reports a storage host that stays silent as stalled, and gives up after four times that', async () => {
    const host = await startObjectHost(strong);
    host.behave = (request) => (request > 1 ? { kind: 'silent', afterBytes: null } : null);
    const seen: TransferProgress[] = [];
    const failure = await rejectionOf(
      transferOnce(engine, {
        directory: await useDirectory(),
        url: host.url,
        limits: { stallAfterMs: 150, maxConnections: 1 },
        onProgress: (progress) => seen.push(progress),
      }),
    );
    expect(failure).toMatchObject({ code: 'PROVIDER_TIMEOUT', retryable: true });
    expect(seen.some(({ isStalled }) => isStalled)).toBe(true);
  });
});

describe('going on after an end', () => {
  it('fetches only what the journal lacks', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    const leaving = new AbortController();
    host.bytesPerSecond = 400 * KIB;
    const failure = await rejectionOf(
      transferOnce(engine, {
        directory,
        url: host.url,
        signal: leaving.signal,
        onProgress: ({ receivedBytes }) => receivedBytes > 200 * KIB && leaving.abort(),
      }),
    );
    expect(failure).toMatchObject({ code: 'CANCELLED' });
    const partial = await engine.inspectPartial(directory);
    expect(partial?.totalBytes).toBe(bytes.length);
    expect(partial?.receivedBytes).toBeGreaterThan(200 * KIB);
    host.bytesPerSecond = null;
    const before = host.sentBytes;
    const object = await transferOnce(engine, { directory, url: host.url });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(host.sentBytes - before).toBe(bytes.length - (partial?.receivedBytes ?? 0));
  });

  it('asks for nothing when everything is there', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    await transferOnce(engine, { directory, url: host.url });
    const requests = host.ranges.length;
    const object = await transferOnce(engine, { directory, url: host.url });
    expect(object.digests.sha256).toBe(sha256(bytes));
    expect(host.ranges.length).toBe(requests);
  });

  it('starts over visibly when the object was replaced by one of the same length', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    const leaving = new AbortController();
    host.bytesPerSecond = 400 * KIB;
    await rejectionOf(
      transferOnce(engine, {
        directory,
        url: host.url,
        signal: leaving.signal,
        onProgress: ({ receivedBytes }) => receivedBytes > 100 * KIB && leaving.abort(),
      }),
    );
    host.bytesPerSecond = null;
    host.object = { bytes: objectBytes(bytes.length, 2), etag: '"v2"' };
    const seen: TransferProgress[] = [];
    const object = await transferOnce(engine, {
      directory,
      url: host.url,
      onProgress: (progress) => seen.push(progress),
    });
    expect(host.object.bytes.equals(await readFile(object.path))).toBe(true);
    expect(seen.at(-1)).toMatchObject({ epoch: 1, restartReason: 'The object changed at the storage host.' });
  });

  it('does not believe a journal that was cut or tells more than the file has', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    await transferOnce(engine, { directory, url: host.url });
    const path = join(directory, 'journal.json');
    const journal = await readFile(path, 'utf8');
    await writeFile(path, journal.slice(0, -3));
    expect(await engine.inspectPartial(directory)).toBeNull();
    await writeFile(path, journal);
    await writeFile(join(directory, 'data'), bytes.subarray(0, 1000));
    expect(await engine.inspectPartial(directory)).toBeNull();
    const object = await transferOnce(engine, { directory, url: host.url });
    expect(object.digests.sha256).toBe(sha256(bytes));
  });

  it('never writes the URL to disk', async () => {
    const host = await startObjectHost(strong);
    const directory = await useDirectory();
    await transferOnce(engine, { directory, url: host.url });
    const journal = await readFile(join(directory, 'journal.json'), 'utf8');
    expect(journal).not.toContain('signature');
    expect(journal).not.toContain(host.origin);
  });
});
