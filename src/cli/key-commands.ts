import { InvalidArgumentError, type Command } from 'commander';
import { changeKeyFile, readKeyFile } from '../auth/key-file.js';
import { readKeyUsage } from '../auth/key-usage.js';
import { makeKey, stateOf, type KeyRecord, type KeyWish } from '../auth/key.js';
import { PROVIDER_NAME } from '../config/schema.js';
import { SCOPES, type Scope } from '../domain/caller.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CommandContext } from './context.js';
import { addExamples } from './examples.js';
import { day } from './format.js';
import { withKeyFile } from './key-place.js';
import { parseList } from './parse-options.js';
import { renderTable } from './table.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_NAME_CHARACTERS = 100;

/** Adds `keys create`, `keys list` and `keys revoke`. They work on the data directory; no gateway need be running. */
export function addKeyCommands(program: Command, context: CommandContext): void {
  const keys = program
    .command('keys')
    .description(
      'API keys. They are in the data directory (MODELGATE_DATA_DIR); running gateways follow them, with a Redis those of other directories, too.',
    );
  const create = keys
    .command('create')
    .description('Makes a key and shows it, this one time.')
    .requiredOption('--name <name>', 'who or what will use it', parseName)
    .requiredOption(
      '--scopes <scopes>',
      `what it may do, separated by commas: ${SCOPES.join(', ')}`,
      parseScopes,
    )
    .option(
      '--providers <names>',
      'providers that exist for it, separated by commas (default: all)',
      parseProviders,
    )
    .option('--expires <time>', 'when it ends, such as 90d or 12h (default: never)', parseExpiry)
    .action((options: CreateOptions) => createKey(options, context));
  addExamples(
    create,
    'modelgate keys create --name ci --scopes read,download --expires 90d',
    'modelgate keys create --name market-only --scopes read --providers market --json',
  );
  const list = keys
    .command('list')
    .description('Shows all keys, revoked ones too; never the keys themselves.')
    .action(() => listKeys(context));
  addExamples(list, 'modelgate keys list');
  const revoke = keys
    .command('revoke <id>')
    .description('Ends a key. Running gateways close its connections within about a second.')
    .action((id: string) => revokeKey(id, context));
  addExamples(revoke, 'modelgate keys revoke 0123456789ab');
}

interface CreateOptions {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly providers?: readonly string[];
  readonly expires?: Date;
}

async function createKey(options: CreateOptions, context: CommandContext): Promise<void> {
  const { name, scopes, providers = null, expires: expiresAt = null } = options;
  const wish: KeyWish = { name, scopes, providers, expiresAt };
  const { text, record } = makeKey(wish);
  await withKeyFile(context, (path) => changeKeyFile(path, (keys) => [...keys, record]));
  context.output.result(
    { ...describe(record, undefined), key: text },
    () =>
      `Made key ${record.id}. This is the only time that it is shown:\n\n  ${text}\n\n` +
      `Send it as a header:  Authorization: Bearer ${text}\n` +
      'From the first key on, the gateway asks every caller for a credential, also on loopback.',
  );
}

async function listKeys(context: CommandContext): Promise<void> {
  const { output } = context;
  const [keys, usage] = await withKeyFile(context, (path) =>
    Promise.all([readKeyFile(path), readKeyUsage(path)]),
  );
  const described = (keys ?? []).map((record) => describe(record, usage.get(record.id)));
  output.result(described, () => {
    if (described.length === 0) return 'There are no keys. `modelgate keys create` makes one.';
    const rows = described.map((key) => [
      key.id,
      key.name,
      key.state,
      key.scopes.join(','),
      key.providers?.join(',') ?? 'all',
      day(key.createdAt),
      day(key.expiresAt) ?? 'never',
      day(key.lastUsedAt) ?? 'never',
    ]);
    return renderTable(
      ['ID', 'NAME', 'STATE', 'SCOPES', 'PROVIDERS', 'CREATED', 'EXPIRES', 'LAST USED'],
      rows,
    );
  });
}

async function revokeKey(id: string, context: CommandContext): Promise<void> {
  const revoke = (keys: readonly KeyRecord[]): readonly KeyRecord[] => {
    if (!keys.some((key) => key.id === id))
      throw new GatewayError(
        'NOT_FOUND',
        `There is no key ${id}. \`modelgate keys list\` shows all of them.`,
      );
    return keys.map((key) => (key.id === id ? { ...key, revokedAt: key.revokedAt ?? new Date() } : key));
  };
  await withKeyFile(context, (path) => changeKeyFile(path, revoke));
  context.output.result({ id, state: 'revoked' }, () => `Revoked key ${id}.`);
}

/** What is shown of a key: not even its hash. */
function describe(record: KeyRecord, lastUsedAt: Date | undefined) {
  const { secretHash: _, ...shown } = record;
  return { ...shown, state: stateOf(record), lastUsedAt: lastUsedAt ?? null };
}

function parseName(text: string): string {
  // It is shown in terminals and logs, so it must not steer them.
  if (/^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(text) && text.length <= MAX_NAME_CHARACTERS) return text;
  throw new InvalidArgumentError(`Expected a name of at most ${MAX_NAME_CHARACTERS} visible characters.`);
}

function parseScopes(text: string): readonly Scope[] {
  const wanted = parseList(text);
  const scopes = SCOPES.filter((scope) => wanted.includes(scope));
  if (wanted.length > 0 && wanted.every((word) => scopes.some((scope) => scope === word))) return scopes;
  throw new InvalidArgumentError(`Expected some of ${SCOPES.join(', ')}, separated by commas.`);
}

function parseProviders(text: string): readonly string[] {
  const names = parseList(text);
  if (names.length > 0 && names.every((name) => PROVIDER_NAME.test(name))) return names;
  throw new InvalidArgumentError('Expected names of providers as in the configuration, separated by commas.');
}

function parseExpiry(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([dh])$/u.exec(text) ?? [];
  if (count === undefined || Number(count) === 0)
    throw new InvalidArgumentError('Expected a number of days or hours, such as 90d or 12h.');
  return new Date(Date.now() + Number(count) * (unit === 'd' ? DAY_MS : HOUR_MS));
}
