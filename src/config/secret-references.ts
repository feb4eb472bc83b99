import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import type { Problem } from './problems.js';
import { Secret } from './secret.js';

/** Variables of the process, as `process.env` has them. An empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where secrets come from, and what was found on the way. */
export interface SecretSource {
  readonly environment: Environment;
  /** Directory against which `file` paths are resolved: that of the configuration file. */
  readonly directory: string;
  readonly secrets: Secret[];
  /** Variables that were named, set or not. */
  readonly variables: Set<string>;
  readonly problems: Problem[];
}

const referenceSchema = z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() })]);

/** One line that can stand in an HTTP header. */
const PRINTABLE = /^[\x20-\x7e]+$/u;

/**
 * The same value with every `{ env: NAME }` and `{ file: path }` in it replaced by the {@link Secret} that it names.
 * One that cannot be had is noted as a problem and replaced by an empty secret, so that it is reported only once.
 */
export function resolveSecrets(value: unknown, where: string, source: SecretSource): unknown {
  const reference = referenceSchema.safeParse(value);
  if (reference.success) {
    const secret = new Secret(readSecret(reference.data, where, source));
    source.secrets.push(secret);
    return secret;
  }
  if (Array.isArray(value))
    return value.map((item, index) => resolveSecrets(item, `${where}[${index}]`, source));
  if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveSecrets(item, `${where}.${key}`, source)]),
  );
}

function readSecret(
  reference: z.output<typeof referenceSchema>,
  where: string,
  source: SecretSource,
): string {
  const value =
    'env' in reference
      ? fromEnvironment(reference.env, where, source)
      : fromFile(reference.file, where, source);
  if (value === null) return '';
  if (PRINTABLE.test(value)) return value;
  source.problems.push({
    where,
    found: 'a secret with line breaks or other characters that no HTTP header takes',
    expected: 'one line of printable ASCII',
    example: null,
  });
  return '';
}

function fromEnvironment(name: string, where: string, source: SecretSource): string | null {
  source.variables.add(name);
  const value = source.environment[name]?.trim() ?? '';
  if (value !== '') return value;
  source.problems.push({
    where,
    found: `environment variable ${name}, which is not set`,
    expected: `${name} to hold the secret`,
    example: `export ${name}=...`,
  });
  return null;
}

function fromFile(path: string, where: string, source: SecretSource): string | null {
  const absolute = resolve(source.directory, path);
  const problem = (found: string): null => {
    source.problems.push({ where, found, expected: 'a readable file that holds the secret', example: null });
    return null;
  };
  try {
    const value = readFileSync(absolute, 'utf8').trim();
    return value === '' ? problem(`file ${absolute}, which is empty`) : value;
  } catch (error) {
    return problem(`file ${absolute}, which cannot be read (${reasonOf(error)})`);
  }
}

/** The system's short name of a failure, such as ENOENT. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
