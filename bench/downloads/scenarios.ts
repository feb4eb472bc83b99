import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { TransferEngine } from '../../src/downloads/engine/types.js';
import {
  measureEngine,
  measureShell,
  median,
  startServer,
  warmUp,
  withDirectory,
  type Cost,
  type EngineRun,
  type Server,
} from './rig.js';
import type { ServerKind } from './file-server.js';

const PORT = 18_432;
const MIB = 1024 * 1024;

/** One line of the result. */
export interface Measurement {
  readonly goal: string;
  readonly what: string;
  readonly value: string;
  readonly bar: string;
}

export interface Bench {
  readonly engine: TransferEngine;
  readonly path: string;
  readonly sizeMib: number;
  readonly rounds: number;
}

type Scenario = (bench: Bench) => Promise<readonly Measurement[]>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain,
  verified,
  limited,
  cut,
  loop,
  memory,
  cancel,
};

/** One connection at full speed: what the engine adds to curl. Its SHA-256 is part of its cost, but not of curl's. */
async function plain(bench: Bench): Promise<readonly Measurement[]> {
  const { curl, engine } = await compare(bench, 'plain', {
    curl: (url, directory) => measureShell(`curl -s -o ${directory}/curl ${url}`),
  });
  const hashing = sha256CpuSeconds(bench.sizeMib);
  const moving = engine.map(({ wallSeconds, tailSeconds }) => wallSeconds - tailSeconds);
  return [
    line('G1', 'curl', show(curl), ''),
    line('G1', 'engine with SHA-256', show(engine), ''),
    line('G1', 'wall until the last byte / curl', ratio(median(moving), wall(curl)), '<= 1.15'),
    line('G1', 'wall until fsynced and hashed / curl', ratio(wall(engine), wall(curl)), ''),
    line('G1', 'CPU with SHA-256 / curl', ratio(cpu(engine), cpu(curl)), ''),
    line('G1', 'CPU without SHA-256 / curl', ratio(cpu(engine) - hashing, cpu(curl)), '<= 1.3'),
  ];
}

async function verified(bench: Bench): Promise<readonly Measurement[]> {
  const checksum = await md5Of(bench.path);
  const { curl, aria2, engine } = await compare(
    bench,
    'plain',
    {
      curl: (url, directory) =>
        measureShell(
          `curl -s -o ${directory}/c ${url} && openssl md5 ${directory}/c && openssl sha256 ${directory}/c`,
        ),
      aria2: (url, directory) =>
        measureShell(
          `aria2c -q -x1 --checksum=md5=${checksum} --file-allocation=falloc -d ${directory} -o a ${url}`,
        ),
    },
    ['md5', 'sha256'],
  );
  const tails = engine.map(({ tailSeconds }) => tailSeconds);
  return [
    line('G2', 'curl, openssl md5, openssl sha256', show(curl), ''),
    line('G2', 'aria2 --checksum=md5', show(aria2), ''),
    line('G2', 'engine with MD5 and SHA-256', show(engine), ''),
    line('G2', 'wall / curl and openssl', ratio(wall(engine), wall(curl)), '<= 1.1'),
    line('G2', 'aria2 / engine, wall', ratio(wall(aria2), wall(engine)), '>= 2.5'),
    line('G2', 'tail', `${median(tails).toFixed(2)} s`, '<= 1.5 s'),
  ];
}

async function limited(bench: Bench): Promise<readonly Measurement[]> {
  const { curl, aria2, engine } = await compare(bench, 'limited', {
    curl: (url, directory) => measureShell(`curl -s -o ${directory}/c ${url}`),
    aria2: (url, directory) =>
      measureShell(`aria2c -q -x8 -s8 -k1M --file-allocation=falloc -d ${directory} -o a ${url}`),
  });
  return [
    line('G3', 'curl', show(curl), ''),
    line('G3', 'aria2 -x8', show(aria2), ''),
    line('G3', `engine, up to ${engine[0]?.maxConnections} connections`, show(engine), ''),
    line('G3', 'wall / aria2', ratio(wall(engine), wall(aria2)), '<= 1.0'),
  ];
}

async function cut(bench: Bench): Promise<readonly Measurement[]> {
  const { curl, engine, sentBytes } = await compare(bench, 'cutting', {
    curl: (url, directory) => measureShell(`until curl -s -C - -o ${directory}/c ${url}; do :; done`),
  });
  return [
    line('G4', 'loop of curl -C -', show(curl), ''),
    line('G4', 'engine', show(engine), ''),
    line('G4', 'wall / curl', ratio(wall(engine), wall(curl)), '<= 1.15'),
    line('G4', 'bytes sent / size', ratio(median(sentBytes), bench.sizeMib * MIB, 4), '<= 1.01'),
  ];
}

/** The main thread while four verified downloads run at full speed. */
async function loop({ engine, path }: Bench): Promise<readonly Measurement[]> {
  return withServer(engine, path, 'plain', async (server) => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const idle = monitorEventLoopDelay({ resolution: 1 });
    idle.enable();
    await pause(3_000);
    idle.disable();
    delay.enable();
    await inParallel(4, (directory) => measureEngine(engine, server, { directory, digests: ['md5'] }));
    delay.disable();
    return [
      line('G7', 'main loop p99, idle', `${(idle.percentile(99) / 1e6).toFixed(1)} ms`, ''),
      line('G7', 'main loop p99, 4 downloads', `${(delay.percentile(99) / 1e6).toFixed(1)} ms`, '<= 10 ms'),
    ];
  });
}

