import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { originOf } from '../../src/server/origin.js';

/** What Redis is started with: durable, and never forgetting a job of the download queue to make room. */
export function redisParameters(port: number, directory: string): readonly string[] {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** Whether there is a redis-server to run. */
export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A port of loopback that nobody listens on at this moment, for a program that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = Number(new URL(originOf(probe)).port);
  probe.close();
  await once(probe, 'close');
  return port;
}
