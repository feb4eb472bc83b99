import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '../../src/observability/logger.js';
import type { Fault } from '../../src/sandbox/core/types.js';
import {
  openEnvironment,
  type EnvironmentOptions,
  type RunningEnvironment,
} from '../../src/sandbox/environment.js';

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
  let environment: RunningEnvironment | undefined;
  beforeAll(async () => {
    environment = await openEnvironment({ log: silentLog, ...options });
  });
  afterAll(() => environment?.storage.close());
  return () => {
    if (environment === undefined) throw new Error('The sandbox is read before the tests have started.');
    return environment;
  };
}
