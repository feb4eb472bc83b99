import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import type { RedisConfig } from '../../src/config/redis-schema.js';
import { Secret } from '../../src/config/secret.js';
import { freePort, launchRedis, launchServer, redisConfigOf, type TestRedis } from './redis.js';

/** Several real servers, and how a gateway is configured for them. */
export interface Topology {
  readonly config: RedisConfig;
  readonly servers: readonly TestRedis[];
  close(): Promise<void>;
}

/** Settings of a server as parameters of its program. */
function settings(values: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

const nodeOf = ({ port }: TestRedis) => ({ host: '127.0.0.1', port });

async function inFolder(make: (folder: string) => Promise<Omit<Topology, 'close'>>): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-redis-'));
  const made = await make(folder);
  return {
    ...made,
    close: async () => {
      await Promise.all(made.servers.map((server) => server.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters, each with a third of the keys. */
export function startCluster(): Promise<Topology> {
  return inFolder(async (folder) => {
    const servers = await Promise.all(
      ['a', 'b', 'c'].map(async (name) =>
        launchRedis(
          settings({
            'cluster-enabled': 'yes',
            'cluster-port': await freePort(),
            'cluster-config-file': join(folder, `${name}.conf`),
            'cluster-node-timeout': 500,
          }),
        ),
      ),
    );
    const nodes = servers.map(nodeOf);
    const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
    execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    await Promise.all(servers.map((server) => whenClusterIsWhole(server)));
    return { servers, config: { ...redisConfigOf(servers[0]!), kind: 'cluster', nodes } };
  });
}

async function whenClusterIsWhole({ port }: TestRedis): Promise<void> {
  const client = new Redis(port);
  const isWhole = async () => (await client.cluster('INFO')).includes('cluster_state:ok');
  await vi.waitUntil(isWhole, 10_000);
  client.disconnect();
}

/** A master, its replica, and a sentinel who watches over them. The servers in this order. */
export function startSentinel(): Promise<Topology> {
  return inFolder(async (folder) => {
    const master = await launchRedis();
    const replica = await launchRedis(['--replicaof', '127.0.0.1', String(master.port)]);
    await whenReplicated(replica);
    const port = await freePort();
    const path = join(folder, 'sentinel.conf');
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds main 500',
      'sentinel failover-timeout main 2000',
    ];
    await writeFile(path, `${lines.join('\n')}\n`);
    const sentinel = await launchServer(port, [path, '--sentinel']);
    await whenReplicaIsKnown(sentinel);
    return {
      servers: [master, replica, sentinel],
      config: { ...redisConfigOf(master), kind: 'sentinel', nodes: [nodeOf(sentinel)], masterName: 'main' },
    };
  });
}

async function whenReplicated({ port }: TestRedis): Promise<void> {
  const client = new Redis(port);
  const isUp = async () => (await client.info('replication')).includes('master_link_status:up');
  await vi.waitUntil(isUp, 10_000);
  client.disconnect();
}

async function whenReplicaIsKnown({ port }: TestRedis): Promise<void> {
  const client = new Redis(port);
  const isKnown = async () => /,slaves=1,/u.test(await client.info('sentinel'));
  await vi.waitUntil(isKnown, 20_000);
  client.disconnect();
}

/** A server that takes encrypted connections only, with a certificate of an authority of its own. */
export function startEncrypted(): Promise<Topology> {
  return inFolder(async (folder) => {
    const path = (name: string): string => join(folder, name);
    const openssl = (...parameters: readonly string[]): void => {
      execFileSync('openssl', [...parameters], { cwd: folder, stdio: 'ignore' });
    };
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=ours',
      '-days',
      '2',
    );
    openssl('req', ...newKey, '-keyout', 'redis.key', '-out', 'redis.csr', '-subj', '/CN=redis');
    await writeFile(path('san'), 'subjectAltName=IP:127.0.0.1');
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    openssl('x509', '-req', '-in', 'redis.csr', ...signing, '-out', 'redis.pem');
    const port = await freePort();
    const server = await launchServer(
      port,
      settings({
        bind: '127.0.0.1',
        port: 0,
        'tls-port': port,
        save: '',
        dir: folder,
        'tls-cert-file': path('redis.pem'),
        'tls-key-file': path('redis.key'),
        'tls-ca-cert-file': path('ca.pem'),
        'tls-auth-clients': 'no',
      }),
    );
    const tls = { ca: readFileSync(path('ca.pem'), 'utf8') };
    return { servers: [server], config: { ...redisConfigOf(server), tls } };
  });
}

/** What docs/operations.md tells to give the gateway's user. */
const ACL_RULES = [
  '-@all',
  '+@read',
  '+@write',
  '+@pubsub',
  '+@scripting',
  '+@transaction',
  '+@connection',
  '-@dangerous',
  '+info',
  '+time',
] as const;

/** A server whose default user is off, and which knows a user who may touch nothing but the prefix. */
export function startRestricted(prefix: string): Promise<Topology> {
  return inFolder(async () => {
    const server = await launchRedis();
    const client = new Redis(server.port);
    const keys = [`~${prefix}*`, `&${prefix}*`];
    await client.acl('SETUSER', 'modelgate', 'on', '>canary-password', ...keys, ...ACL_RULES);
    await client.acl('SETUSER', 'default', 'off');
    client.disconnect();
    const password = new Secret('canary-password');
    return {
      servers: [server],
      config: { ...redisConfigOf(server, prefix), username: 'modelgate', password },
    };
  });
}
