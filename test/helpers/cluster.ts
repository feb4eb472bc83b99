import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Balancer, startBalancer } from '../../scripts/cluster/balancer.js';
import { makeDirectory } from './configuration.js';
import { type GatewayProgram, startGatewayProgram, type Variables } from './process.js';
import { startRedis, type TestRedis } from './redis.js';

/** A gateway of several, in a process of its own. */
export interface TestReplica {
  /** Of the process that runs now, or ran last. */
  readonly program: GatewayProgram;
  /** Ends the process in whatever way, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, elsewhere, and waits until the balancer sends it connections. */
  start(): Promise<void>;
}

/** Several gateways on one Redis and one data folder behind a balancer, as `npm run cluster` has them. */
export interface TestCluster {
  /** The GraphQL endpoint behind the balancer. */
  readonly url: string;
  readonly balancer: Balancer;
  readonly redis: TestRedis;
  readonly replicas: readonly TestReplica[];
  readonly dataDirectory: string;
}

/** Starts it with variables that all replicas have, and those of each; gone when the test ends. */
export async function startTestCluster(
  variables: Variables,
  ofEach: readonly Variables[] = [{}, {}, {}],
): Promise<TestCluster> {
  const redis = await startRedis({ isDurable: true });
  const dataDirectory = makeDirectory();
  const replicas: (TestReplica & { readonly isThere: boolean })[] = [];
  const balancer = await startBalancer({
    port: 0,
    replicas: () => replicas.filter(({ isThere }) => isThere).map(({ program }) => program.origin),
  });
  onTestFinished(() => balancer.stop());
  const common = {
    REDIS_URL: redis.url,
    MODELGATE_DATA_DIR: dataDirectory,
    MODELGATE_PUBLIC_URL: balancer.origin,
    ...variables,
  };
  for (const own of ofEach) replicas.push(await startReplica({ ...common, ...own }, balancer));
  await expect.poll(() => balancer.ready().length).toBe(replicas.length);
  return { url: `${balancer.origin}/graphql`, balancer, redis, replicas, dataDirectory };
}

async function startReplica(variables: Variables, balancer: Balancer) {
  let program = await startGatewayProgram(variables);
  let isThere = true;
  return {
    get program() {
      return program;
    },
    get isThere() {
      return isThere;
    },
    end: async (signal: NodeJS.Signals) => {
      program.kill(signal);
      await program.exit;
      isThere = false;
    },
    start: async () => {
      program = await startGatewayProgram(variables);
      isThere = true;
      await expect.poll(() => balancer.ready()).toContain(program.origin);
    },
  };
}

/** The replica that has an unfinished file of the store open, as Linux says. Waits until there is one. */
export async function carrierIn({ replicas, dataDirectory }: TestCluster): Promise<TestReplica> {
  const ingests = join(realpathSync(dataDirectory), 'artifacts', 'ingest');
  const carries = ({ program }: TestReplica): boolean =>
    openFilesOf(program.pid).some((path) => path.startsWith(ingests));
  await expect.poll(() => replicas.filter(carries)).toHaveLength(1);
  return replicas.find(carries)!;
}

function openFilesOf(pid: number): readonly string[] {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).map((name) => readlinkSync(join(directory, name)));
  } catch {
    // The process, or one of its files, has just gone.
    return [];
  }
}
