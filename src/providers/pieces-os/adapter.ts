import * as z from 'zod';
import { isGatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, ProbeResult, ProviderAdapter, ProviderInstance } from '../provider.js';
import { PiecesClient } from './client.js';
import { Connection } from './connection.js';
import { knownPlaces, type DiscoveryPlaces } from './discovery.js';
import { createDownloads, type CancelTiming } from './downloads.js';
import { createEditing } from './editing.js';
import { createModelReader } from './models.js';
import type { ProgressTiming } from './progress-feed.js';
import { ProgressHub } from './progress-socket.js';
import { createRuntimeControl } from './runtime.js';

export const piecesOsSettings = z.strictObject({
  /** Address of the runtime, such as `http://127.0.0.1:39300`. Absent: it is looked for on this machine. */
  baseUrl: z.url({ protocol: /^https?$/u }).optional(),
  /** How long a started download may show no sign of life, in milliseconds, before it counts as failed. */
  downloadStartTimeoutMs: z.int().positive().default(120_000),
});
export type PiecesOsSettings = z.output<typeof piecesOsSettings>;

/** What the adapter takes from its surroundings; only tests give others than {@link ownMachine}. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly places: DiscoveryPlaces;
  readonly timing: CancelTiming & Omit<ProgressTiming, 'beginLimitMs'>;
}

/** This machine, and pauses like those that the vendor's own client keeps between two reads. */
export function ownMachine(): Surroundings {
  return {
    platform: process.platform,
    places: knownPlaces(process.platform),
    timing: {
      beginPollMs: 100,
      runPollMs: 1_000,
      quietPollMs: 15_000,
      cancelPollMs: 200,
      cancelLimitMs: 10_000,
    },
  };
}

/** Makes the adapter of one runtime. */
export function createPiecesOs(
  { name, settings, http, log }: ProviderInstance<PiecesOsSettings>,
  { platform, places, timing }: Surroundings,
): ProviderAdapter {
  const baseUrl = settings.baseUrl ?? null;
  const connection = new Connection({ provider: name, baseUrl, places, platform, http });
  const client = new PiecesClient(name, connection);
  const progressTiming = { ...timing, beginLimitMs: settings.downloadStartTimeoutMs };
  const hub = new ProgressHub({ client, timing: progressTiming, log });

  async function probe(call: CallOptions): Promise<ProbeResult> {
    await client.checkHealth(call);
    const version = await client.readVersion(call).catch((error: unknown) => {
      if (isGatewayError(error) && error.code === 'UNSUPPORTED') return null;
      throw error;
    });
    return { version };
  }

  return {
    name,
    type: 'pieces-os',
    kind: 'RUNTIME',
    models: createModelReader(client),
    downloads: createDownloads({ client, hub, timing }),
    editing: createEditing(client),
    runtime: createRuntimeControl(client),
    probe,
    close: async () => {
      hub.close();
      await connection.close();
    },
  };
}
