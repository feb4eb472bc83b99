import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { redisAt, type RedisConfig } from '../../src/config/redis-schema.js';
import { Secret } from '../../src/config/secret.js';
import { RedisLink } from '../../src/redis/link.js';
import { freePort, hasRedisServer as hasRedis } from '../../scripts/cluster/redis.js';
import { captureLog } from './capture-log.js';
import { makeDirectory } from './configuration.js';

export { freePort, hasRedis };

/** Whether tests with Redis are left out, which is said once; never where a CI runs them. */
export function isWithoutRedis(what: string): boolean {
  const isSkipped = !hasRedis() && process.env['CI'] === undefined;
  if (isSkipped) process.stderr.write(`SKIPPED: ${what}, because redis-server is not installed.\n`);
  return isSkipped;
}

/** A real Redis in a process of its own. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills the server; `start` brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Keeps the server from answering, without closing its connections. */
  freeze(): void;
  thaw(): void;
}

/** Starts a Redis that is gone when the test ends. A durable one knows after a kill what it knew before. */
export async function startRedis({ isDurable = false } = {}): Promise<TestRedis> {
  const redis = await launchRedis(isDurable ? ['--appendonly', 'yes', '--dir', makeDirectory()] : []);
  onTestFinished(redis.stop);
  return redis;
}

/** Without anything on disk. */
const VOLATILE = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/'];

/** A Redis with further settings, on a port of its own unless one is given; `stop` ends it. */
export async function launchRedis(settings: readonly string[] = [], port?: number): Promise<TestRedis> {
  const known = port ?? (await freePort());
  return launchServer(known, [...VOLATILE, '--port', String(known), ...settings]);
}

/** A redis-server with these parameters, which has to listen on this port. */
export async function launchServer(port: number, parameters: readonly string[]): Promise<TestRedis> {
  let running: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    running = spawn('redis-server', [...parameters], { stdio: 'ignore' });
    await once(running, 'spawn');
    await vi.waitUntil(() => accepts(port), { timeout: 10_000 });
  };
  const stop = async (): Promise<void> => {
    const server = running;
    running = null;
    if (server === null) return;
    const gone = once(server, 'exit');
    if (server.exitCode === null && server.kill('SIGKILL')) await gone;
  };
  await start();
  const freeze = (): void => void running?.kill('SIGSTOP');
  const thaw = (): void => void running?.kill('SIGCONT');
  return { url: `redis://127.0.0.1:${port}`, port, start, stop, freeze, thaw };
}

/** How a gateway is configured for it. */
export function redisConfigOf({ url }: Pick<TestRedis, 'url'>, prefix?: string): RedisConfig {
  return redisAt(new Secret(url), prefix === undefined ? {} : { prefix });
}

/** A link to it, closed when the test ends. */
export function openLink(redis: Pick<TestRedis, 'url'>): Promise<RedisLink> {
  return openLinkTo(redisConfigOf(redis));
}

/** A link to whatever is configured, closed when the test ends. */
export async function openLinkTo(config: RedisConfig): Promise<RedisLink> {
  const link = new RedisLink(config, captureLog().log);
  onTestFinished(() => link.close());
  await link.connect();
  return link;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
