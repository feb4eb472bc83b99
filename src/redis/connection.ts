import { Cluster, Redis, type Command, type RedisOptions } from 'ioredis';
import type { RedisConfig } from '../config/redis-schema.js';

/** A connection to one server, or to all nodes of a cluster. Both know the same commands. */
export type RedisClient = Redis | Cluster;

/** How a connection behaves, in ioredis's own words. Times in milliseconds. */
export interface Behaviour {
  readonly maxRetriesPerRequest: number;
  /** Whether commands wait for a connection that is not there. */
  readonly enableOfflineQueue: boolean;
  /** Time that this process spends on other things does not count. */
  readonly commandTimeout: number;
  readonly connectTimeout: number;
  /** Wait before the next attempt to connect; null: there is none. */
  readonly retryStrategy: () => number | null;
  readonly autoResubscribe?: boolean;
}

/** How often a cluster is asked where a key has moved to, before a command fails; and how long it waits in between. */
const MAX_REDIRECTIONS = 5;
const REDIRECTION_MS = 50;

/** How long a server may take to agree that a connection ends; a frozen one never does. */
const DISCONNECT_MS = 300;

/** Makes a connection, which connects with the first command or `connect()`. The caller closes it. */
export function createConnection(config: RedisConfig, behaviour: Behaviour): RedisClient {
  if (config.kind !== 'cluster') return createSingle(config, behaviour);
  const { retryStrategy, enableOfflineQueue, ...others } = behaviour;
  const cluster = new Cluster([...config.nodes], {
    lazyConnect: true,
    clusterRetryStrategy: retryStrategy,
    enableOfflineQueue,
    maxRedirections: MAX_REDIRECTIONS,
    retryDelayOnFailover: REDIRECTION_MS,
    retryDelayOnClusterDown: REDIRECTION_MS,
    // Names stay names: they are what certificates are made out for.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: { ...accessOf(config), ...others },
  });
  return judgedFairly(cluster);
}

/**
 * Makes a connection that listens to channels, of which any node of a cluster carries all: each attempt goes to the next of
 * the configured ones.
 */
export function createSubscriber(config: RedisConfig, behaviour: Behaviour): Redis {
  if (config.kind !== 'cluster') return createSingle(config, behaviour);
  let attempts = 0;
  const connection = new Redis({
    lazyConnect: true,
    ...accessOf(config),
    ...behaviour,
    ...config.nodes[0],
    retryStrategy: () => {
      attempts += 1;
      Object.assign(connection.options, config.nodes[attempts % config.nodes.length]);
      return behaviour.retryStrategy();
    },
  });
  return judgedFairly(connection);
}

function createSingle(config: RedisConfig, behaviour: Behaviour): Redis {
  const { nodes, masterName, sentinelPassword, tls, database } = config;
  const common = { lazyConnect: true, db: database, ...accessOf(config), ...behaviour };
  if (config.kind === 'server') return judgedFairly(new Redis({ ...common, ...nodes[0] }));
  const connection = new Redis({
    ...common,
    sentinels: [...nodes],
    name: masterName ?? '',
    ...(sentinelPassword === null ? {} : { sentinelPassword: sentinelPassword.open() }),
    ...(tls === null ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
    sentinelRetryStrategy: behaviour.retryStrategy,
  });
  return judgedFairly(connection);
}

/** In so many parts the time that a command may take is counted. */
const PARTS = 3;

/**
 * A process that was busy for longer than a command may take finds the time over, however soon the answer came. So time is
 * counted in parts, of which each that began counts once, however long it took; and what has arrived is read before a
 * command counts as unanswered.
 */
function judgedFairly<Client extends RedisClient>(connection: Client): Client {
  const send = connection.sendCommand.bind(connection);
  connection.sendCommand = (command: Command, ...more: readonly unknown[]): unknown => {
    command.setTimeout = (timeoutMs) => giveUpAfter(timeoutMs, command);
    return Reflect.apply(send, connection, [command, ...more]);
  };
  return connection;
}

function giveUpAfter(timeoutMs: number, command: Command): void {
  let left = PARTS;
  const pass = (): void => {
    left -= 1;
    if (left > 0) timer = setTimeout(pass, timeoutMs / PARTS);
    else setImmediate(() => giveUp(command));
  };
  let timer = setTimeout(pass, timeoutMs / PARTS);
  const settle = (): void => clearTimeout(timer);
  command.promise.then(settle, settle);
}

function giveUp(command: Command): void {
  if (!command.isResolved) command.reject(new Error('Command timed out'));
}

/** What every connection to any node needs. */
function accessOf({ username, password, tls }: RedisConfig): RedisOptions {
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password: password.open() }),
    ...(tls === null ? {} : { tls: tlsOptions(tls) }),
    disableClientInfo: true,
    disconnectTimeout: DISCONNECT_MS,
    // A server that was the master must be left for the one that is.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}

function tlsOptions({ ca }: NonNullable<RedisConfig['tls']>): { readonly ca?: string } {
  return ca === null ? {} : { ca };
}

/** The servers as people know them; no password. */
export function describeNodes({ nodes }: RedisConfig): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
}
