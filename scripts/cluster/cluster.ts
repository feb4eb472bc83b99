import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SANDBOX_SERVERS, type SandboxServerName } from '../../src/sandbox/core/types.js';
import { startBalancer } from './balancer.js';
import { startProgram } from './program.js';
import { writeProvidersFile } from './providers-file.js';
import { freePort, redisParameters } from './redis.js';
import { type Supervised, supervise } from './supervisor.js';

const GATEWAY = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
const COMMAND_LINE = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A replica that is told to stop goes on answering for so long: the balancer asks for its readiness four times a second. */
const DRAIN_SECONDS = 2;

/** Replicas have the ports after the balancer's; Redis has this one after it. */
const REDIS_PORT_OFFSET = 379;

export interface ClusterOptions {
  readonly replicas: number;
  /** Of the first replica, the second and so on; the last counts for all further ones. */
  readonly roles: readonly string[];
  /** The balancer's. 0: any free ports for everything. */
  readonly port: number;
  /** Models (or runs) of each sandbox provider. */
  readonly size: number;
  /** Absolute; made if it is not there. Holds the shared data, logs, and process ids. */
  readonly directory: string;
  /** Of the configuration file, beside `providers`. */
  readonly sections: Readonly<Record<string, object>>;
  /** Told what happens to the processes. */
  readonly tell: (line: string) => void;
}

/** One gateway of several. */
export interface Replica {
  readonly name: string;
  readonly roles: string;
  /** Null while it is away. */
  readonly origin: string | null;
}

/** Whether clients may be sent to it; one without roles has all. */
export function answersClients({ roles }: Pick<Replica, 'roles'>): boolean {
  return roles === '' || roles.split(',').includes('api');
}

/** A running cluster. */
export interface Cluster {
  /** The balancer's. */
  readonly origin: string;
  readonly replicas: readonly Replica[];
  readonly redisUrl: string;
  /** Of the sandbox's admin routes. */
  readonly adminOrigin: string;
}

/**
 * Starts Redis, the sandbox, the replicas and the balancer. Each part that has been started goes to `running`, to be stopped
 * in the opposite order, also when a later one does not start, at which this rejects.
 */
export async function startCluster(
  options: ClusterOptions,
  running: { stop(): Promise<unknown> }[],
): Promise<Cluster> {
  mkdirSync(join(options.directory, 'redis'), { recursive: true });
  const redisPort = options.port === 0 ? await freePort() : options.port + REDIS_PORT_OFFSET;
  running.push(await startRedis(redisPort, options));
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  const replicas: (Replica & { stop(): Promise<void> })[] = [];
  const balancer = await startBalancer({
    port: options.port,
    replicas: () => replicas.filter(answersClients).flatMap(({ origin }) => origin ?? []),
  });
  running.push(balancer);
  running.push({ stop: () => Promise.all(replicas.map((replica) => replica.stop())) });
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  const variables = {
    ...writeProvidersFile(options.directory, sandbox.origins, options.sections),
    REDIS_URL: redisUrl,
    MODELGATE_PUBLIC_URL: balancer.origin,
    MODELGATE_DATA_DIR: join(options.directory, 'data'),
    MODELGATE_DRAIN_SECONDS: String(DRAIN_SECONDS),
  };
  for (let index = 0; index < options.replicas; index += 1)
    replicas.push(await startReplica(index, options, variables));
  return { origin: balancer.origin, redisUrl, adminOrigin: sandbox.origins.admin, replicas };
}

function startRedis(port: number, { directory, tell }: ClusterOptions): Promise<Supervised> {
  return supervise({
    name: 'redis',
    command: 'redis-server',
    parameters: redisParameters(port, join(directory, 'redis')),
    directory,
    readyText: /Ready to accept connections/u,
    tell,
  });
}

async function startSandbox({ port, size, directory }: ClusterOptions) {
  const ports = port === 0 ? ['--port', '0'] : [];
  const { ready, ...program } = await startProgram({
    name: 'sandbox',
    command: process.execPath,
    parameters: [COMMAND_LINE, 'sandbox', '--size', String(size), ...ports],
    directory,
    readyText: /^admin +http\S+\n/mu,
  });
  const originOf = (name: SandboxServerName) => new RegExp(`^${name} +(\\S+)$`, 'mu').exec(ready.input)?.[1];
  const entries = SANDBOX_SERVERS.map((name) => [name, originOf(name) ?? ''] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each name
  return { ...program, origins: Object.fromEntries(entries) as Record<SandboxServerName, string> };
}

async function startReplica(
  index: number,
  { roles: allRoles, port, directory, tell }: ClusterOptions,
  variables: Readonly<Record<string, string>>,
): Promise<Replica & { stop(): Promise<void> }> {
  const name = `replica-${index + 1}`;
  const roles = allRoles[index] ?? allRoles.at(-1) ?? '';
  const program = await supervise({
    name,
    command: process.execPath,
    parameters: [GATEWAY],
    variables: {
      ...variables,
      PORT: String(port === 0 ? 0 : port + 1 + index),
      ...(roles === '' ? {} : { MODELGATE_ROLES: roles }),
    },
    directory,
    readyText: /listens on (\S+)\/graphql\n/u,
    tell,
  });
  return {
    name,
    roles,
    get origin() {
      return program.ready?.[1] ?? null;
    },
    stop: () => program.stop(),
  };
}
