import { describe, expect, it } from 'vitest';
import { followToEnd, gatewayAdapter, target, temporaryFolder } from '../../helpers/download-rig.js';
import { sha256Of } from '../../helpers/downloads.js';
import { objectBytes, startObjectHost } from '../../helpers/object-host.js';
import { startRedis } from '../../helpers/redis.js';
import { openReplica } from '../../helpers/download-replicas.js';

describe('replicas', () => {
  it('show, share and end one download together', async () => {
    const redis = await startRedis();
    const bytes = objectBytes(400_000, 1);
    const host = await startObjectHost({ bytes, etag: '"v1"' });
    host.bytesPerSecond = 400_000;
    const adapter = gatewayAdapter({
      locate: () => ({ kind: 'url', url: host.url, expiresAt: null }),
      trustedOrigins: [host.origin],
    });
    const dataDirectory = await temporaryFolder();
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(() => openReplica(redis, [adapter], { dataDirectory })),
    );
    const started = await one!.manager.start('registry', target('m'), one!.call);
    const joined = await two!.manager.start('registry', target('m'), two!.call);
    expect(joined.id).toBe(started.id);
    await expect.poll(() => three!.manager.get(started.id)?.state).toBe('TRANSFERRING');
    const told = await followToEnd(three!.manager, started);
    expect(told.at(-1)).toMatchObject({ state: 'COMPLETED' });
    const artifactId = told.at(-1)!.artifactId!;
    expect(artifactId).toBe(sha256Of(bytes));
    for (const replica of [one!, two!, three!]) {
      await expect.poll(() => replica.artifacts.get(artifactId)?.sizeBytes).toBe(400_000);
      await expect.poll(() => replica.manager.get(started.id)?.state).toBe('COMPLETED');
    }
  });
});
