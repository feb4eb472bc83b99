import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { originOf } from './http-server.js';

/** A real Redis in a process of its own, without anything on disk. */
export interface TestRedis {
  readonly url: string;
  /** Kills the server; `start` brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Whether there is a redis-server to run. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Starts a Redis that is gone when the test ends. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let running: { stop(): Promise<void> } | null = null;
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
  return { url: `redis://127.0.0.1:${port}`, start, stop };
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
