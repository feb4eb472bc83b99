import { createSandboxServer } from '../core/server.js';
import type { RunningSandboxServer, SandboxEnvironment } from '../core/types.js';
import { createRuntimeData } from './data.js';
import { realTime, SimulatedDownloads, type Schedule } from './downloads.js';
import { runtimeRoutes } from './routes.js';
import { RuntimeStore } from './store.js';
import { RuntimeStreams } from './streams.js';

export interface PiecesOsSandboxOptions {
  /** How long a simulated fetch takes, in milliseconds. Default 6000. */
  readonly downloadMs?: number;
  /** Default: real timers. */
  readonly schedule?: Schedule;
}

/** The running server, and how many progress streams clients hold open. */
export interface PiecesOsSandbox extends RunningSandboxServer {
  openProgressStreams(): number;
}

/** Starts the local runtime; its base URL is the origin. */
export async function startPiecesOsSandbox(
  environment: SandboxEnvironment,
  port: number,
  { downloadMs = 6_000, schedule = realTime }: PiecesOsSandboxOptions = {},
): Promise<PiecesOsSandbox> {
  const { catalog, clock, faults } = environment;
  const osId = catalog.uuid('local installation');
  const downloads = new SimulatedDownloads({
    durationMs: downloadMs,
    schedule,
    faults,
    onCompleted: (id) => store.completeDownload(id),
  });
  const store: RuntimeStore = new RuntimeStore({
    ...createRuntimeData(catalog),
    downloads,
    now: () => clock.now(),
    newId: (count) => catalog.uuid(`created local model ${count}`),
    onChange: (id, isDeleted) => streams.announce(id, isDeleted),
  });
  const streams = new RuntimeStreams({ downloads, osId, ids: () => store.ids });
  const applicationId = catalog.uuid('local application');
  const server = await createSandboxServer(
    {
      name: 'local',
      routes: runtimeRoutes({ store, osId, applicationId }),
      notFound: () => ({ status: 404, text: 'Route not found.' }),
      upgrade: (request, socket, head) => streams.upgrade(request, socket, head),
    },
    environment,
    port,
  );
  return {
    origin: server.origin,
    requests: server.requests,
    openProgressStreams: () => streams.progressCount,
    close: () => {
      downloads.close();
      return server.close();
    },
  };
}
