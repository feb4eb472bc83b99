/**
 * Several gateways on one machine that behave as one: Redis, the sandbox, replicas and a load balancer, until Ctrl-C.
 *
 *     npm run cluster -- [--replicas 3] [--roles api] [--roles downloads] [--port 4000] [--size 60] [--directory .data/cluster]
 */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from './cluster.js';
import { describeCluster } from './description.js';
import { hasRedisServer } from './redis.js';

const { values } = parseArgs({
  options: {
    replicas: { type: 'string', default: '3' },
    roles: { type: 'string', multiple: true, default: [] },
    port: { type: 'string', default: '4000' },
    size: { type: 'string', default: '60' },
    directory: { type: 'string', default: '.data/cluster' },
  },
});

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const running: { stop(): Promise<unknown> }[] = [];

try {
  if (!hasRedisServer()) {
    throw new Error(
      'There is no redis-server on the PATH. Install Redis 6.2 or newer: apt-get install redis-server, or brew install redis.',
    );
  }
  const directory = resolve(values.directory);
  const options = {
    replicas: Number(values.replicas),
    port: Number(values.port),
    size: Number(values.size),
    sections: {},
  };
  const cluster = await startCluster({ ...options, roles: values.roles, directory, tell }, running);
  tell(describeCluster(cluster, directory));
  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  tell('\nStopping');
} catch (error) {
  process.exitCode = 1;
  tell(error instanceof Error ? error.message : String(error));
} finally {
  for (const part of running.toReversed()) await part.stop();
}
