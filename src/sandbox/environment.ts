import type { Logger } from '../observability/logger.js';
import { createCatalog } from './catalog/catalog.js';
import { createWeightsLibrary } from './catalog/weights.js';
import { createRunningClock } from './core/clock.js';
import { createFaultBoard } from './core/faults.js';
import type { ListenAddress, SandboxClock, SandboxEnvironment } from './core/types.js';
import { startStorage, type RunningStorage } from './storage/server.js';

export interface EnvironmentOptions {
  readonly log: Logger;
  /** Models (or runs) of each provider. Default 60. */
  readonly size?: number;
  /** The same seed, size and start give the same data. Default 1. */
  readonly seed?: number;
  /** Sandbox time at the start, in milliseconds since 1970. Default: now. */
  readonly startMs?: number;
  /** Default: a clock that runs from `startMs` with real time. */
  readonly clock?: SandboxClock;
  /** Default: 127.0.0.1 only. */
  readonly address?: ListenAddress;
  /** Port of the storage host; default 0, any free one. */
  readonly storagePort?: number;
}

/** What all sandbox servers share, with the storage host running. */
export type RunningEnvironment = SandboxEnvironment & { readonly storage: RunningStorage };

/**
 * Makes the shared data and starts the storage host; close it with `environment.storage.close()`. Rejects, naming the
 * npm package, when the model files are not installed.
 */
export async function openEnvironment(options: EnvironmentOptions): Promise<RunningEnvironment> {
  const { log, size = 60, seed = 1, startMs = Date.now(), clock = createRunningClock(startMs) } = options;
  const faults = createFaultBoard();
  const catalog = createCatalog({ seed, size, epochMs: startMs, weights: createWeightsLibrary() });
  const address = options.address === undefined ? {} : { address: options.address };
  const signingKey = `sandbox ${seed}`;
  const storage = await startStorage(
    { faults, log, clock, signingKey, ...address },
    options.storagePort ?? 0,
  );
  return { catalog, clock, storage, faults, log, ...address };
}
