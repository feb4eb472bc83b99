import { join, resolve } from 'node:path';
import { artifactsSchema, toStoreConfig, type StoreConfig } from './artifacts-schema.js';
import { readSection } from './read-section.js';
import type { SecretSource } from './secret-references.js';

const SECTION = {
  name: 'artifacts',
  schema: artifactsSchema,
  secrets: ['accessKeyId', 'secretAccessKey'],
} as const;

/**
 * Where the file's `artifacts` says that artifacts are kept; in the data directory where it has problems, which go to
 * `source.problems`, and where there is none.
 */
export function readArtifacts(
  section: Readonly<Record<string, unknown>> | undefined,
  dataDirectory: string,
  source: SecretSource,
): StoreConfig {
  const local: StoreConfig = { kind: 'folder', directory: join(dataDirectory, 'artifacts') };
  const parsed = readSection(SECTION, section ?? {}, source);
  if (parsed === null) return local;
  const config = toStoreConfig(parsed, local.directory);
  if (typeof config !== 'string')
    return config.kind === 'folder'
      ? { ...config, directory: resolve(source.directory, config.directory) }
      : config;
  const found = `the keys ${Object.keys(section ?? {}).join(', ')}`;
  source.problems.push({ where: 'artifacts', found, expected: config, example: null });
  return local;
}
