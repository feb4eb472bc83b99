/** Promises to the rest of the gateway: the event loop, the memory, and the end of it all. */
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { TransferEngine } from '../../src/downloads/engine/types.js';
import { hollowFile, hooksOf, jobOf, measureEngine, median, MIB, warmUp, withDirectory } from './rig.js';
import type { Bench, Measurement } from './scenarios.js';
import { startFileServer, startNginx, type Server } from './servers.js';

/** How many are begun and cancelled at the same time. */
const CANCELLING = 4;

/** The main thread while four verified downloads run at full speed. */
export async function loop({ engine, path, directory }: Bench): Promise<readonly Measurement[]> {
  return during(await startNginx(path, 'plain', directory), async (server) => {
    await warmUp(engine, server);
    const idle = monitorEventLoopDelay({ resolution: 1 });
    const busy = monitorEventLoopDelay({ resolution: 1 });
    idle.enable();
    await pause(3_000);
    idle.disable();
    busy.enable();
    await inParallel(4, (target) => measureEngine(engine, server, jobOf(server, target, 8, ['md5'])));
    busy.disable();
    const p99 = (delay: typeof idle): string => `${(delay.percentile(99) / 1e6).toFixed(1)} ms`;
    return [
      { goal: 'G7', what: 'main loop p99, idle', value: p99(idle), bar: '' },
      { goal: 'G7', what: 'main loop p99, 4 verified downloads', value: p99(busy), bar: '<= 10 ms' },
    ];
  });
}

/** Eight downloads of four connections each, of one size after the other. */
export async function memory({ engine, directory, memoryMib }: Bench): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const sizeMib of memoryMib) {
    const peakBytes = await during(
      await startNginx(await hollowFile(sizeMib), 'plain', directory),
      async (server) => {
        let peak = 0;
        const sampler = setInterval(() => {
          peak = Math.max(peak, process.memoryUsage.rss());
        }, 50);
        await inParallel(8, (target) => measureEngine(engine, server, jobOf(server, target, 4, ['md5'])));
        clearInterval(sampler);
        return peak;
      },
    );
    const value = `${Math.round(peakBytes / 1e6)} MB`;
    found.push({ goal: 'G8', what: `peak RSS, 8 x ${sizeMib} MiB`, value, bar: '<= 250 MB' });
  }
  return found;
}

/** After the caller's abort: when the promise settles, and whether the server still sends anything after 250 ms. */
export async function cancel({ engine, path, rounds }: Bench): Promise<readonly Measurement[]> {
  const server = await startFileServer(path, 0);
  return during(server, async () => {
    await warmUp(engine, server);
    const times: number[] = [];
    let lateBytes = 0;
    for (let round = 0; round < rounds * 5; round += 1) {
      const settledMs = await withDirectory((target) => cancelOne(engine, server, target, 8 * MIB));
      times.push(settledMs);
      await pause(250 - settledMs);
      await server.sentBytes();
      await pause(250);
      lateBytes += await server.sentBytes();
    }
    const late = { what: 'bytes sent later than 250 ms after a cancel', value: String(lateBytes), bar: '0' };
    return [
      { goal: 'G14', what: 'cancel until settled, median', value: `${median(times).toFixed(0)} ms`, bar: '' },
      {
        goal: 'G14',
        what: 'cancel until settled, worst',
        value: `${Math.max(...times).toFixed(0)} ms`,
        bar: '<= 250 ms',
      },
      { goal: 'G14', ...late },
    ];
  });
}

/**
 * Transfers that are cancelled somewhere in their first 16 MiB, their directories removed as soon as they have settled:
 * whatever is written or held open after that is found at the end.
 */
export async function cancels(bench: Bench): Promise<readonly Measurement[]> {
  const { engine, path, directory } = bench;
  return during(await startNginx(path, 'plain', directory), (server) =>
    withDirectory(async (base) => {
      await warmUp(engine, server);
      let begun = 0;
      const oneAfterTheOther = async (): Promise<void> => {
        while (begun < bench.cancels) {
          begun += 1;
          await withDirectory((target) => cancelOne(engine, server, target, Math.random() * 16 * MIB), base);
        }
      };
      await Promise.all(Array.from({ length: CANCELLING }, oneAfterTheOther));
      // The thread that hashes hears of the last cancels a moment later.
      await pause(250);
      const files = await readdir(base, { recursive: true });
      const descriptors = await descriptorsBelow(base);
      return [
        { goal: 'G14', what: `files left by ${begun} cancels`, value: String(files.length), bar: '0' },
        { goal: 'G14', what: 'descriptors they hold 250 ms later', value: String(descriptors), bar: '0' },
      ];
    }),
  );
}

/** Cancels after so many bytes; gives the time from there until the transfer has settled, in milliseconds. */
async function cancelOne(
  engine: TransferEngine,
  server: Server,
  directory: string,
  afterBytes: number,
): Promise<number> {
  const leaving = new AbortController();
  let abortedMs = performance.now();
  const hooks = hooksOf(server, leaving.signal, ({ receivedBytes }) => {
    if (receivedBytes < afterBytes || leaving.signal.aborted) return;
    abortedMs = performance.now();
    leaving.abort();
  });
  await engine.transfer(jobOf(server, directory, 4), hooks).catch(() => undefined);
  return performance.now() - abortedMs;
}

/** Files below this directory, removed ones too, that this process has open. */
async function descriptorsBelow(directory: string): Promise<number> {
  const numbers = await readdir('/proc/self/fd');
  const targets = await Promise.all(
    numbers.map((number) => readlink(join('/proc/self/fd', number)).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith(directory)).length;
}

async function during<T>(server: Server, work: (server: Server) => Promise<T>): Promise<T> {
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function inParallel(count: number, work: (directory: string) => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => withDirectory(work)));
}
