/** Times and costs against other tools. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { measureEngine, measureShell, jobOf, median, MIB, warmUp, withDirectory } from './rig.js';
import type { Cost, EngineRun } from './rig.js';
import type { Bench, Measurement } from './scenarios.js';
import { CERTIFICATE_FILE, startFileServer, startNginx, type Server } from './servers.js';

const MAX_CONNECTIONS = 8;
const CUT_PROBABILITY = 0.05;

/** One object at full speed. Curl verifies nothing; the engine always makes a SHA-256, and an fsync. */
export async function plain(bench: Bench): Promise<readonly Measurement[]> {
  const { curl, engine } = await compareAt(bench, 'plain', {
    curl: (url, directory) => measureShell(`curl -s -o ${directory}/c ${url}`),
  });
  return [
    ...transferLines({ goal: 'G1', rival: 'curl', bar: '<= 1.15' }, bench, { curl, engine }),
    line('G1', 'CPU with SHA-256 / curl', ratio(cpu(engine), cpu(curl)), ''),
    line(
      'G1',
      'CPU without SHA-256 / curl',
      ratio(cpu(engine) - sha256CpuSeconds(bench.sizeMib), cpu(curl)),
      '<= 1.3',
    ),
  ];
}

/** The same over TLS. */
export async function tls(bench: Bench): Promise<readonly Measurement[]> {
  const certificate = join(bench.directory, CERTIFICATE_FILE);
  const { curl, engine } = await compareAt(bench, 'tls', {
    curl: (url, directory) => measureShell(`curl -s --cacert ${certificate} -o ${directory}/c ${url}`),
  });
  return transferLines({ goal: 'G1 TLS', rival: 'curl', bar: '<= 1.5' }, bench, { curl, engine });
}

function transferLines(
  { goal, rival, bar }: { readonly goal: string; readonly rival: string; readonly bar: string },
  { sizeMib }: Bench,
  { curl, engine }: Costs<'curl'>,
): Measurement[] {
  const moving = engine.map(({ wallSeconds, tailSeconds }) => wallSeconds - tailSeconds);
  return [
    line(goal, `${rival}, ${sizeMib} MiB, verifies nothing`, show(curl), ''),
    line(goal, 'engine, with SHA-256 and fsync', show(engine), ''),
    line(goal, 'wall until the last byte / curl', ratio(median(moving), wall(curl)), bar),
    line(goal, 'wall until hashed and fsynced / curl', ratio(wall(engine), wall(curl)), ''),
  ];
}

/** Verified downloads. */
export async function verified(bench: Bench): Promise<readonly Measurement[]> {
  const checksum = await md5Of(bench.path);
  const { curl, aria2, engine } = await compareAt(
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

/** A host that limits each connection. */
export async function limited(bench: Bench): Promise<readonly Measurement[]> {
  const { curl, aria2, engine } = await compareAt(bench, 'limited', {
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

/** A way that breaks. */
export async function cut(bench: Bench): Promise<readonly Measurement[]> {
  const server = await startFileServer(bench.path, CUT_PROBABILITY);
  const sentBytes: number[] = [];
  const { curl, engine } = await compare(
    bench,
    server,
    {
      curl: async (url, directory) => {
        const cost = await measureShell(`until curl -s -C - -o ${directory}/c ${url}; do :; done`);
        await server.sentBytes();
        return cost;
      },
    },
    { afterEngine: async () => void sentBytes.push(await server.sentBytes()) },
  );
  return [
    ...transferLines({ goal: 'G4', rival: 'loop of curl -C -', bar: '<= 1.15' }, bench, { curl, engine }),
    line('G4', 'bytes sent / size', ratio(median(sentBytes), bench.sizeMib * MIB, 4), '<= 1.01'),
  ];
}

type Rivals<K extends string> = Readonly<Record<K, (url: string, directory: string) => Promise<Cost>>>;
type Costs<K extends string> = Record<K, Cost[]> & { engine: EngineRun[] };

async function compareAt<K extends string>(
  bench: Bench,
  kind: 'plain' | 'tls' | 'limited',
  rivals: Rivals<K>,
  digests: readonly ('md5' | 'sha256')[] = [],
): Promise<Costs<K>> {
  return compare(bench, await startNginx(bench.path, kind, bench.directory), rivals, { digests });
}

/** Runs the rivals and the engine in turn, so that the machine's moods meet all of them; then stops the server. */
async function compare<K extends string>(
  { engine, rounds }: Bench,
  server: Server,
  rivals: Rivals<K>,
  {
    digests = [],
    afterEngine,
  }: { digests?: readonly ('md5' | 'sha256')[]; afterEngine?: () => Promise<void> },
): Promise<Costs<K>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- filled below
  const costs = Object.fromEntries(Object.keys(rivals).map((name) => [name, []])) as unknown as Record<
    K,
    Cost[]
  >;
  const runs: EngineRun[] = [];
  try {
    await warmUp(engine, server);
    for (let round = 0; round < rounds; round += 1) {
      for (const name in rivals) {
        costs[name].push(await withDirectory((directory) => rivals[name](server.url, directory)));
      }
      const run = await withDirectory((directory) =>
        measureEngine(engine, server, jobOf(server, directory, MAX_CONNECTIONS, digests)),
      );
      runs.push(run);
      await afterEngine?.();
    }
    return { ...costs, engine: runs };
  } finally {
    await server.stop();
  }
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
