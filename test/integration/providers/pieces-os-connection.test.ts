import { describe, expect, it } from 'vitest';
import type { DiscoveryPlaces } from '../../../src/providers/pieces-os/discovery.js';
import { captureLog } from '../../helpers/capture-log.js';
import { startServer } from '../../helpers/http-server.js';
import {
  localCall,
  openLocalAdapter,
  readAllRecords,
  readRecord,
  useLocalRuntime,
} from '../../helpers/pieces-os.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { startScriptedRuntime } from '../../helpers/scripted-runtime.js';

const runtime = useLocalRuntime();
const portOf = (origin: string) => Number(new URL(origin).port);
const scanning = (...origins: readonly string[]): DiscoveryPlaces => ({
  portFile: '/nowhere',
  ports: origins.map(portOf),
  oldPorts: [],
});

describe('finding the runtime', () => {
  it('passes over a port where something else answers', async () => {
    const stranger = await startServer((_request, response) => response.writeHead(404).end());
    const adapter = openLocalAdapter({ places: scanning(stranger.origin, runtime().server.origin) });

    expect(await readAllRecords(adapter)).toHaveLength(40);
    expect(stranger.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'HEAD /.well-known/health',
    ]);
  });

  it('passes over a port where something accepts and never answers', async () => {
    const silent = await startServer(() => {});
    const adapter = openLocalAdapter({ places: scanning(silent.origin, runtime().server.origin) });

    expect(await readAllRecords(adapter)).toHaveLength(40);
  });

  it('says that the runtime is not running when nothing is found, which is the usual state of a desktop program', async () => {
    const adapter = openLocalAdapter({ places: { portFile: '/nowhere', ports: [], oldPorts: [] } });

    const error = await rejectionOf(adapter.probe(localCall));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'local', retryable: true });
    expect(error.message).toMatch(/not running/u);
  });

  it('says the same when the configured address refuses connections, and works once the runtime is started', async () => {
    const gone = await startScriptedRuntime();
    await gone.close();
    const adapter = openLocalAdapter({ baseUrl: gone.origin });

    const error = await rejectionOf(adapter.probe(localCall));
    await startScriptedRuntime(portOf(gone.origin));

    expect(error.code).toBe('PROVIDER_UNAVAILABLE');
    expect(error.message).toMatch(/not running/u);
    expect(await adapter.probe(localCall)).toEqual({ version: null });
  });

  it('finds a runtime again that has moved to another port, and forgets the one before', async () => {
    const before = await startScriptedRuntime();
    const after = await startScriptedRuntime();
    const adapter = openLocalAdapter({ places: scanning(before.origin, after.origin) });
    await readRecord(adapter, before.id);
    const requestsBefore = after.requests.length;

    await before.close();
    const record = await readRecord(adapter, after.id);

    expect(requestsBefore).toBe(0);
    expect(record.nativeId).toBe(after.id);
    expect(after.requests).toContain(`GET /model/${after.id}`);
  });
});

describe('the application identity', () => {
  it('is asked for once, also by calls that start together, and sent with every later call', async () => {
    const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });
    const requests = runtime().watchRequests();

    await Promise.all([readAllRecords(adapter), adapter.probe(localCall)]);
    await readAllRecords(adapter);

    const last = runtime().server.requests.at(-1);
    expect(requests().filter((request) => request === 'POST /connect')).toHaveLength(1);
    expect(last?.headers['x-application-id']).toMatch(/^[0-9a-f-]{36}$/u);
  });

  it('stays out of the log, since some releases take it for a key', async () => {
    const { log, lines } = captureLog();
    const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });

    await adapter.probe({ ...localCall, log });

    const id = runtime().server.requests.at(-1)?.headers['x-application-id'];
    expect(lines.join()).toContain('attached to the runtime');
    expect(lines.join()).not.toContain(id);
  });

  it.each([
    ['refuses the application', { kind: 'status', status: 400 } as const],
    ['fails', { kind: 'status', status: 500 } as const],
    ['does not know the route', { kind: 'status', status: 404 } as const],
    ['answers with nonsense', { kind: 'tamper', pointer: '/application/id', value: 7 } as const],
  ])('is worked without when the runtime %s', async (_name, fault) => {
    runtime().misbehave({ ...fault, match: '^/connect$' });
    const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });

    expect(await readAllRecords(adapter)).toHaveLength(40);
    expect(runtime().server.requests.at(-1)?.headers).not.toHaveProperty('x-application-id');
  });
});

describe('probing', () => {
  it('tells the version', async () => {
    const adapter = openLocalAdapter({ baseUrl: runtime().server.origin });

    expect(await adapter.probe(localCall)).toEqual({ version: '12.1.0' });
  });

  it.each([['ok'], ['OK'], ['Ok:7d0f6f0e-3b52-4a6e-9a51-0c1f6f9b2a10']])(
    'takes the health text %j, and a release that does not tell its version',
    async (health) => {
      const scripted = await startScriptedRuntime();
      scripted.health = health;

      expect(await openLocalAdapter({ baseUrl: scripted.origin }).probe(localCall)).toEqual({
        version: null,
      });
    },
  );

  it('fails when something else than Pieces OS answers', async () => {
    const stranger = await startServer((_request, response) => response.end('<html>'));
    const adapter = openLocalAdapter({ baseUrl: stranger.origin });

    expect((await rejectionOf(adapter.probe(localCall))).code).toBe('PROVIDER_PROTOCOL');
  });
});
