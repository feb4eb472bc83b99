import { authSchema, toAuthConfig, type AuthConfig } from './auth-schema.js';
import { readSection } from './read-section.js';
import type { SecretSource } from './secret-references.js';

const SECTION = { name: 'auth', schema: authSchema, secrets: ['secret'], hidden: ['publicKey'] } as const;

/** Reads the file's `auth`. Null where there is none, or where it has problems, which go to `source.problems`. */
export function readAuth(
  section: Readonly<Record<string, unknown>> | undefined,
  source: SecretSource,
): AuthConfig | null {
  if (section === undefined) return null;
  const parsed = readSection(SECTION, section, source);
  if (parsed === null) return null;
  const config = toAuthConfig(parsed);
  if (typeof config !== 'string') return config;
  const found = `the keys ${Object.keys(section).join(', ')}`;
  source.problems.push({ where: 'auth', found, expected: config, example: null });
  return null;
}
