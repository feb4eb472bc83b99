import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { useSandboxEnvironment } from '../../helpers/sandbox.js';

const START_MS = Date.parse('2026-03-01T12:00:00.500Z');
const MINUTE_MS = 60_000;
const bytes = Buffer.from('123456789');

const sandbox = useSandboxEnvironment({ size: 1, startMs: START_MS, clock: createManualClock(START_MS) });

/** A signed URL of an object with nine bytes. */
function signed(style: 'goog' | 'plain' = 'goog', ttlMs = 60 * MINUTE_MS): string {
  sandbox().storage.put('team a/größe.onnx', { load: async () => bytes });
  return sandbox().storage.sign('team a/größe.onnx', ttlMs, style).url;
}

describe('an object behind a signed URL', () => {
  it('comes whole, with length, type, ETag and hashes', async () => {
    const answer = await rawRequest(signed());

    expect(answer.status).toBe(200);
    expect(answer.bytes).toEqual(bytes);
    expect(answer.headers).toMatchObject({
      'content-length': '9',
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      // The check value of CRC-32C for these nine digits is E3069283 (RFC 3720 and the CRC catalogues).
      'x-goog-hash': `crc32c=${Buffer.from('e3069283', 'hex').toString('base64')},md5=${createHash('md5').update(bytes).digest('base64')}`,
    });
  });

  it('answers HEAD with the same head and no body', async () => {
    const url = signed('plain');

    const whole = await rawRequest(url);
    const head = await rawRequest(url, { method: 'HEAD' });

    expect({ ...head.headers, date: '' }).toEqual({ ...whole.headers, date: '' });
    expect(head.bytes).toHaveLength(0);
  });

  it.each([
    ['bytes=0-3', '1234', 'bytes 0-3/9'],
    ['bytes=4-', '56789', 'bytes 4-8/9'],
    ['bytes=-2', '89', 'bytes 7-8/9'],
    ['bytes=-50', '123456789', 'bytes 0-8/9'],
    ['bytes=7-500', '89', 'bytes 7-8/9'],
  ])('sends the range %s', async (range, content, contentRange) => {
    const answer = await rawRequest(signed(), { headers: { range } });

    expect([answer.status, answer.bytes.toString(), answer.headers['content-range']]).toEqual([
      206,
      content,
      contentRange,
    ]);
  });

  it.each(['bytes=9-', 'bytes=-0'])('refuses the range %s with 416 and the size', async (range) => {
    const answer = await rawRequest(signed(), { headers: { range } });

    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */9']);
  });

  it.each(['bytes=3-1', 'bytes=-', 'lines=1-2', 'bytes=0-1,3-4'])('ignores the range %s', async (range) => {
    expect((await rawRequest(signed(), { headers: { range } })).status).toBe(200);
  });

  it('sends a range only while If-Range names the current ETag', async () => {
    const url = signed();
    const { etag = '' } = (await rawRequest(url)).headers;

    const same = await rawRequest(url, { headers: { range: 'bytes=4-', 'if-range': etag } });
    sandbox().storage.put('team a/größe.onnx', { load: async () => Buffer.from('abcdefghi') });
    const replaced = await rawRequest(url, { headers: { range: 'bytes=4-', 'if-range': etag } });

    expect([same.status, same.bytes.toString()]).toEqual([206, '56789']);
    expect([replaced.status, replaced.bytes.toString()]).toEqual([200, 'abcdefghi']);
  });

  it('is loaded once for requests at the same time', async () => {
    let loads = 0;
    sandbox().storage.put('once', {
      load: async () => {
        loads += 1;
        return bytes;
      },
    });
    const { url } = sandbox().storage.sign('once', MINUTE_MS, 'plain');

    await Promise.all([rawRequest(url), rawRequest(url), rawRequest(url)]);

    expect(loads).toBe(1);
  });

  it('is not there when nothing was put', async () => {
    const answer = await rawRequest(sandbox().storage.sign('nothing', MINUTE_MS, 'goog').url);

    expect(answer.status).toBe(404);
    expect(answer.bytes.toString()).toContain('<Code>NoSuchKey</Code>');
  });

  it('is served to GET and HEAD only', async () => {
    expect((await rawRequest(signed(), { method: 'PUT', body: 'x' })).status).toBe(405);
  });
});

describe('a signed URL', () => {
  it.each(['goog', 'plain'] as const)(
    'in %s style is refused when anything in it is changed',
    async (style) => {
      const url = signed(style);
      const changes = [
        url.replace(/.$/u, (digit) => (digit === '0' ? '1' : '0')),
        url.replace('onnx', 'pth'),
        `${url}&more=1`,
        url.replace(/(Expires|exp)=(\d)/u, '$1=9$2'),
        url.replace(/\?.*/u, ''),
      ];

      for (const changed of changes) {
        const answer = await rawRequest(changed);
        expect([answer.status, answer.bytes.toString()]).toEqual([
          403,
          expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
        ]);
      }
    },
  );

  it('tells when it was made and how long it works', () => {
    const query = new URL(signed('goog', 15 * MINUTE_MS)).searchParams;

    expect(query.get('X-Goog-Date')).toBe('20260301T120000Z');
    expect(query.get('X-Goog-Expires')).toBe('900');
  });

  it('works until its end and then gives the error of its style', async () => {
    const { storage, clock } = sandbox();
    const [goog, plain] = [signed('goog', MINUTE_MS), signed('plain', MINUTE_MS)];
    const { expiresAtMs } = storage.sign('team a/größe.onnx', MINUTE_MS, 'goog');

    clock.advance(expiresAtMs - clock.now() - 1);
    const before = await Promise.all([rawRequest(goog), rawRequest(plain)]);
    clock.advance(1);
    const after = await Promise.all([rawRequest(goog), rawRequest(plain)]);

    expect(before.map(({ status }) => status)).toEqual([200, 200]);
    expect(after.map(({ status }) => status)).toEqual([400, 403]);
    expect(after[0].bytes.toString()).toContain('<Code>ExpiredToken</Code>');
  });
});
