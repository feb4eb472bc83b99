import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { makeDirectory } from '../../helpers/configuration.js';
import { artifactOf, fetchBytes, followDownload, sha256Of, startDownload } from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, startGateway } from '../../helpers/gateway.js';
import { isWithoutRedis, launchRedis, redisConfigOf } from '../../helpers/redis.js';
import { useRunning, useSandbox } from '../../helpers/sandbox.js';

const isSkipped = isWithoutRedis('the roles of replicas');
const STATE = 'query ($id: ID!) { download(id: $id) { state } }';

describe.skipIf(isSkipped)('replicas with one role each', () => {
  const redis = useRunning(launchRedis, (running) => running.stop());
  const sandbox = useSandbox({ size: 4, market: { limitsRate: false } });
  let deployments = 0;

  /** One for each call of `open`, over the same folder. */
  function deployment() {
    const dataDirectory = makeDirectory();
    const prefix = `deployment-${(deployments += 1)}:`;
    return async (role: 'api' | 'downloads') => {
      const config = { dataDirectory, roles: [role], redis: redisConfigOf(redis(), prefix) };
      const gateway = await startGateway({ providers: sandboxProviders(sandbox()), config });
      onTestFinished(() => gateway.close());
      return gateway;
    };
  }

  const receivedBytes = async (origin: string): Promise<number> => {
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    const counted = [...metrics.matchAll(/^modelgate_download_bytes_total\{[^}]*\} (\d+)/gmu)];
    return counted.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  };

  it('the api starts, shows and serves what it never carries itself', async () => {
    const open = deployment();
    const api = await open('api');
    const model = await findModel(api, 'registry', { downloadable: true });

    const { id } = await startDownload(api, model.id);
    const following = followDownload(api, id);
    expect(dataOf(await api.askText(STATE, { id }))).toEqual({ download: { state: 'QUEUED' } });
    const carrier = await open('downloads');
    const last = (await following).at(-1)!;
    const { files } = await artifactOf(api, last);

    expect(last.state).toBe('COMPLETED');
    expect(dataOf(await api.askText(STATE, { id }))).toEqual({ download: { state: 'COMPLETED' } });
    expect(sha256Of(await fetchBytes(files[0]!.url!))).toBe(files[0]!.sha256);
    expect(await receivedBytes(api.origin)).toBe(0);
    expect(await receivedBytes(carrier.origin)).toBeGreaterThan(0);
  });

  it('the one for downloads says how it is, and refuses everything that clients ask', async () => {
    const carrier = await deployment()('downloads');
    const statusOf = async (path: string): Promise<number> => (await fetch(carrier.origin + path)).status;

    expect(await Promise.all(['/health', '/ready', '/metrics'].map(statusOf))).toEqual([200, 200, 200]);
    expect(await Promise.all(['/', '/graphql?query={__typename}', '/artifacts/x/0'].map(statusOf))).toEqual([
      503, 503, 503,
    ]);
    const socket = new WebSocket(carrier.url.replace(/^http/u, 'ws'), 'graphql-transport-ws');
    const refused = await new Promise((resolve) => {
      socket.once('open', () => resolve(false));
      socket.once('error', () => resolve(true));
    });
    expect(refused).toBe(true);
  });
});
