import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { redisAt, type RedisConfig } from '../../src/config/redis-schema.js';
import { Secret } from '../../src/config/secret.js';
import { RedisLink } from '../../src/redis/link.js';
import { captureLog } from './capture-log.js';
import { originOf } from './http-server.js';

/** A real Redis in a process of its own, without anything on disk. */
export interface TestRedis {
  readonly url: string;
  /** Kills the server; `start` brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Keeps the server from answering, without closing its connections. */
  freeze(): void;
  thaw(): void;
}

/** Whether there is a redis-server to run. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Starts a Redis that is gone when the test ends. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let running: { stop(): Promise<void>; signal(name: NodeJS.Signals): void } | null = null;
  const start = async (): Promise<void> => {
    const server = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/'],
      {
        stdio: 'ignore',
      },
    );
    running = {
      stop: async () => {
        const gone = once(server, 'exit');
        if (server.exitCode === null && server.kill('SIGKILL')) await gone;
      },
      signal: (name) => void server.kill(name),
    };
    await once(server, 'spawn');
    await expect.poll(() => accepts(port), { timeout: 10_000 }).toBe(true);
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = null;
  };
  onTestFinished(stop);
  await start();
  const freeze = (): void => running?.signal('SIGSTOP');
  const thaw = (): void => running?.signal('SIGCONT');
  return { url: `redis://127.0.0.1:${port}`, start, stop, freeze, thaw };
}

/** How a gateway is configured for it. */
export function redisConfigOf({ url }: Pick<TestRedis, 'url'>, prefix?: string): RedisConfig {
  return redisAt(new Secret(url), prefix === undefined ? {} : { prefix });
}

/** A link to it, closed when the test ends. */
export async function openLink(redis: Pick<TestRedis, 'url'>): Promise<RedisLink> {
  const link = new RedisLink(redisConfigOf(redis), captureLog().log);
  onTestFinished(() => link.close());
  await link.connect();
  return link;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = Number(new URL(originOf(probe)).port);
  probe.close();
  await once(probe, 'close');
  return port;
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
