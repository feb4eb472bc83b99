import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { rawRequest } from '../../helpers/raw-http.js';
import { useSandboxEnvironment, type FaultSketch } from '../../helpers/sandbox.js';

const bytes = randomBytes(300_000);
const sandbox = useSandboxEnvironment({ size: 1 });

afterEach(() => sandbox().faults.clear());

function signedWith(fault: FaultSketch): string {
  const { storage, faults } = sandbox();
  storage.put('weights', { load: async () => bytes });
  faults.add({ server: 'storage', ...fault });
  return storage.sign('weights', 60_000, 'goog').url;
}

describe('a storage fault', () => {
  it('cut ends the connection after so many bytes', async () => {
    const answer = await rawRequest(signedWith({ kind: 'cut', afterBytes: 100_001 }));

    expect(answer.headers['content-length']).toBe('300000');
    expect(answer.isComplete).toBe(false);
    expect(answer.bytes).toEqual(bytes.subarray(0, 100_001));
  });

  it('wrong-length announces more than comes', async () => {
    const answer = await rawRequest(signedWith({ kind: 'wrong-length', delta: 10 }));

    expect(answer.headers['content-length']).toBe('300010');
    expect([answer.bytes.byteLength, answer.isComplete]).toEqual([300_000, false]);
  });

  it('wrong-length announces and sends less than there is', async () => {
    const answer = await rawRequest(signedWith({ kind: 'wrong-length', delta: -10 }));

    expect(answer.headers['content-length']).toBe('299990');
    expect([answer.bytes.byteLength, answer.isComplete]).toEqual([299_990, true]);
  });

  it('corrupt changes one byte, wherever a range starts, and not the hashes', async () => {
    const url = signedWith({ kind: 'corrupt', atByte: 200_000 });

    const whole = await rawRequest(url);
    const part = await rawRequest(url, { headers: { range: 'bytes=199999-200001' } });
    const other = await rawRequest(url, { headers: { range: 'bytes=0-1' } });

    const different = [...whole.bytes.keys()].filter((index) => whole.bytes[index] !== bytes[index]);
    expect(different).toEqual([200_000]);
    expect(part.bytes).toEqual(whole.bytes.subarray(199_999, 200_002));
    expect(other.bytes).toEqual(bytes.subarray(0, 2));
    expect(whole.headers['x-goog-hash']).toContain(createHash('md5').update(bytes).digest('base64'));
  });

  it('stall sends so many bytes and keeps the connection', async () => {
    const url = signedWith({ kind: 'stall', afterBytes: 70_000 });

    const answer = await rawRequest(url, { leaveAfterBytes: 70_000 });

    expect(answer.bytes).toEqual(bytes.subarray(0, 70_000));
    expect(answer.isComplete).toBe(false);
  });

  it('slow-body keeps to its rate', async () => {
    const url = signedWith({ kind: 'slow-body', bytesPerSecond: 400_000 });

    const startedMs = performance.now();
    const answer = await rawRequest(url, { headers: { range: 'bytes=0-79999' } });

    expect(answer.bytes).toEqual(bytes.subarray(0, 80_000));
    expect(performance.now() - startedMs).toBeGreaterThan(150);
  });

  it('change-etag gives another ETag each time, so that If-Range asks in vain', async () => {
    const url = signedWith({ kind: 'change-etag', times: 2 });

    const first = await rawRequest(url);
    const second = await rawRequest(url, {
      headers: { range: 'bytes=5-', 'if-range': first.headers.etag! },
    });
    const third = await rawRequest(url);

    expect(new Set([first, second, third].map(({ headers }) => headers.etag)).size).toBe(3);
    expect(second.status).toBe(200);
    expect(third.headers.etag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  });

  it('expire-url refuses a URL that is still good', async () => {
    const url = signedWith({ kind: 'expire-url', times: 1 });

    const expired = await rawRequest(url);

    expect([expired.status, expired.bytes.toString()]).toEqual([
      400,
      expect.stringContaining('<Code>ExpiredToken</Code>'),
    ]);
    expect((await rawRequest(url)).status).toBe(200);
  });

  it('ignore-range answers 200 with everything', async () => {
    const answer = await rawRequest(signedWith({ kind: 'ignore-range' }), {
      headers: { range: 'bytes=5-9' },
    });

    expect([answer.status, answer.headers['content-range'], answer.bytes.byteLength]).toEqual([
      200,
      undefined,
      300_000,
    ]);
  });

  it('is not used up by HEAD where it is about the body', async () => {
    const url = signedWith({ kind: 'cut', afterBytes: 1, times: 1 });

    await rawRequest(url, { method: 'HEAD' });

    expect((await rawRequest(url)).isComplete).toBe(false);
  });

  it('status hits before the object is looked at', async () => {
    expect((await rawRequest(signedWith({ kind: 'status', status: 503 }))).status).toBe(503);
  });

  it('leaves other targets alone', async () => {
    expect((await rawRequest(signedWith({ kind: 'cut', afterBytes: 1, match: 'others' }))).isComplete).toBe(
      true,
    );
  });
});

describe('the storage host', () => {
  it('stops sending when the client leaves', async () => {
    const { storage } = sandbox();
    storage.put('endless', { load: async () => Buffer.alloc(64 * 1024 * 1024) });
    const { url } = storage.sign('endless', 60_000, 'plain');

    const answer = await rawRequest(url, { leaveAfterBytes: 1 });

    expect(answer.isComplete).toBe(false);
    expect(answer.bytes.byteLength).toBeLessThan(64 * 1024 * 1024);
  });
});
