import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { ProviderType } from '../providers/provider.js';
import { isLoopback } from './auth-schema.js';
import { cacheSchema } from './cache-schema.js';
import { CLIENT_VARIABLES, clientEnvironmentSchema, type ClientSettings } from './client-schema.js';
import { readConfigFile, type ConfigFile } from './config-file.js';
import { environmentSchema, VARIABLES } from './environment-schema.js';
import { exposureProblem } from './exposure.js';
import { ConfigurationError, describeFound, suggestion, type Problem } from './problems.js';
import { readProviders } from './provider-entries.js';
import { readAuth } from './read-auth.js';
import { readArtifacts } from './read-artifacts.js';
import { readRedis } from './read-redis.js';
import type { RedisConfig } from './redis-schema.js';
import { limitsSchema } from './limits-schema.js';
import { downloadsSchema, federationSchema, type GatewayConfig } from './schema.js';
import { reasonOf, type Environment, type SecretSource } from './secret-references.js';
import { meaningOf, ROLES } from './setting.js';

/** The variables of this process; only this file looks at them. */
export function readEnvironment(): Environment {
  // eslint-disable-next-line node/no-process-env -- the one place
  return process.env;
}

/** Where the API keys are. */
export interface KeyPlace {
  /** The file in the data directory. */
  readonly path: string;
  /** Where replicas exchange their keys; null: nowhere. */
  readonly redis: RedisConfig | null;
}

/** Where the API keys are; for commands that need nothing else of the configuration. */
export function loadKeyPlace(environment: Environment): KeyPlace {
  const problems: Problem[] = [];
  const variables = readVariables(environment, problems);
  const path = environment['MODELGATE_CONFIG'] ?? '';
  const file = path === '' ? null : readConfigFile(path, problems);
  const source = secretSource(environment, path, problems);
  const redis = readRedis(variables.REDIS_URL, file?.redis, source);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { path: keyFileOf(variables.MODELGATE_DATA_DIR), redis };
}

function secretSource(environment: Environment, path: string, problems: Problem[]): SecretSource {
  return { environment, directory: dirname(resolve(path)), secrets: [], variables: new Set(), problems };
}

/** Where a gateway is that commands talk to. Throws ConfigurationError. */
export function loadClientSettings(environment: Environment): ClientSettings {
  const problems: Problem[] = [];
  const variables = readGood(clientEnvironmentSchema, environment, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { url: variables.MODELGATE_URL, key: variables.MODELGATE_KEY };
}

/**
 * Reads the whole configuration: variables, the file that they name, the secrets that the file names. Makes the data
 * directory. Throws ConfigurationError, which lists all problems at once.
 */
export function loadConfig(environment: Environment, providerTypes: readonly ProviderType[]): GatewayConfig {
  const problems: Problem[] = [];
  const variables = readVariables(environment, problems);
  const path = environment['MODELGATE_CONFIG'] ?? '';
  const file = path === '' ? null : readConfigFile(path, problems);
  const source = secretSource(environment, path, problems);
  const providers = readProviders(file?.providers ?? [], providerTypes, source);
  const auth = readAuth(file?.auth, source);
  const redis = readRedis(variables.REDIS_URL, file?.redis, source);
  checkRoles(variables, redis, problems);
  const dataDirectory = resolve(variables.MODELGATE_DATA_DIR);
  const artifacts = readArtifacts(file?.artifacts, dataDirectory, source);
  // A file that could not be read may have had the section.
  if ((path === '' || file !== null) && redis === null)
    checkExposure(variables, file?.auth !== undefined, problems);
  // A file that could not be read may name such variables as its secrets; then nothing is known about them.
  if (path === '' || file !== null) refuseUnknownVariables(environment, source);
  const limits = limitsOf(file, source);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return deepFreeze({
    host: variables.MODELGATE_HOST,
    allowsOpen: variables.MODELGATE_ALLOW_UNAUTHENTICATED,
    port: variables.PORT,
    publicUrl: variables.MODELGATE_PUBLIC_URL,
    dataDirectory,
    artifacts,
    keyFile: keyFileOf(variables.MODELGATE_DATA_DIR),
    auth,
    logLevel: variables.MODELGATE_LOG_LEVEL,
    drainMs: variables.MODELGATE_DRAIN_SECONDS * 1_000,
    shutdownMs: variables.MODELGATE_SHUTDOWN_SECONDS * 1_000,
    redis,
    roles: variables.MODELGATE_ROLES,
    cursorKey: variables.MODELGATE_CURSOR_KEY,
    graphql: {
      graphiql: variables.MODELGATE_GRAPHIQL,
      introspection: variables.MODELGATE_INTROSPECTION,
      corsOrigins: variables.MODELGATE_CORS_ORIGINS,
    },
    console: variables.MODELGATE_CONSOLE,
    sandbox:
      file === null
        ? { size: variables.MODELGATE_SANDBOX_SIZE, seed: variables.MODELGATE_SANDBOX_SEED }
        : null,
    providers,
    tracingEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
    federation: file?.federation ?? federationSchema.parse({}),
    downloads: file?.downloads ?? downloadsSchema.parse({}),
    limits,
    cache: file?.cache ?? cacheSchema.parse({}),
    secrets: [
      ...source.secrets,
      ...(variables.MODELGATE_CURSOR_KEY === null ? [] : [variables.MODELGATE_CURSOR_KEY]),
    ],
  });
}

function limitsOf(file: ConfigFile | null, { directory, problems }: SecretSource): GatewayConfig['limits'] {
  const limits = file?.limits ?? limitsSchema.parse({});
  const { documents, manifest } = limits;
  if (documents === 'persisted' && manifest === null) {
    problems.push({
      where: 'limits.manifest',
      found: 'no manifest, although limits.documents is persisted',
      expected: 'the path of a JSON file of documents by their id',
      example: 'manifest: ./persisted-documents.json',
    });
  }
  return { ...limits, manifest: manifest === null ? null : resolve(directory, manifest) };
}

type Variables = z.output<typeof environmentSchema>;

/** The gateway's variables. */
function readVariables(environment: Environment, problems: Problem[]): Variables {
  const variables = readGood(environmentSchema, environment, problems);
  checkDataDirectory(variables.MODELGATE_DATA_DIR, problems);
  return variables;
}

/** Variables whose values are not shown: a Redis URL may hold a password. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set(['REDIS_URL', 'MODELGATE_CURSOR_KEY', 'MODELGATE_KEY']);

/** The variables of a schema; those that have problems, which are noted, count as not set. */
function readGood<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
  problems: Problem[],
): z.output<Schema> {
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  // Compose files and shells easily turn "not set" into an empty text.
  const given = Object.entries(shape).filter(([name]) => (environment[name] ?? '') !== '');
  const good = given.filter(([name, variable]) => {
    if (variable.safeParse(environment[name]).success) return true;
    const { expected, example } = meaningOf(variable);
    const found = describeFound(environment[name], !SECRET_VARIABLES.has(name));
    problems.push({ where: name, found, expected, example: `${name}=${example}` });
    return false;
  });
  return schema.parse(Object.fromEntries(good.map(([name]) => [name, environment[name]])));
}

