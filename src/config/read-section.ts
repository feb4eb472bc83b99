import type { z } from 'zod';
import { unknownKey, valueAt } from './issues.js';
import { describeFound } from './problems.js';
import { resolveSecrets, type SecretSource } from './secret-references.js';
import { meaningOf } from './setting.js';

/** A section of the file that may name secrets. */
export interface SecretSection<Schema extends z.ZodObject> {
  readonly name: string;
  readonly schema: Schema;
  /** Keys that name a secret. */
  readonly secrets: readonly string[];
  /** Further keys whose values are not shown. */
  readonly hidden?: readonly string[];
}

/** Reads a section with its secrets. Null where it has problems, which go to `source.problems`. */
export function readSection<Schema extends z.ZodObject>(
  { name, schema, secrets, hidden = [] }: SecretSection<Schema>,
  section: Readonly<Record<string, unknown>>,
  source: SecretSource,
): z.output<Schema> | null {
  const resolved = Object.entries(section).map(([key, value]) => [
    key,
    secrets.includes(key) ? resolveSecrets(value, `${name}.${key}`, source) : value,
  ]);
  const parsed = schema.safeParse(Object.fromEntries(resolved));
  if (parsed.success) return parsed.data;
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      source.problems.push(...issue.keys.map((key) => unknownKey(name, key, Object.keys(shape))));
      continue;
    }
    const key = String(issue.path[0]);
    const meaning = shape[key];
    if (meaning === undefined) continue;
    const { expected, example } = meaningOf(meaning);
    const found = describeFound(valueAt(section, [key]), ![...secrets, ...hidden].includes(key));
    source.problems.push({ where: `${name}.${key}`, found, expected, example: `${key}: ${example}` });
  }
  return null;
}
