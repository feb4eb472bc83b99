import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { ConfigurationError, type Problem } from '../../src/config/problems.js';
import type { GatewayConfig } from '../../src/config/schema.js';
import type { Environment } from '../../src/config/secret-references.js';
import { PROVIDER_TYPES } from '../../src/providers/registry.js';

/** A directory that is removed when the test ends. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'modelgate-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes `files` by name into a directory of the test, one of them the configuration file, and loads all of it. */
export function load(
  environment: Environment,
  file: string | null = null,
  files: Readonly<Record<string, string>> = {},
): GatewayConfig {
  const directory = makeDirectory();
  const path = join(directory, 'modelgate.yaml');
  if (file !== null) writeFileSync(path, file);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const defaults = {
    MODELGATE_DATA_DIR: join(directory, 'data'),
    ...(file === null ? {} : { MODELGATE_CONFIG: path }),
  };
  return loadConfig({ ...defaults, ...environment }, PROVIDER_TYPES);
}

/** The problems of a configuration that must not load, and the message that a person sees. */
export function problemsOf(attempt: () => unknown): {
  readonly problems: readonly Problem[];
  readonly message: string;
} {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('Expected a ConfigurationError, but the configuration was loaded.');
}
