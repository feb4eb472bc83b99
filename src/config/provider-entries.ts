import * as z from 'zod';
import type { ProviderType } from '../providers/provider.js';
import { expectedBy, pathOf, unknownKey, valueAt, type Issue } from './issues.js';
import { describeFound, suggestion, type Problem } from './problems.js';
import {
  credentialsSchema,
  PROVIDER_NAME,
  providerPolicySchema,
  type CallerCredentialPolicy,
  type ProviderConfig,
  type ProviderPolicy,
} from './schema.js';
import { Secret } from './secret.js';
import { resolveSecrets, type SecretSource } from './secret-references.js';
import { meaningOf } from './setting.js';

type Entry = Readonly<Record<string, unknown>>;

/** Reads the file's `providers`; problems go to `source.problems`, and an entry that has some is left out. */
export function readProviders(
  entries: readonly Entry[],
  types: readonly ProviderType[],
  source: SecretSource,
): readonly ProviderConfig[] {
  const names = new Set<string>();
  const headers = new Set<string>();
  return entries.flatMap((entry, index) => {
    const where = `providers[${index}]`;
    const { name: givenName, type: givenType, credentials, ...slice } = entry;
    const name = readName(givenName, `${where}.name`, names, source.problems);
    const type = readType(givenType, `${where}.type`, types, source.problems);
    if (type === null) return [];
    const place = { where, name, type };
    const callerCredentials = readCredentialPolicy(credentials, place, headers, source.problems);
    const { policy: givenPolicy, settings: givenSettings } = divide(slice);
    const completed =
      callerCredentials?.required === true ? withPlaceholder(givenSettings, type) : givenSettings;
    const settings = readSettings(completed, place, source);
    const policy = readPolicy(givenPolicy, where, source.problems);
    if (name === null || settings === null || policy === null) return [];
    const provider = { name, type: type.type, settings: settings.value, policy };
    return [callerCredentials === null ? provider : { ...provider, callerCredentials }];
  });
}

const POLICY_KEYS: readonly string[] = providerPolicySchema.keyof().options;

/** What every entry may have, and what its type reads. */
function divide(slice: Entry): { readonly policy: Entry; readonly settings: Entry } {
  const isPolicy = ([key]: readonly [string, unknown]): boolean => POLICY_KEYS.includes(key);
  const entries = Object.entries(slice);
  return {
    policy: Object.fromEntries(entries.filter((entry) => isPolicy(entry))),
    settings: Object.fromEntries(entries.filter((entry) => !isPolicy(entry))),
  };
}

function readPolicy(policy: Entry, where: string, problems: Problem[]): ProviderPolicy | null {
  const parsed = providerPolicySchema.safeParse(policy);
  if (parsed.success) return parsed.data;
  problems.push(...parsed.error.issues.flatMap((issue) => explainPolicy(issue, policy, where)));
  return null;
}

function explainPolicy(issue: Issue, policy: Entry, entry: string): readonly Problem[] {
  const where = pathOf(entry, issue.path);
  const [section, key] = issue.path.map(String);
  const shape = Object.entries(providerPolicySchema.shape)
    .find(([name]) => name === section)?.[1]
    .unwrap().shape;
  const known: Readonly<Record<string, z.ZodType>> = shape ?? {};
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => unknownKey(where, unknown, Object.keys(known)));
  }
  const found = describeFound(valueAt(policy, issue.path), true);
  const schema = key === undefined ? undefined : known[key];
  if (schema === undefined) return [{ where, found, expected: expectedBy(issue), example: null }];
  const { expected, example } = meaningOf(schema);
  return [{ where, found, expected, example: `${key}: ${example}` }];
}

