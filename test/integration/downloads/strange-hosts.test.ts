import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { DownloadPlan } from '../../../src/providers/provider.js';
import {
  digestOf,
  downloadToEnd,
  gatewayAdapter,
  openRig,
  storedBytes,
  type DownloadRig,
} from '../../helpers/download-rig.js';
import { startServer, type TestServer } from '../../helpers/http-server.js';

const bytes = Buffer.from('0123456789');
const UNKNOWN = { md5: null, crc32c: null, sha256: null };

/** A host that answers the n-th request with the n-th handler, the last one from then on. */
async function scripted(answers: readonly RequestListener[]): Promise<TestServer> {
  let count = 0;
  return startServer((request, response) => {
    answers[Math.min(count++, answers.length - 1)]!(request, response);
  });
}

/** A download from such a host. */
async function fixture(
  answers: readonly RequestListener[],
  plan: Partial<DownloadPlan> = {},
): Promise<{ rig: DownloadRig; server: TestServer }> {
  const server = await scripted(answers);
  const adapter = gatewayAdapter({
    plan,
    trustedOrigins: [server.origin],
    locate: () => ({ kind: 'url', url: `${server.origin}/object`, expiresAt: null }),
  });
  return { rig: await openRig([adapter]), server };
}

const whole =
  (headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': '10', ...headers }).end(bytes);
  };
/** Sends the first bytes, then breaks the connection. */
const cutAfter =
  (count: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': '10', ...headers });
    response.write(bytes.subarray(0, count), () => setImmediate(() => response.destroy()));
  };
const part =
  (contentRange: string, body: string, etag = '"v1"'): RequestListener =>
  (_request, response) => {
    response
      .writeHead(206, { 'content-range': contentRange, etag, 'content-length': String(body.length) })
      .end(body);
  };

describe('a part that cannot be continued', () => {
  const tag = { etag: '"v1"' };
  it.each<[string, readonly RequestListener[]]>([
    ['the range starts elsewhere', [cutAfter(4, tag), part('bytes 3-9/10', '3456789'), whole(tag)]],
    ['the range ends early', [cutAfter(4, tag), part('bytes 4-8/10', '45678'), whole(tag)]],
    ['the total differs', [cutAfter(4, tag), part('bytes 4-10/11', '456789x'), whole(tag)]],
    ['the range is unreadable', [cutAfter(4, tag), part('nonsense', '456789'), whole(tag)]],
    ['the ETag differs', [cutAfter(4, tag), part('bytes 4-9/10', '456789', '"v2"'), whole(tag)]],
    ['the ETag became weak', [cutAfter(4, tag), part('bytes 4-9/10', '456789', 'W/"v1"'), whole(tag)]],
    [
      'there is no such range',
      [cutAfter(4, tag), (_request, response) => response.writeHead(416).end(), whole(tag)],
    ],
    ['there was no ETag', [cutAfter(4), whole()]],
    ['the ETag was weak', [cutAfter(4, { etag: 'W/"v1"' }), whole()]],
  ])('is dropped visibly when %s, and the file is right', async (_why, answers) => {
    const { rig } = await fixture(answers);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', progress: { epoch: 1 } });
    expect(final.progress.restartReason).toMatch(/./u);
    expect(await storedBytes(rig, final)).toEqual(bytes);
  });

  it('asks without If-Range when there is nothing to continue under', async () => {
    const { rig, server } = await fixture([cutAfter(4), whole()]);

    await downloadToEnd(rig);

    expect(server.requests[1]?.headers['range']).toMatch(/^bytes=0-/u);
    expect(server.requests[1]?.headers).not.toHaveProperty('if-range');
  });
});

describe('a URL that expires', () => {
  it.each([
    ['is replaced before it is tried again', 1_000, 2],
    ['is used again while it lasts', 3_600_000, 1],
  ])('%s', async (_what, ttlMs, urls) => {
    let located = 0;
    // How many URLs there had been when each request came.
    const urlsBefore: number[] = [];
    const counted =
      (answer: RequestListener): RequestListener =>
      (request, response) => {
        urlsBefore.push(located);
        answer(request, response);
      };
    const server = await scripted([
      counted((_request, response) => response.writeHead(503).end()),
      counted(whole()),
    ]);
    const adapter = gatewayAdapter({
      trustedOrigins: [server.origin],
      locate: () => {
        located += 1;
        return { kind: 'url', url: server.origin, expiresAt: new Date(Date.now() + ttlMs) };
      },
    });

    expect(await downloadToEnd(await openRig([adapter]))).toMatchObject({ state: 'COMPLETED' });
    expect(urlsBefore).toEqual([1, urls]);
  });
});

