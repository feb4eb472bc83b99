import { authSchema, toAuthConfig, type AuthConfig } from './auth-schema.js';
import { unknownKey, valueAt } from './issues.js';
import { describeFound } from './problems.js';
import { resolveSecrets, type SecretSource } from './secret-references.js';
import { meaningOf } from './setting.js';

/** Reads the file's `auth`. Null where there is none, or where it has problems, which go to `source.problems`. */
export function readAuth(
  section: Readonly<Record<string, unknown>> | undefined,
  source: SecretSource,
): AuthConfig | null {
  if (section === undefined) return null;
  const resolved =
    'secret' in section
      ? { ...section, secret: resolveSecrets(section['secret'], 'auth.secret', source) }
      : section;
  const parsed = authSchema.safeParse(resolved);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        const known = Object.keys(authSchema.shape);
        source.problems.push(...issue.keys.map((key) => unknownKey('auth', key, known)));
        continue;
      }
      const key = authSchema.keyof().parse(issue.path[0]);
      const { expected, example } = meaningOf(authSchema.shape[key]);
      const found = describeFound(valueAt(section, [key]), key !== 'secret' && key !== 'publicKey');
      source.problems.push({ where: `auth.${key}`, found, expected, example: `${key}: ${example}` });
    }
    return null;
  }
  const config = toAuthConfig(parsed.data);
  if (typeof config !== 'string') return config;
  const found = `the keys ${Object.keys(section).join(', ')}`;
  source.problems.push({ where: 'auth', found, expected: config, example: null });
  return null;
}
