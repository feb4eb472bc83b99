import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from '../../scripts/cluster/cluster.js';

/** Starts a cluster on free ports in a folder of its own, works with it, and leaves nothing behind. */
export async function withCluster<T>(
  options: { readonly replicas: number; readonly sections?: Readonly<Record<string, object>> },
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-bench-'));
  const running: { stop(): Promise<unknown> }[] = [];
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    return await work(
      await startCluster(
        { roles: [], port: 0, size: 60, sections: {}, ...options, directory, tell },
        running,
      ),
    );
  } finally {
    for (const part of running.toReversed()) await part.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Starts one of the bench's programs with what it is to do. */
export function startPart(file: string, setup: object): ChildProcess {
  return fork(new URL(file, import.meta.url), [JSON.stringify(setup)], { execArgv: ['--import', 'tsx'] });
}

/** The next thing that it says. Rejects when it ends without. */
export async function hear<From>(part: ChildProcess): Promise<From> {
  const gone = new AbortController();
  part.once('exit', () => gone.abort());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process
  const [message] = (await once(part, 'message', { signal: gone.signal })) as [From];
  return message;
}

/** Asks a gateway something that must have an answer. */
export async function ask<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the query selects
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Adds up a metric over its labels and over all replicas. */
export async function sumOf({ replicas }: Cluster, metric: string): Promise<number> {
  let sum = 0;
  for (const { origin } of replicas) {
    const text = await (await fetch(`${origin ?? ''}/metrics`)).text();
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
    for (const line of lines) sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