/** The file with the API keys of a data directory. */
function keyFileOf(dataDirectory: string): string {
  return resolve(join(dataDirectory, 'keys.json'));
}

/** Somebody has to have the other role. */
function checkRoles(variables: Variables, redis: GatewayConfig['redis'], problems: Problem[]): void {
  if (redis === null && variables.MODELGATE_ROLES.length < ROLES.length) {
    problems.push({
      where: 'MODELGATE_ROLES',
      found: `${variables.MODELGATE_ROLES.join(',')}, but no Redis`,
      expected: 'both roles, or a Redis through which other replicas have the other role',
      example: 'REDIS_URL=redis://127.0.0.1:6379',
    });
  }
}

/** Without a Redis, out of which keys may come later, whether there are keys is known now. */
function checkExposure(variables: Variables, hasAuth: boolean, problems: Problem[]): void {
  const { MODELGATE_HOST: host, MODELGATE_DATA_DIR: dataDirectory } = variables;
  if (isLoopback(host) || variables.MODELGATE_ALLOW_UNAUTHENTICATED) return;
  if (hasAuth || existsSync(keyFileOf(dataDirectory))) return;
  problems.push(exposureProblem(host));
}

function checkDataDirectory(path: string, problems: Problem[]): void {
  const absolute = resolve(path);
  try {
    mkdirSync(absolute, { recursive: true });
    accessSync(absolute, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { expected, example } = meaningOf(environmentSchema.shape.MODELGATE_DATA_DIR);
    problems.push({
      where: 'MODELGATE_DATA_DIR',
      found: `${absolute}, which cannot be used (${reasonOf(error)})`,
      expected,
      example: `MODELGATE_DATA_DIR=${example}`,
    });
  }
}

/** A mistyped variable would otherwise be a setting that silently does nothing. */
function refuseUnknownVariables(environment: Environment, source: SecretSource): void {
  const known: ReadonlySet<string> = new Set([...VARIABLES, ...CLIENT_VARIABLES, ...source.variables]);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('MODELGATE_') || known.has(name)) continue;
    source.problems.push({
      where: name,
      found: `an unknown variable${suggestion(name, VARIABLES)}`,
      expected: 'a variable of docs/configuration.md',
      example: null,
    });
  }
}

/** Freezes plain objects and arrays all the way down; secrets have nothing to change. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
