import { randomFillSync } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  TransferEngine,
  TransferHooks,
  TransferJob,
  TransferProgress,
  TransferredObject,
} from '../../src/downloads/engine/types.js';
import type { Server } from './servers.js';

export const MIB = 1024 * 1024;

/** What one run of something cost. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time of all processes and threads that took part, without the server. */
  readonly cpuSeconds: number;
}

/** A file of random bytes in memory; the same one is used again while its size fits. */
export async function sourceFile(sizeMib: number): Promise<string> {
  return inMemory(`random-${sizeMib}`, sizeMib, async (file) => {
    const block = Buffer.alloc(MIB);
    for (let written = 0; written < sizeMib; written += 1) await file.write(randomFillSync(block));
  });
}

/** A file of zeros that takes no memory. */
export async function hollowFile(sizeMib: number): Promise<string> {
  return inMemory(`hollow-${sizeMib}`, sizeMib, (file) => file.truncate(sizeMib * MIB));
}

async function inMemory(
  name: string,
  sizeMib: number,
  fill: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<string> {
  const path = `/dev/shm/modelgate-bench-${name}`;
  const known = await stat(path).catch(() => null);
  if (known?.size === sizeMib * MIB) return path;
  const file = await open(path, 'w');
  await fill(file);
  await file.close();
  return path;
}

/** Runs a shell script and measures it with all its children. */
export async function measureShell(script: string): Promise<Cost> {
  const timed = `TIMEFORMAT='%R %U %S'; time { ${script}; } 2>/dev/null`;
  const child = spawn('bash', ['-c', timed], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The script ended with ${String(code)}: ${script}`);
  const [wall = 0, user = 0, system = 0] = text.trim().split(/\s+/u).map(Number);
  return { wallSeconds: wall, cpuSeconds: user + system };
}

export interface EngineRun extends Cost {
  readonly object: TransferredObject;
  /** From the last byte on disk to the promise. */
  readonly tailSeconds: number;
  readonly maxConnections: number;
}

/** What a transfer needs that is the same in every scenario. */
export function jobOf(
  server: Server,
  directory: string,
  maxConnections: number,
  digests: TransferJob['digests'] = [],
): TransferJob {
  return {
    directory,
    digests,
    expectedBytes: null,
    hasExpectedDigest: digests.length > 0,
    trustedOrigins: [server.origin],
    limits: { maxConnections, maxConnectionsPerHost: 64, bytesPerSecond: null, stallAfterMs: 30_000 },
  };
}

export function hooksOf(
  server: Server,
  signal: AbortSignal,
  onProgress: TransferHooks['onProgress'],
): TransferHooks {
  return { signal, onProgress, locate: () => Promise.resolve({ url: server.url, expiresAt: null }) };
}

/** One transfer by the engine, in this process. */
export async function measureEngine(
  engine: TransferEngine,
  server: Server,
  job: TransferJob,
): Promise<EngineRun> {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let allHereMs: number | null = null;
  let mostConnections = 0;
  const onProgress = ({ phase, connections }: TransferProgress): void => {
    if (phase === 'verifying') allHereMs ??= performance.now();
    mostConnections = Math.max(mostConnections, connections);
  };
  const object = await engine.transfer(job, hooksOf(server, new AbortController().signal, onProgress));
  const { user, system } = process.cpuUsage(cpu);
  const endedMs = performance.now();
  return {
    object,
    wallSeconds: (endedMs - startedMs) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    tailSeconds: (endedMs - (allHereMs ?? endedMs)) / 1_000,
    maxConnections: mostConnections,
  };
}

/** Starts the threads of the engine, which live as long as it does, and moves some bytes, so that code is compiled. */
export async function warmUp(engine: TransferEngine, server: Server): Promise<void> {
  const enough = new AbortController();
  const onProgress = ({ receivedBytes }: TransferProgress): void => {
    if (receivedBytes > 64 * MIB) enough.abort();
  };
  await withDirectory((directory) =>
    engine
      .transfer(jobOf(server, directory, 2, ['md5']), hooksOf(server, enough.signal, onProgress))
      .catch(() => undefined),
  );
}

/** Gives `work` an empty directory, by default on the disk under test, and removes it. */
export async function withDirectory<T>(
  work: (directory: string) => Promise<T>,
  parent: string = tmpdir(),
): Promise<T> {
  const directory = await mkdtemp(join(parent, 'modelgate-bench-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = sorted.slice(Math.ceil(sorted.length / 2) - 1, middle + 1);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}
