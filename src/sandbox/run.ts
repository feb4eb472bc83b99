import { once } from 'node:events';
import { createLogger } from '../observability/logger.js';
import type { SandboxServerName } from './core/types.js';
import { startSandbox, type SandboxOptions } from './start-sandbox.js';

/** What a sandbox of its own is run with. */
export interface RunOptions extends Omit<SandboxOptions, 'log'> {
  /** Told where its servers are. */
  readonly onStart: (origins: Readonly<Record<SandboxServerName, string>>) => void;
  /** Aborted when it is to stop. */
  readonly signal: AbortSignal;
}

/** Runs a sandbox until the signal. Rejects when it cannot start. */
export async function runSandbox({ onStart, signal, ...options }: RunOptions): Promise<void> {
  const sandbox = await startSandbox({ ...options, log: createLogger('warn', (line) => line) });
  onStart(sandbox.origins);
  if (!signal.aborted) await once(signal, 'abort');
  await sandbox.close();
}
