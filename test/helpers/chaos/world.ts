import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { PROVIDER_SERVERS, type ProviderServerName } from '../../../src/sandbox/core/types.js';
import { makeDirectory } from '../configuration.js';
import {
  startGatewayProgram,
  startSandboxProgram,
  type GatewayProgram,
  type SandboxProgram,
  type Variables,
} from '../process.js';
import { configureProviders, type FurtherSettings } from '../provider-file.js';
import { startRelay, type Relay } from './relay.js';

/** Names, in the gateway, of the providers that each server of the sandbox stands for. */
export const PROVIDERS: Readonly<Record<ProviderServerName, readonly string[]>> = {
  registry: ['plant-1', 'plant-2'],
  runs: ['training'],
  market: ['public'],
  local: ['desktop'],
};

/** A gateway and a sandbox in processes of their own, with a relay in front of each provider. */
export interface ChaosWorld {
  readonly sandbox: SandboxProgram;
  readonly relays: Readonly<Record<ProviderServerName, Relay>>;
  readonly gateway: GatewayProgram;
  readonly dataDirectory: string;
  /** For a further gateway over the same data. */
  readonly variables: Variables;
}

/** Starts all of it; gone when the test ends. */
export async function startChaosWorld(
  settings: FurtherSettings,
  further: Variables = {},
): Promise<ChaosWorld> {
  const sandbox = await startSandboxProgram();
  const entries = PROVIDER_SERVERS.map(
    async (name) => [name, await startRelay(sandbox.origins[name])] as const,
  );
  const relays = Object.fromEntries(await Promise.all(entries)) as Record<ProviderServerName, Relay>;
  const relayed = Object.fromEntries(PROVIDER_SERVERS.map((name) => [name, relays[name].origin]));
  const dataDirectory = makeDirectory();
  const variables = {
    ...configureProviders({ origins: { ...sandbox.origins, ...relayed } }, settings),
    MODELGATE_DATA_DIR: dataDirectory,
    ...further,
  };
  const gateway = await startGatewayProgram(variables);
  return { sandbox, relays, gateway, dataDirectory, variables };
}

/** What a gateway's process holds. */
export interface Holdings {
  readonly openFiles: number;
  readonly residentMiB: number;
  /** Connections to providers. */
  readonly connections: number;
  /** Files of downloads on their way. */
  readonly partials: number;
}

/** Counts what the gateway's process holds now. */
export async function countHoldings({ gateway, relays, dataDirectory }: ChaosWorld): Promise<Holdings> {
  const metrics = await readMetrics(gateway);
  const ingests = await readdir(`${dataDirectory}/artifacts/ingest`).catch(() => []);
  return {
    openFiles: sumOf(metrics, 'process_open_fds'),
    residentMiB: Math.round(sumOf(metrics, 'process_resident_memory_bytes') / 2 ** 20),
    connections: Object.values(relays).reduce((sum, relay) => sum + relay.connections(), 0),
    partials: ingests.length,
  };
}

/** Tries of calls that the gateway made to these providers, whatever became of them. */
export async function countTries(gateway: GatewayProgram, providers: readonly string[]): Promise<number> {
  const metrics = await readMetrics(gateway);
  const counts = providers.map((name) => sumOf(metrics, `modelgate_upstream_calls_total{provider="${name}"`));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function readMetrics(gateway: GatewayProgram): Promise<string> {
  const response = await fetch(`${gateway.origin}/metrics`);
  expect(response.status).toBe(200);
  return response.text();
}

function sumOf(metrics: string, beginning: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(beginning));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
