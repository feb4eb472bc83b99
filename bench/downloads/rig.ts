import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { randomFillSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  TransferEngine,
  TransferJob,
  TransferProgress,
  TransferredObject,
} from '../../src/downloads/engine/types.js';
import type { ServerKind } from './file-server.js';

const MIB = 1024 * 1024;

/** What one run of something cost. */
export interface Cost {
  readonly wallSeconds: number;
  /** User and system time of all processes and threads that took part, without the server. */
  readonly cpuSeconds: number;
}

export interface Server {
  readonly url: string;
  readonly origin: string;
  /** Since they were asked for last. */
  stats(): Promise<{ readonly sentBytes: number; readonly requests: number }>;
  stop(): Promise<void>;
}

/** A file of random bytes in memory; the same one is used again while its size fits. */
export async function sourceFile(sizeMib: number): Promise<string> {
  const path = `/dev/shm/modelgate-bench-${sizeMib}`;
  const known = await stat(path).catch(() => null);
  if (known?.size === sizeMib * MIB) return path;
  const file = await open(path, 'w');
  const block = Buffer.alloc(MIB);
  for (let written = 0; written < sizeMib; written += 1) await file.write(randomFillSync(block));
  await file.close();
  return path;
}

export async function startServer(path: string, kind: ServerKind, port: number): Promise<Server> {
  const child = fork(new URL('file-server.ts', import.meta.url), [path, kind, String(port)], {
    execArgv: ['--import', 'tsx'],
  });
  await once(child, 'message');
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/object`,
    stats: async () => {
      const answer: unknown = await (await fetch(`${origin}/stats`)).json();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by our own server
      return answer as { sentBytes: number; requests: number };
    },
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
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

/** One transfer by the engine, in this process. */
export async function measureEngine(
  engine: TransferEngine,
  server: Server,
  job: Partial<TransferJob> & { readonly directory: string },
  maxConnections = 8,
): Promise<EngineRun> {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  let lastByteMs = startedMs;
  let mostConnections = 0;
  const onProgress = ({ phase, connections }: TransferProgress): void => {
    if (phase !== 'verifying') lastByteMs = performance.now();
    mostConnections = Math.max(mostConnections, connections);
  };
  const object = await engine.transfer(
    {
      expectedBytes: null,
      digests: [],
      hasExpectedDigest: true,
      trustedOrigins: [server.origin],
      limits: { maxConnections, maxConnectionsPerHost: 64, bytesPerSecond: null, stallAfterMs: 30_000 },
      ...job,
    },
    {
      signal: new AbortController().signal,
      locate: () => Promise.resolve({ url: server.url, expiresAt: null }),
      onProgress,
    },
  );
  const { user, system } = process.cpuUsage(cpu);
  const endedMs = performance.now();
  return {
    object,
    wallSeconds: (endedMs - startedMs) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    tailSeconds: (endedMs - lastByteMs) / 1_000,
    maxConnections: mostConnections,
  };
}

/** Starts the threads of the engine, which live as long as it does, and moves some bytes, so that code is compiled. */
export async function warmUp(engine: TransferEngine, server: Server): Promise<void> {
  const enough = new AbortController();
  await withDirectory((directory) =>
    engine
      .transfer(
        {
          directory,
          expectedBytes: null,
          digests: ['md5'],
          hasExpectedDigest: true,
          trustedOrigins: [server.origin],
          limits: { maxConnections: 2, maxConnectionsPerHost: 2, bytesPerSecond: null, stallAfterMs: 30_000 },
        },
        {
          signal: enough.signal,
          locate: () => Promise.resolve({ url: server.url, expiresAt: null }),
          onProgress: ({ receivedBytes }) => receivedBytes > 64 * MIB && enough.abort(),
        },
      )
      .catch(() => undefined),
  );
}

/** Gives `work` an empty directory on the disk under test, and removes it. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-bench-'));
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
