import { describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../src/downloads/engine/types.js';
import { shareEngine, transferOnce, useDirectory } from '../../helpers/engine-rig.js';
import { objectBytes, sha256, startObjectHost } from '../../helpers/object-host.js';

const KIB = 1024;
const SLOW_AFTER_MS = 400;
const bytes = objectBytes(700 * KIB, 1);

describe('a connection that only drips', () => {
  const engine = shareEngine({ tuning: { slowAfterMs: SLOW_AFTER_MS } });

  it.each([1, 4])(
    'is replaced, which is no failure (with %i connections at most)',
    async (maxConnections) => {
      const host = await startObjectHost({ bytes, etag: '"v1"' });
      host.bytesPerSecond = 400 * KIB;
      // Neither the first nor the last.
      host.behave = (request) => (request === 6 ? { kind: 'trickle', afterBytes: 1_000 } : null);
      const seen: TransferProgress[] = [];
      const object = await transferOnce(engine, {
        directory: await useDirectory(),
        url: host.url,
        limits: { maxConnections },
        onProgress: (progress) => seen.push(progress),
      });
      expect(object.digests.sha256).toBe(sha256(bytes));
      // On a busy machine others may seem to drip, too.
      expect(seen.at(-1)!.attempts).toBeGreaterThanOrEqual(2);
      expect(seen.at(-1)!.epoch).toBe(0);
      expect(seen.every(({ waitingUntil }) => waitingUntil === null)).toBe(true);
    },
  );

  it('is left alone where another one would have to start over', async () => {
    const host = await startObjectHost({ bytes: bytes.subarray(0, 161 * KIB), etag: 'W/"v1"' });
    host.bytesPerSecond = 100 * KIB;
    host.behave = () => ({ kind: 'trickle', afterBytes: 156 * KIB });
    const object = await transferOnce(engine, { directory: await useDirectory(), url: host.url });
    expect(object.sizeBytes).toBe(161 * KIB);
    expect(host.ranges).toHaveLength(2);
    expect(host.ranges[1]).toBe('');
  });
});
