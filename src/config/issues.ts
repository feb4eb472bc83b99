import type { z } from 'zod';
import { suggestion, type Problem } from './problems.js';

/** One thing that a schema found wrong. */
export type Issue = z.core.$ZodIssue;

/** A key that nobody reads: most likely a typing mistake, which must not go unnoticed. */
export function unknownKey(where: string, key: string, known: readonly string[]): Problem {
  return {
    where: where === '' ? key : `${where}.${key}`,
    found: `an unknown key${suggestion(key, known)}`,
    expected: `one of ${known.join(', ')}`,
    example: null,
  };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

/** What zod missed, in the words of the documents. */
export function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'an http or https URL';
  if (issue.code === 'invalid_format') return `a text like ${issue.pattern ?? issue.format}`;
  return issue.message.replace(/^Too (?:small|big): expected \w+ to (?:have|be) /u, '');
}

/** `providers[0]` and `['a', 1]` give `providers[0].a[1]`. */
export function pathOf(where: string, path: readonly PropertyKey[]): string {
  const full = path.reduce<string>(
    (text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${String(part)}`),
    where,
  );
  return full.replace(/^\./u, '');
}

/** What stands at a path of the input; undefined where the path leads nowhere. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}
