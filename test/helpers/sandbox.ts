import { afterAll, afterEach, beforeAll } from 'vitest';
import { createLogger } from '../../src/observability/logger.js';
import type { Fault } from '../../src/sandbox/core/types.js';
import {
  openEnvironment,
  type EnvironmentOptions,
  type RunningEnvironment,
} from '../../src/sandbox/environment.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/start-sandbox.js';

/** A fault whose server is clear from the test. */
export type FaultSketch = Fault extends infer Each
  ? Each extends Fault
    ? Omit<Each, 'server'>
    : never
  : never;

export const silentLog = createLogger('silent', (line) => line);

/**
 * What one sandbox server is started with, for tests of that server alone; lives for the tests of the describe block
 * or file that calls this. Read it inside tests and hooks: `const sandbox = useSandboxEnvironment(); … sandbox().faults`.
 */
export function useSandboxEnvironment(
  options: Omit<EnvironmentOptions, 'log'> = {},
): () => RunningEnvironment {
  return useRunning(
    () => openEnvironment({ log: silentLog, ...options }),
    (environment) => environment.storage.close(),
  );
}

/**
 * A whole sandbox, for as long as the tests of the describe block or file that calls this. Read it inside tests and
 * hooks: `const sandbox = useSandbox(); … sandbox().origins.registry`. Faults are removed after each test.
 */
export function useSandbox(options: Omit<SandboxOptions, 'log'> = {}): () => Sandbox {
  const sandbox = useRunning(
    () => startSandbox({ log: silentLog, ...options }),
    (running) => running.close(),
  );
  afterEach(() => sandbox().faults.clear());
  return sandbox;
}

/** Starts something before the tests of the describe block or file and stops it after them. */
export function useRunning<T>(start: () => Promise<T>, stop: (running: T) => Promise<void>): () => T {
  let running: { readonly value: T } | null = null;
  beforeAll(async () => {
    running = { value: await start() };
  });
  afterAll(async () => {
    if (running !== null) await stop(running.value);
  });
  return () => {
    if (running === null) throw new Error('This is read before the tests have started.');
    return running.value;
  };
}