function readName(value: unknown, where: string, names: Set<string>, problems: Problem[]): string | null {
  const expected = 'a name of a-z, 0-9 and -, beginning with a letter, at most 40 characters';
  if (typeof value !== 'string' || !PROVIDER_NAME.test(value)) {
    problems.push({ where, found: describeFound(value, true), expected, example: 'name: registry' });
    return null;
  }
  if (names.has(value)) {
    problems.push({
      where,
      found: `"${value}" a second time`,
      expected: 'a name of its own',
      example: `name: ${value}-2`,
    });
    return null;
  }
  names.add(value);
  return value;
}

function readType(
  value: unknown,
  where: string,
  types: readonly ProviderType[],
  problems: Problem[],
): ProviderType | null {
  const known = types.map(({ type }) => type);
  const type = types.find((candidate) => candidate.type === value);
  if (type !== undefined) return type;
  const hint = typeof value === 'string' ? suggestion(value, known) : '';
  problems.push({
    where,
    found: describeFound(value, true) + hint,
    expected: `one of ${known.join(', ')}`,
    example: `type: ${known[0]}`,
  });
  return null;
}

/** Whose credential the calls carry; null: the gateway's own. */
function readCredentialPolicy(
  value: unknown,
  { where, type }: Place,
  headers: Set<string>,
  problems: Problem[],
): CallerCredentialPolicy | null {
  const parsed = credentialsSchema.safeParse(value);
  const problem = (expected: string): null => {
    const example = 'credentials: { from: caller, header: x-registry-key }';
    problems.push({ where: `${where}.credentials`, found: describeFound(value, false), expected, example });
    return null;
  };
  if (!parsed.success) {
    return problem(
      '{ from: gateway }, or { from: caller, header: NAME, required: true or false } with a name in lower case ' +
        'that begins with x- and has no meaning of its own',
    );
  }
  if (parsed.data.from === 'gateway') return null;
  const { header, required } = parsed.data;
  if (type.credential === undefined) return problem(`nothing: providers of type ${type.type} take none`);
  if (headers.has(header)) return problem('a header of its own: one credential must not go to two providers');
  headers.add(header);
  return { header, required };
}

/** The gateway needs no credential of its own where every call carries the caller's; this one is never sent. */
function withPlaceholder(slice: Entry, { credential }: ProviderType): Entry {
  return credential === undefined ? slice : { [credential]: new Secret(''), ...slice };
}

interface Place {
  readonly where: string;
  readonly name: string | null;
  readonly type: ProviderType;
}

function readSettings(slice: Entry, place: Place, source: SecretSource): { readonly value: unknown } | null {
  const problemsBefore = source.problems.length;
  const resolved = resolveSecrets(slice, place.where, source);
  const parsed = place.type.settings.safeParse(resolved);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) source.problems.push(...explain(issue, resolved, place));
  }
  return parsed.success && source.problems.length === problemsBefore ? { value: parsed.data } : null;
}

function explain(issue: Issue, input: unknown, place: Place): readonly Problem[] {
  const where = pathOf(place.where, issue.path);
  const value = valueAt(input, issue.path);
  const key = issue.path.findLast((part) => typeof part === 'string') ?? '';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => unknownKey(where, unknown, knownKeys(place.type.settings)));
  }
  if (issue.code === 'invalid_type' && issue.expected === 'Secret') {
    const variable = `${place.name ?? place.type.type}_${key.replace(/[A-Z]/gu, '_$&')}`;
    return [
      {
        where,
        found: value === undefined ? 'nothing' : 'a literal value; secrets do not stand in the file',
        expected: 'a secret as { env: NAME } or { file: path }',
        example: `${key}: { env: ${variable.replaceAll('-', '_').toUpperCase()} }`,
      },
    ];
  }
  return [{ where, found: describeFound(value, false), expected: expectedBy(issue), example: null }];
}

function knownKeys(schema: z.ZodType): readonly string[] {
  const common = ['name', 'type', 'credentials', ...POLICY_KEYS];
  return schema instanceof z.ZodObject ? [...common, ...Object.keys(schema.shape)] : common;
}
