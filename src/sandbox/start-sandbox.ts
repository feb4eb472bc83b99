import { startAdmin } from './admin.js';
import type {
  Fault,
  FaultBoard,
  RunningSandboxServer,
  SandboxClock,
  SandboxServerName,
} from './core/types.js';
import { startDatatureViSandbox, type DatatureViSandboxOptions } from './datature-vi/server.js';
import { openEnvironment, type EnvironmentOptions } from './environment.js';
import { startPictographSandbox, type PictographSandboxOptions } from './pictograph/server.js';
import {
  startPiecesOsSandbox,
  type PiecesOsSandbox,
  type PiecesOsSandboxOptions,
} from './pieces-os/server.js';
import { describeProviders, type SandboxProvider } from './provider-settings.js';
import { startWriftaiSandbox, type WriftaiSandboxOptions } from './wriftai/server.js';

export interface SandboxOptions extends Omit<EnvironmentOptions, 'storagePort'> {
  /** Port of each server; 0, which is the default, takes any free one. */
  readonly ports?: Readonly<Partial<Record<SandboxServerName, number>>>;
  /** In force from the start. */
  readonly initialFaults?: readonly Fault[];
  readonly registry?: PictographSandboxOptions;
  readonly runs?: DatatureViSandboxOptions;
  readonly market?: WriftaiSandboxOptions;
  readonly local?: PiecesOsSandboxOptions;
}

/** A running sandbox: everything that a gateway needs to serve models without a key or a service. */
export interface Sandbox {
  readonly origins: Readonly<Record<SandboxServerName, string>>;
  readonly servers: Readonly<Record<SandboxServerName, RunningSandboxServer>> & {
    readonly local: PiecesOsSandbox;
  };
  readonly faults: FaultBoard;
  readonly clock: SandboxClock;
  /** What a gateway is configured with to have all four providers. */
  readonly providers: readonly SandboxProvider[];
  /** Ends every connection, hanging ones included. */
  close(): Promise<void>;
}

/**
 * Starts the four providers' servers, the storage host and the admin routes over one data set. Rejects when a port is
 * taken or the model files are not installed; nothing is left running then.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const port = (name: SandboxServerName) => options.ports?.[name] ?? 0;
  const running: RunningSandboxServer[] = [];
  const close = async () => {
    await Promise.all(running.map((server) => server.close()));
  };
  const opened = async <Server extends RunningSandboxServer>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    running.push(server);
    return server;
  };
  try {
    const environment = await openEnvironment({ ...options, storagePort: port('storage') });
    const { storage, faults, clock } = environment;
    running.push(storage);
    for (const fault of options.initialFaults ?? []) faults.add(fault);
    const served = {
      registry: await opened(startPictographSandbox(environment, port('registry'), options.registry)),
      runs: await opened(startDatatureViSandbox(environment, port('runs'), options.runs)),
      market: await opened(startWriftaiSandbox(environment, port('market'), options.market)),
      local: await opened(startPiecesOsSandbox(environment, port('local'), options.local)),
      storage,
    };
    const servedOrigins = {
      registry: served.registry.origin,
      runs: served.runs.origin,
      market: served.market.origin,
      local: served.local.origin,
      storage: storage.origin,
    };
    const admin = await opened(startAdmin({ environment, origins: servedOrigins }, port('admin')));
    const origins = { ...servedOrigins, admin: admin.origin };
    const providers = describeProviders(servedOrigins);
    return { origins, servers: { ...served, admin }, faults, clock, providers, close };
  } catch (error) {
    await close();
    throw error;
  }
}
