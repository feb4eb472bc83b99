/** What is measured: the gateway as it is built for production, and what it is compared with. */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SANDBOX_ORGANIZATION_ID } from '../../src/sandbox/datature-vi/credentials.js';
import type { ProviderPlace, Usage } from './messages.js';
import { end, SERVER_CORE, startNode } from './processes.js';
import { MANIFEST } from './queries.js';

/** What the gateway is compared with, the plainest first. */
export const BASELINES = ['yoga', 'mercurius', 'bare', 'canned'] as const;
export type ServerName = 'gateway' | (typeof BASELINES)[number];

/** How the gateway treats what it has read. `off`: nothing is kept. `cold`: all is kept, and soon too old. `on`: its defaults. */
export type CacheMode = 'off' | 'cold' | 'on';

export interface ServerOptions {
  readonly providers: readonly ProviderPlace[];
  readonly cache: CacheMode;
  /** Options of node, such as those of its profiler. */
  readonly nodeOptions?: readonly string[];
  /** Whether it may use all cores. */
  readonly isFree?: boolean;
  /** Whether yoga knows documents by their ids. The gateway always does. */
  readonly knowsDocuments?: boolean;
  /** Absent: with the probe that tells what the server uses. */
  readonly withoutProbe?: boolean;
}

const BASELINE_DIRECTORY = fileURLToPath(new URL('baselines/', import.meta.url));
const GATEWAY_FILE = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
const PROBE_FILE = join(BASELINE_DIRECTORY, 'probe.js');

/** Longest time that a server may take to listen, in milliseconds. */
const START_LIMIT_MS = 20_000;

/** Many more than there are clients, for the bench is not about waiting for one's turn. */
const MAX_CONCURRENCY = 128;

/** Fetches the baselines' packages, which are no part of the project's own, unless they are there. */
export function installBaselines(): void {
  if (existsSync(join(BASELINE_DIRECTORY, 'node_modules'))) return;
  execFileSync('npm', ['ci'], { cwd: BASELINE_DIRECTORY, stdio: 'inherit' });
}

/** A server that runs. */
export class MeasuredServer {
  readonly name: ServerName;
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #directory: string;

  constructor(name: ServerName, url: string, child: ChildProcess, directory: string) {
    this.name = name;
    this.url = url;
    this.#child = child;
    this.#directory = directory;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** From now on what it uses is counted. */
  begin(): void {
    this.#child.send('begin');
  }

  /** What it has used since then. */
  async used(): Promise<Usage> {
    const heard = new Promise<Usage>((resolve) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by baselines/probe.js
      this.#child.once('message', (usage) => resolve(usage as Usage));
    });
    this.#child.send('end');
    return heard;
  }

  async stop(): Promise<void> {
    await end(this.#child);
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Starts one and waits until it listens. Rejects when it does not. */
export async function startServer(name: ServerName, options: ServerOptions): Promise<MeasuredServer> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-speed-'));
  const probe = options.withoutProbe === true ? [] : ['--import', PROBE_FILE];
  const file = name === 'gateway' ? GATEWAY_FILE : join(BASELINE_DIRECTORY, `${name}.js`);
  const env = {
    NODE_ENV: 'production',
    ...(name === 'gateway'
      ? await gatewayEnvironment(directory, options)
      : {
          BENCH_PROVIDERS: JSON.stringify(options.providers),
          BENCH_DOCUMENTS: JSON.stringify(options.knowsDocuments === true ? MANIFEST : {}),
        }),
  };
  const args = [...probe, ...(options.nodeOptions ?? []), file];
  const child = startNode(args, { core: options.isFree === true ? null : SERVER_CORE, cwd: directory, env });
  return new MeasuredServer(name, await hearUrl(name, child), child, directory);
}

/** Every server tells its address when it listens. */
function hearUrl(name: ServerName, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const giveUp = (why: string): void => reject(new Error(`${name} ${why}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      giveUp('does not listen');
    }, START_LIMIT_MS);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [, url] = /listens on (http:\S+)/u.exec(text) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once('exit', (code) => giveUp(`ended with code ${code}`));
  });
}

async function gatewayEnvironment(
  directory: string,
  { providers, cache }: ServerOptions,
): Promise<Record<string, string>> {
  const path = join(directory, 'modelgate.json');
  const manifest = join(directory, 'documents.json');
  const config = {
    providers: providers.map(describe),
    limits: { manifest },
    downloads: { concurrency: 4, concurrencyPerProvider: 4 },
    ...CACHES[cache],
  };
  await writeFile(manifest, JSON.stringify(MANIFEST));
  await writeFile(path, JSON.stringify(config));
  return {
    PORT: '0',
    MODELGATE_CONFIG: path,
    MODELGATE_DATA_DIR: join(directory, 'data'),
    MODELGATE_LOG_LEVEL: 'warn',
    ...Object.fromEntries(providers.map((provider) => [secretName(provider), secretOf(provider)])),
  };
}

/** Sections of the configuration. Times are in milliseconds; the shortest of all is one. */
const CACHES: Readonly<Record<CacheMode, object>> = { off: cacheOf(0), cold: cacheOf(1), on: {} };

function cacheOf(ttlMs: number): object {
  return {
    cache: {
      listTtlMs: ttlMs,
      listStaleMs: 0,
      itemTtlMs: ttlMs,
      itemStaleMs: 0,
      stateTtlMs: ttlMs,
      stateStaleMs: 0,
      missingTtlMs: ttlMs,
    },
    federation: { snapshotTtlMs: ttlMs },
  };
}

function describe(provider: ProviderPlace): object {
  const { name, type, origin, path, storageOrigins } = provider;
  const resilience = { maxConcurrency: MAX_CONCURRENCY };
  const secret = { env: secretName(provider) };
  if (type === 'pictograph')
    return { name, type, resilience, baseUrl: origin + path, apiKey: secret, storageOrigins };
  return {
    name,
    type,
    resilience,
    baseUrl: origin,
    organizationId: SANDBOX_ORGANIZATION_ID,
    secretKey: secret,
  };
}

function secretName({ name }: ProviderPlace): string {
  return `BENCH_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
}

function secretOf({ headers }: ProviderPlace): string {
  return headers['x-api-key'] ?? headers['authorization']?.replace('Bearer ', '') ?? '';
}