/** Eight downloads of four connections each; run it with two sizes to see that the size does not matter. */
async function memory({ engine, path, sizeMib }: Bench): Promise<readonly Measurement[]> {
  return withServer(engine, path, 'plain', async (server) => {
    let peakBytes = 0;
    const sampler = setInterval(() => {
      peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    }, 50);
    await inParallel(8, (directory) => measureEngine(engine, server, { directory, digests: ['md5'] }, 4));
    clearInterval(sampler);
    return [line('G8', `peak RSS, 8 x ${sizeMib} MiB`, `${Math.round(peakBytes / MIB)} MiB`, '<= 250 MB')];
  });
}

/** After the caller's abort: when the promise settles, and whether the server still sends anything after 250 ms. */
async function cancel({ engine, path, rounds }: Bench): Promise<readonly Measurement[]> {
  return withServer(engine, path, 'plain', async (server) => {
    const times: number[] = [];
    let lateBytes = 0;
    for (let round = 0; round < rounds * 5; round += 1) {
      await withDirectory(async (directory) => {
        const leaving = new AbortController();
        let abortedMs = 0;
        const job = {
          directory,
          expectedBytes: null,
          digests: [],
          hasExpectedDigest: true,
          trustedOrigins: [server.origin],
          limits: { maxConnections: 4, maxConnectionsPerHost: 8, bytesPerSecond: null, stallAfterMs: 30_000 },
        };
        const transfer = engine.transfer(job, {
          signal: leaving.signal,
          locate: () => Promise.resolve({ url: server.url, expiresAt: null }),
          onProgress: ({ receivedBytes }) => {
            if (receivedBytes < 8 * MIB || leaving.signal.aborted) return;
            abortedMs = performance.now();
            leaving.abort();
          },
        });
        await transfer.catch(() => undefined);
        const settledMs = performance.now() - abortedMs;
        times.push(settledMs);
        await pause(250 - settledMs);
        await server.stats();
        await pause(250);
        lateBytes += (await server.stats()).sentBytes;
      });
    }
    const worst = Math.max(...times);
    return [
      line('G14', 'cancel until settled, median', `${median(times).toFixed(0)} ms`, ''),
      line('G14', 'cancel until settled, worst', `${worst.toFixed(0)} ms`, ''),
      line('G14', 'bytes sent later than 250 ms after a cancel', String(lateBytes), '0'),
    ];
  });
}

type Rivals<K extends string> = Readonly<Record<K, (url: string, directory: string) => Promise<Cost>>>;

/** Runs the rivals and the engine in turn, so that the machine's moods meet all of them. */
async function compare<K extends string>(
  { engine, path, rounds }: Bench,
  kind: ServerKind,
  rivals: Rivals<K>,
  digests: readonly ('md5' | 'sha256')[] = [],
): Promise<Record<K, Cost[]> & { engine: EngineRun[]; sentBytes: number[] }> {
  return withServer(engine, path, kind, async (server) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- filled below
    const costs = Object.fromEntries(Object.keys(rivals).map((name) => [name, []])) as unknown as Record<
      K,
      Cost[]
    >;
    const runs: EngineRun[] = [];
    const sentBytes: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const name in rivals) {
        costs[name].push(await withDirectory((directory) => rivals[name](server.url, directory)));
      }
      await server.stats();
      runs.push(await withDirectory((directory) => measureEngine(engine, server, { directory, digests })));
      sentBytes.push((await server.stats()).sentBytes);
    }
    return { ...costs, engine: runs, sentBytes };
  });
}

/** What SHA-256 of so much costs in this process. */
function sha256CpuSeconds(sizeMib: number): number {
  const block = randomBytes(MIB / 4);
  const cpuBefore = process.cpuUsage();
  const hash = createHash('sha256');
  for (let done = 0; done < sizeMib * 4; done += 1) hash.update(block);
  hash.digest();
  const { user, system } = process.cpuUsage(cpuBefore);
  return (user + system) / 1e6;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function withServer<T>(
  engine: TransferEngine,
  path: string,
  kind: ServerKind,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const server = await startServer(path, kind, PORT);
  try {
    await warmUp(engine, server);
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function inParallel(count: number, work: (directory: string) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => withDirectory(work)));
}

function line(goal: string, what: string, value: string, bar: string): Measurement {
  return { goal, what, value, bar };
}

function wall(costs: readonly Cost[]): number {
  return median(costs.map(({ wallSeconds }) => wallSeconds));
}

function cpu(costs: readonly Cost[]): number {
  return median(costs.map(({ cpuSeconds }) => cpuSeconds));
}

function show(costs: readonly Cost[]): string {
  return `${wall(costs).toFixed(2)} s, CPU ${cpu(costs).toFixed(2)} s`;
}

function ratio(value: number, base: number, digits = 2): string {
  return (value / base).toFixed(digits);
}
