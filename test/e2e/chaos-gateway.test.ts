import { afterAll, expect, it } from 'vitest';
import { DownloadProgressDocument, ProviderHealthChangedDocument } from '../../client/generated/graphql.js';
import { ask } from '../helpers/ask.js';
import { formatMs, report, tableOf } from '../helpers/chaos/report.js';
import { countHoldings, startChaosWorld, type ChaosWorld } from '../helpers/chaos/world.js';
import { follow, followOverWebSocket } from '../helpers/follow.js';
import { startGatewayProgram } from '../helpers/process.js';
import { collect, firstEvent, overWebSocket } from '../helpers/subscribe.js';

const SHUTDOWN_SECONDS = 10;
const SLOW_QUERY_MS = 1_500;
const QUERIES = 3;
const BYTES_PER_SECOND = 150_000;

/** What clients see who were in the middle of something. */
const TOLD = {
  queries: ['answered', 'answered', 'answered'],
  streams: ['left', 'left'],
  sockets: [1001, 1001],
};
const CUT = { queries: ['cut', 'cut', 'cut'], streams: ['cut', 'cut'], sockets: [1006, 1006] };

const rows: string[][] = [];

async function startDownload({ gateway }: ChaosWorld): Promise<string> {
  const { models } = await ask<{ models: { nodes: readonly { id: string }[] } }>(
    gateway.url,
    '{ models(first: 1, filter: { providers: ["plant-1"], downloadable: true }) { nodes { id } } }',
  );
  const { startDownload: started } = await ask<{ startDownload: { id: string } }>(
    gateway.url,
    'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
    { id: models.nodes[0]!.id },
  );
  return started.id;
}

/** Two subscriptions over each transport, whose ends are counted. */
function subscribeAll(url: string, id: string) {
  const streams = [
    follow(url, DownloadProgressDocument, { id }),
    follow(url, ProviderHealthChangedDocument, {}),
  ];
  const sockets = [
    followOverWebSocket(url, DownloadProgressDocument, { id }),
    followOverWebSocket(url, ProviderHealthChangedDocument, {}),
  ];
  const ends = {
    streams: Promise.all(streams.map(({ end }) => end)),
    sockets: Promise.all(sockets.map(({ closed }) => closed)),
  };
  return { begun: Promise.all([...streams, ...sockets].map(({ first }) => first)), ends };
}

it.each(['SIGTERM', 'SIGKILL'] as const)(
  'a gateway that gets %s in the middle of everything tells whom it can and loses no byte that it had saved',
  async (signal) => {
    const world = await startChaosWorld({}, { MODELGATE_SHUTDOWN_SECONDS: String(SHUTDOWN_SECONDS) });
    const { gateway, sandbox, variables } = world;
    await sandbox.addFault({ server: 'storage', kind: 'slow-body', bytesPerSecond: BYTES_PER_SECOND });
    const id = await startDownload(world);
    const { begun, ends } = subscribeAll(gateway.url, id);
    await begun;
    const under = await firstEvent(
      overWebSocket(gateway.url, DownloadProgressDocument, { id }),
      ({ data }) => (data?.downloadProgress.progress.receivedBytes ?? 0) > BYTES_PER_SECOND,
    );
    await sandbox.addFault({
      server: 'registry',
      kind: 'latency',
      ms: SLOW_QUERY_MS,
      match: '/models/',
      times: QUERIES,
    });
    const refs = Array.from(
      { length: QUERIES },
      (_, index) => `plant-1:00000000-0000-4000-8000-00000000000${index}`,
    );
    const queries = refs.map((ref) =>
      ask(gateway.url, 'query ($ref: String!) { model(by: { ref: $ref }) { ref } }', { ref }).then(
        () => 'answered',
        (error: Error) => (error.message.includes('NOT_FOUND') ? 'answered' : 'cut'),
      ),
    );
    await sandbox.leavesFaults(1);

    const stoppedMs = performance.now();
    gateway.kill(signal);
    const exit = await gateway.exit;
    const drainMs = performance.now() - stoppedMs;
    const told = {
      queries: await Promise.all(queries),
      streams: await ends.streams,
      sockets: await ends.sockets,
    };
    await sandbox.clearFaults();
    const restartedMs = performance.now();
    const again = await startGatewayProgram(variables);
    const startMs = performance.now() - restartedMs;
    const records = await collect(overWebSocket(again.url, DownloadProgressDocument, { id }));
    const completedMs = performance.now() - restartedMs;

    const savedBytes = under.data!.downloadProgress.progress.receivedBytes;
    const [first, last] = [records[0]!.data!.downloadProgress, records.at(-1)!.data!.downloadProgress];
    const keptBytes = first.progress.receivedBytes ?? 0;
    const { partials } = await countHoldings({ ...world, gateway: again });
    rows.push([
      signal,
      `${exit} after ${formatMs(drainMs)}`,
      told.queries.join(', '),
      told.streams.join(', '),
      told.sockets.join(', '),
      formatMs(startMs),
      `${Math.round(keptBytes / 1_024)} KiB, then ${last.state} after ${formatMs(completedMs)}`,
      String(partials),
    ]);
    const isOrderly = signal === 'SIGTERM';
    expect(exit).toBe(isOrderly ? 0 : 'SIGKILL');
    expect(told).toEqual(isOrderly ? TOLD : CUT);
    expect(drainMs).toBeLessThan(isOrderly ? SLOW_QUERY_MS + 2_000 : 1_000);
    // An orderly stop saves all that had come; a kill costs what was not saved yet.
    expect(keptBytes).toBeGreaterThanOrEqual(isOrderly ? (savedBytes ?? 0) : 1);
    expect(last).toMatchObject({ state: 'COMPLETED', progress: { epoch: 0 } });
    expect(partials).toBe(0);
  },
);

afterAll(() => {
  const head = [
    'signal',
    'exit',
    'running queries',
    'event streams',
    'WebSockets',
    'next start',
    'download',
    'left over',
  ];
  report('gateway', tableOf(head, rows));
});
