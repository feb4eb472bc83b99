import { expect, it } from 'vitest';
import { DownloadProgressDocument } from '../../client/generated/graphql.js';
import { ask } from '../helpers/ask.js';
import { look } from '../helpers/chaos/load.js';
import { startTestCluster } from '../helpers/cluster.js';
import { crateOf, modelIdOf, startDownloadOf } from '../helpers/cluster-downloads.js';
import { isWithoutNginx, startNginx } from '../helpers/nginx.js';
import { expectNeverBack, followPatiently } from '../helpers/patient-watcher.js';
import { freePort, isWithoutRedis } from '../helpers/redis.js';
import { collect, overSse } from '../helpers/subscribe.js';
import { openWeightsHouse } from '../helpers/weights-house.js';

const MIB = 2 ** 20;
/** How many ask at once after a replica was killed: each of those left gets some of them. */
const CALLERS = 60;
const whole = { status: 200, errors: [], unavailable: {} };

it.skipIf(isWithoutRedis('nginx before a cluster') || isWithoutNginx('nginx before a cluster'))(
  'nginx as it is configured for containers carries queries, both kinds of subscriptions and files, and passes by who is gone',
  async () => {
    const crate = crateOf('weights', 12 * MIB, 2 * MIB);
    const house = await openWeightsHouse([crate]);
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const { replicas } = await startTestCluster({
      ...house.configure({ connectionsPerDownload: 1, spaceReserveMiB: 0 }),
      MODELGATE_PUBLIC_URL: publicUrl,
    });
    await startNginx(
      port,
      replicas.map(({ program }) => program.origin),
    );
    const url = `${publicUrl}/graphql`;

    const id = await startDownloadOf(url, await modelIdOf(url, house, crate));
    const overWebSocket = followPatiently(url, id);
    const events = await collect(overSse(url, DownloadProgressDocument, { id }));
    const told = await overWebSocket;
    const { artifact, state } = told.at(-1)!;
    const part = await fetch(artifact!.files[0]!.url, { headers: { range: 'bytes=1000-1999' } });

    expect(state).toBe('COMPLETED');
    expectNeverBack(told);
    expect(events.at(-1)?.data?.downloadProgress.state).toBe('COMPLETED');
    // They came as they happened, not all at the end.
    expect(Math.min(events.length, told.length)).toBeGreaterThan(5);
    expect(artifact!.files[0]!.url.startsWith(publicUrl)).toBe(true);
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-1999/${crate.bytes.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(crate.bytes.subarray(1_000, 2_000))).toBe(true);

    await replicas[0]!.end('SIGKILL');
    const afterwards = await Promise.all(Array.from({ length: CALLERS }, () => look(url)));

    for (const { status, errors, unavailable } of afterwards)
      expect({ status, errors, unavailable }).toEqual(whole);
    expect(await ask(url, 'query ($id: ID!) { download(id: $id) { state } }', { id })).toEqual({
      download: { state: 'COMPLETED' },
    });
  },
);