describe('lengths', () => {
  it('that conflict before the first byte are named', async () => {
    const { rig } = await fixture([whole()], { expectedBytes: 12 });

    const { error } = await downloadToEnd(rig);

    expect(error).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect(error?.message).toMatch(/announced 12 bytes.* 10\b/u);
  });

  it.each([
    ['too few', '01234', /announced 10 bytes.*: 5\b/u],
    ['too many', '0123456789abc', /announced 10 bytes.*at least 13\b/u],
  ])('are compared also when the host announces none: %s', async (_what, body, message) => {
    const { rig } = await fixture(
      [(_request, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(body)],
      { expectedBytes: 10 },
    );

    const { error } = await downloadToEnd(rig);

    expect(error).toMatchObject({ code: 'INTEGRITY_MISMATCH', message: expect.stringMatching(message) });
    expect(await rig.leftovers()).toEqual([]);
  });

  it('that are exceeded end the transfer before the body does, so that it cannot fill the volume', async () => {
    const { rig } = await fixture(
      [
        (_request, response) => {
          response.writeHead(200, { 'transfer-encoding': 'chunked' }).write('0123456789abc');
        },
      ],
      { expectedBytes: 10 },
    );

    const { state, error, progress } = await downloadToEnd(rig);

    expect({ state, code: error?.code, receivedBytes: progress.receivedBytes }).toEqual({
      state: 'FAILED',
      code: 'INTEGRITY_MISMATCH',
      receivedBytes: 0,
    });
    expect(error?.message).toMatch(/announced 10 bytes.*at least 13\b/u);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('may be unknown altogether', async () => {
    const { rig } = await fixture([
      (_request, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(bytes),
    ]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'COMPLETED', progress: { totalBytes: 10, percent: 100 } });
    expect(rig.artifacts.get(final.artifactId!)?.verification).toBe('NONE');
  });

  it('are the only comparison when nobody announces a digest', async () => {
    const { rig } = await fixture([whole()]);

    const final = await downloadToEnd(rig);

    expect(rig.artifacts.get(final.artifactId!)?.verification).toBe('SIZE_ONLY');
  });
});

describe('digests', () => {
  // CRC-32C of "123456789" is e3069283 (check value of the RFC 3720 polynomial); that of the bytes here, 0 to 9, 280c069e.
  const crc32c = '280c069e';
  const md5 = createHash('md5').update(bytes).digest();

  it.each([
    ['MD5', { md5: md5.toString('hex') }, {}],
    ['CRC32C', { crc32c }, {}],
    ['SHA256', { sha256: digestOf('sha256', bytes) }, {}],
    ['SHA256', { sha256: digestOf('sha256', bytes).toUpperCase(), md5: md5.toString('hex') }, {}],
    [
      'MD5',
      {},
      {
        'x-goog-hash': `crc32c=${Buffer.from(crc32c, 'hex').toString('base64')},md5=${md5.toString('base64')}`,
      },
    ],
    ['CRC32C', {}, { 'x-goog-hash': `crc32c=${Buffer.from(crc32c, 'hex').toString('base64')}` }],
  ] as const)('that match give the level %s', async (level, digests, headers) => {
    const { rig } = await fixture([whole(headers)], { expectedDigests: { ...UNKNOWN, ...digests } });

    const final = await downloadToEnd(rig);

    expect(final.state).toBe('COMPLETED');
    expect(rig.artifacts.get(final.artifactId!)?.verification).toBe(level);
  });

  it.each([
    ['MD5', { md5: '0'.repeat(32) }, {}],
    ['CRC-32C', { crc32c: '00000000' }, {}],
    ['SHA-256', { sha256: '0'.repeat(64) }, {}],
    ['CRC-32C', {}, { 'x-goog-hash': 'crc32c=AAAAAA==' }],
    ['CRC-32C', { md5: md5.toString('hex') }, { 'x-goog-hash': 'crc32c=AAAAAA==' }],
  ] as const)('that differ in %s fail with both values', async (label, digests, headers) => {
    const { rig } = await fixture([whole(headers)], { expectedDigests: { ...UNKNOWN, ...digests } });

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', artifactId: null, error: { code: 'INTEGRITY_MISMATCH' } });
    expect(final.error?.message).toMatch(
      new RegExp(`${label} 0+, but the received bytes have [0-9a-f]*[1-9a-f]`, 'u'),
    );
    expect(rig.artifacts.list()).toEqual([]);
  });

  it('are right over a continued transfer, too', async () => {
    const { rig } = await fixture([cutAfter(4, { etag: '"v1"' }), part('bytes 4-9/10', '456789')], {
      expectedDigests: { ...UNKNOWN, crc32c, md5: md5.toString('hex') },
    });

    expect(await downloadToEnd(rig)).toMatchObject({
      state: 'COMPLETED',
      progress: { epoch: 0, attempts: 2 },
    });
  });
});

describe('an answer that makes no sense', () => {
  it.each([
    ['no content', (_request, response) => response.writeHead(204).end(), 'PROVIDER_PROTOCOL'],
    ['a compressed body', whole({ 'content-encoding': 'gzip' }), 'PROVIDER_PROTOCOL'],
    [
      'a refusal for good',
      (_request, response) => response.writeHead(451).end('not here'),
      'PROVIDER_REJECTED',
    ],
  ] satisfies [string, RequestListener, string][])('ends the download: %s', async (_what, answer, code) => {
    const { rig, server } = await fixture([answer]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', error: { code } });
    expect(server.requests).toHaveLength(1);
    expect(await rig.leftovers()).toEqual([]);
  });

  it('a URL that must not be fetched ends it, too', async () => {
    const adapter = gatewayAdapter({
      locate: () => ({ kind: 'url', url: 'http://169.254.169.254/secret', expiresAt: null }),
    });
    const rig = await openRig([adapter]);

    expect(await downloadToEnd(rig)).toMatchObject({ state: 'FAILED', error: { code: 'URL_FORBIDDEN' } });
  });
});

describe('an object that the provider gives itself', () => {
  it('fails as a mismatch when it has another length than was announced', async () => {
    const adapter = gatewayAdapter({
      plan: { expectedBytes: 11 },
      locate: () => ({ kind: 'inline', bytes }),
    });
    const rig = await openRig([adapter]);

    const final = await downloadToEnd(rig);

    expect(final).toMatchObject({ state: 'FAILED', error: { code: 'INTEGRITY_MISMATCH' } });
    expect(final.error?.message).toContain('11 bytes');
    expect(await rig.leftovers()).toEqual([]);
  });
});
