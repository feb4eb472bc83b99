import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createTransferEngine } from '../../src/downloads/engine/engine.js';
import type { Tuning } from '../../src/downloads/engine/tuning.js';
import type {
  ObjectLocation,
  TransferEngine,
  TransferJob,
  TransferLimits,
  TransferProgress,
  TransferredObject,
} from '../../src/downloads/engine/types.js';

/** Small sizes and short times, so that little data shows parts, windows and pauses. */
export const SMALL_TUNING: Tuning = {
  partBytes: 16 * 1024,
  solePartBytes: 32 * 1024,
  minPartBytes: 4 * 1024,
  windowBytes: 128 * 1024,
  // Not a multiple of the parts.
  blockBytes: 20 * 1024,
  rampWindowMs: 60,
  // As it is: what little data comes in a short time says little of a rate.
  slowAfterMs: 10_000,
  retryUnitMs: 5,
  saveEveryMs: 50,
};

export interface Attempt {
  readonly directory: string;
  readonly url: string | (() => Promise<ObjectLocation>);
  readonly origins?: readonly string[];
  readonly job?: Partial<Omit<TransferJob, 'directory' | 'limits' | 'trustedOrigins'>>;
  readonly limits?: Partial<TransferLimits>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
}

/** Runs one transfer with ordinary settings except for what is named. */
export function transferOnce(engine: TransferEngine, attempt: Attempt): Promise<TransferredObject> {
  const { directory, url, origins, job = {}, limits = {}, onProgress = () => undefined } = attempt;
  const trustedOrigins = origins ?? (typeof url === 'string' ? [new URL(url).origin] : []);
  return engine.transfer(
    {
      directory,
      expectedBytes: null,
      digests: [],
      hasExpectedDigest: false,
      trustedOrigins,
      limits: {
        maxConnections: 4,
        maxConnectionsPerHost: 16,
        bytesPerSecond: null,
        stallAfterMs: 2_000,
        ...limits,
      },
      ...job,
    },
    {
      signal: attempt.signal ?? new AbortController().signal,
      locate: typeof url === 'string' ? () => Promise.resolve({ url, expiresAt: null }) : url,
      onProgress,
    },
  );
}

/** One engine for all tests of a file: its threads take a moment to start. */
export function shareEngine(
  options: { readonly bytesPerSecond?: number; readonly tuning?: Partial<Tuning> } = {},
): TransferEngine {
  const engine = createTransferEngine({
    bytesPerSecond: options.bytesPerSecond ?? null,
    tuning: { ...SMALL_TUNING, ...options.tuning },
  });
  afterAll(() => engine.close());
  return engine;
}

/** A directory that is removed when the test ends. */
export async function useDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-engine-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
