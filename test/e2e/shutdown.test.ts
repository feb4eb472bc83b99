import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { DownloadProgressDocument, RunChangedDocument } from '../../client/generated/graphql.js';
import { ask } from '../helpers/ask.js';
import { follow, followOverWebSocket } from '../helpers/follow.js';
import {
  startGatewayProgram,
  startSandboxProgram,
  type GatewayProgram,
  type SandboxProgram,
} from '../helpers/process.js';
import { configureProviders } from '../helpers/provider-file.js';

const SHUTDOWN_SECONDS = 10;
const SLOW_QUERY_MS = 1_500;

let sandbox: SandboxProgram;
let gateway: GatewayProgram;

beforeEach(async () => {
  sandbox = await startSandboxProgram();
  gateway = await startGatewayProgram({
    ...configureProviders(sandbox),
    MODELGATE_SHUTDOWN_SECONDS: String(SHUTDOWN_SECONDS),
  });
});

/** A connection that asks whether the gateway is ready, but for the last line of the request. */
async function halfAskedReadiness() {
  const { hostname, port } = new URL(gateway.origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('GET /ready HTTP/1.1\r\nhost: modelgate\r\nconnection: close\r\n');
  return () => {
    socket.end('\r\n');
    return text(socket);
  };
}

interface Work {
  readonly models: { readonly nodes: readonly { id: string; ref: string }[] };
  readonly runs: { readonly nodes: readonly { id: string }[] };
}

/** A model and a run to work with, and a download that takes longer than any test. */
async function startWork() {
  const { models, runs } = await ask<Work>(
    gateway.url,
    `{
      models(first: 1, filter: { providers: ["plant-1"], downloadable: true }) { nodes { id ref } }
      runs(first: 1, filter: { status: [RUNNING] }) { nodes { id } }
    }`,
  );
  await sandbox.addFault({ server: 'storage', kind: 'slow-body', bytesPerSecond: 1_000 });
  const start = 'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }';
  const [model, run] = [models.nodes[0]!, runs.nodes[0]!.id];
  const { startDownload } = await ask<{ startDownload: { id: string } }>(gateway.url, start, {
    id: model.id,
  });
  return { model, run, download: startDownload.id };
}

describe('a gateway that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s answers what it was asked, ends subscriptions and downloads, and exits with 0',
    async (signal) => {
      const { model, run, download } = await startWork();
      const streams = [
        follow(gateway.url, DownloadProgressDocument, { id: download }),
        follow(gateway.url, RunChangedDocument, { id: run }),
      ];
      const sockets = [
        followOverWebSocket(gateway.url, DownloadProgressDocument, { id: download }),
        followOverWebSocket(gateway.url, RunChangedDocument, { id: run }),
      ];
      await Promise.all([...streams, ...sockets].map(({ first }) => first));
      const finishReadiness = await halfAskedReadiness();
      await sandbox.addFault({
        server: 'registry',
        kind: 'latency',
        ms: SLOW_QUERY_MS,
        match: '/models/',
        times: 1,
      });
      const slow = ask(gateway.url, 'query ($ref: String!) { model(by: { ref: $ref }) { ref } }', model);
      await sandbox.leavesFaults(1);

      const stoppedAt = performance.now();
      gateway.kill(signal);

      await expect.poll(() => gateway.stderr()).toContain('"Stopping"');
      expect(await finishReadiness()).toMatch(/^HTTP\/1\.1 503 .*\{"status":"stopping"\}$/su);
      expect(await slow).toEqual({ model: { ref: model.ref } });
      // A gateway that leaves does not say that subscriptions are over.
      expect(await Promise.all(streams.map(({ end }) => end))).toEqual(['left', 'left']);
      expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1001, 1001]);
      expect(await gateway.exit).toBe(0);
      // Nothing but the slow query is waited for: no connection that is kept for a next request, no bytes of the download.
      expect(performance.now() - stoppedAt).toBeLessThan(SLOW_QUERY_MS + 2_000);
    },
  );

  it('cuts a query that takes longer than MODELGATE_SHUTDOWN_SECONDS', async () => {
    const impatient = await startGatewayProgram({
      ...configureProviders(sandbox),
      MODELGATE_SHUTDOWN_SECONDS: '1',
    });
    await sandbox.addFault({ server: 'local', kind: 'hang', times: 1 });
    const outcome = ask(impatient.url, '{ model(by: { ref: "desktop:any" }) { ref } }').then(
      () => 'answered',
      () => 'cut',
    );
    await sandbox.leavesFaults(0);

    const stoppedAt = performance.now();
    impatient.kill('SIGTERM');

    expect(await outcome).toBe('cut');
    expect(await impatient.exit).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(4_000);
  });
});
