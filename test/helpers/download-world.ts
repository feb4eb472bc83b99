import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TERMINAL_DOWNLOAD_STATES, type DownloadRecord } from '../../src/domain/download.js';
import type { TransferEngine } from '../../src/downloads/engine/types.js';
import { createMemoryDownloadStore, type DownloadMemory } from './memory-download-store.js';
import type { DownloadPlan, GatewayCarried, ProviderAdapter } from '../../src/providers/provider.js';
import { adapterWith, openRig, target, type DownloadRig } from './download-rig.js';
import { sha256Of } from './downloads.js';
import { objectBytes, startObjectHost, type Behaviour, type ObjectHost } from './object-host.js';
import { tarOf } from './tar.js';

const SIZE_BYTES = 96 * 1024;
/** A download takes about half a second then, time enough to be disturbed. */
const SLOW_BYTES_PER_SECOND = 200 * 1024;

/** Things to be downloaded: two names of the same bytes, one more file, the same file at another provider, an archive. */
export const WANTED = {
  first: { provider: 'registry', key: 'one', object: 'one', packaging: 'file' },
  alias: { provider: 'registry', key: 'one', object: 'one', packaging: 'file' },
  second: { provider: 'registry', key: 'two', object: 'two', packaging: 'file' },
  mirrored: { provider: 'mirror', key: 'three', object: 'two', packaging: 'file' },
  archive: { provider: 'registry', key: 'packed', object: 'packed', packaging: 'archive' },
} as const;
export type WantedName = keyof typeof WANTED;

/** Storage hosts of three objects, shared by all worlds of a test. */
export interface Hosts {
  readonly byObject: ReadonlyMap<string, ObjectHost>;
  /** SHA-256 of every file of an object. */
  readonly digests: ReadonlyMap<string, readonly string[]>;
}

/** Starts them; they are closed when the test ends. */
export async function startHosts(): Promise<Hosts> {
  const members = { 'a/model.onnx': objectBytes(SIZE_BYTES / 2, 3), 'a/run.json': '{}', 'a/b.bin': 'x' };
  const objects = {
    one: objectBytes(SIZE_BYTES, 1),
    two: objectBytes(SIZE_BYTES, 2),
    packed: await tarOf(members),
  };
  const byObject = new Map<string, ObjectHost>();
  for (const [name, bytes] of Object.entries(objects)) {
    byObject.set(name, await startObjectHost({ bytes, etag: `"${name}"` }));
  }
  const digests = new Map([
    ['one', [sha256Of(objects.one)]],
    ['two', [sha256Of(objects.two)]],
    ['packed', Object.values(members).map((bytes) => sha256Of(Buffer.from(bytes)))],
  ]);
  return { byObject, digests };
}

/** A manager over a folder and hosts, which may be closed and opened again, and everything that its watchers were told. */
export class DownloadWorld {
  readonly #hosts: Hosts;
  readonly #engine: TransferEngine;
  readonly #dataDirectory: string;
  readonly #memory: DownloadMemory = { generation: -1, downloads: new Map() };
  readonly #told = new Map<string, DownloadRecord[]>();
  #watching: Promise<void>[] = [];
  #rig: DownloadRig | null = null;

  private constructor(hosts: Hosts, engine: TransferEngine, dataDirectory: string) {
    this.#hosts = hosts;
    this.#engine = engine;
    this.#dataDirectory = dataDirectory;
  }

  static async open(hosts: Hosts, engine: TransferEngine): Promise<DownloadWorld> {
    const world = new DownloadWorld(hosts, engine, await mkdtemp(join(tmpdir(), 'modelgate-test-')));
    world.behave(null);
    world.hurry(false);
    await world.#start();
    return world;
  }

  get rig(): DownloadRig {
    return this.#rig!;
  }

  /** What one of the wanted things is downloaded by. */
  start(name: WantedName, caller: string): Promise<DownloadRecord> {
    return this.rig.manager.start(WANTED[name].provider, target(name), this.rig.call, { caller });
  }

  /** Every host answers so from now on; null: as it should. */
  behave(behaviour: Behaviour | null): void {
    for (const host of this.#hosts.byObject.values()) host.behave = () => behaviour;
  }

  /** Whether bytes come as fast as they can. */
  hurry(isHurrying: boolean): void {
    for (const host of this.#hosts.byObject.values()) {
      host.bytesPerSecond = isHurrying ? null : SLOW_BYTES_PER_SECOND;
    }
  }

  /** Has a watcher follow a download until its end or that of the manager. */
  follow(id: string): void {
    const records = this.#rig?.manager.watch(id);
    if (records === null || records === undefined) throw new Error(`There is no download ${id}`);
    const told = this.#told.get(id) ?? [];
    const isKnown = this.#told.has(id);
    this.#told.set(id, told);
    this.#watching.push(listen(records, told, isKnown));
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.#start();
    for (const id of this.#told.keys()) this.follow(id);
  }

  /** The watchers' records until now. */
  told(id: string): readonly DownloadRecord[] {
    return this.#told.get(id) ?? [];
  }

  ingestOf(name: WantedName): string {
    const { provider, key } = WANTED[name];
    return this.rig.artifacts.ingests.idOf({ provider, key });
  }

  /** SHA-256 of the files of a wanted thing at its source, and of those that a completed download has brought. */
  async filesOf({ artifactId, target: { nativeId } }: DownloadRecord): Promise<{
    readonly source: readonly string[];
    readonly stored: readonly string[];
  }> {
    const source = this.#hosts.digests.get(WANTED[nativeId as WantedName].object)!;
    const check = await this.rig.artifacts.verify(artifactId ?? '', new AbortController().signal);
    const intact = check?.artifact.files.filter((file) => !check.damagedFiles.includes(file)) ?? [];
    return { source: source.toSorted(), stored: intact.map(({ sha256 }) => sha256).toSorted() };
  }

  /** Names of the files in the store, manifests not included. */
  async blobs(): Promise<readonly string[]> {
    const folder = join(this.#dataDirectory, 'artifacts', 'blobs');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.#stop();
    await rm(this.#dataDirectory, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    await this.rig.manager.close();
    await Promise.all(this.#watching);
    this.#watching = [];
    // Or it says on and on that it is there, while its folder is being removed.
    await this.rig.artifacts.close();
  }

  async #start(): Promise<void> {
    this.#rig = await openRig(
      ['registry', 'mirror'].map((name) => this.#adapter(name)),
      {
        dataDirectory: this.#dataDirectory,
        store: createMemoryDownloadStore(this.#memory),
        wrapEngine: () => this.#engine,
        settings: { concurrency: 2, concurrencyPerProvider: 2, stallAfterMs: 1_000, progressPerSecond: 60 },
      },
    );
  }

  #adapter(name: string): ProviderAdapter {
    const facet: GatewayCarried = {
      carrier: 'gateway',
      trustedOrigins: [...this.#hosts.byObject.values()].map(({ origin }) => origin),
      plan: async (wanted) => planOf(wanted.nativeId as WantedName),
      locate: async ({ target: { nativeId } }) => {
        const { url } = this.#hosts.byObject.get(WANTED[nativeId as WantedName].object)!;
        return { kind: 'url', url, expiresAt: null };
      },
    };
    return adapterWith(name, { downloads: facet });
  }
}

function planOf(name: WantedName): DownloadPlan {
  const { key, packaging } = WANTED[name];
  return {
    target: target(name),
    key,
    fileName: 'model.onnx',
    packaging,
    format: null,
    expectedBytes: null,
    expectedDigests: { md5: null, crc32c: null, sha256: null },
  };
}

/** Checks each record against the one before, also of an earlier manager, as it comes. */
async function listen(
  records: AsyncIterable<DownloadRecord>,
  told: DownloadRecord[],
  isKnown: boolean,
): Promise<void> {
  let isFirst = isKnown;
  for await (const record of records) {
    const before = told.at(-1);
    const isRepeated = isFirst && record.progress.sequence === before?.progress.sequence;
    // A restart may take back what the journal does not say.
    if (before !== undefined && !isRepeated) expectFollows(before, record, isFirst);
    isFirst = false;
    if (!isRepeated) told.push(record);
  }
}

function expectFollows(before: DownloadRecord, record: DownloadRecord, isRestarted: boolean): void {
  const [earlier, later] = [before.progress, record.progress];
  expect(TERMINAL_DOWNLOAD_STATES.has(before.state), `${before.state} is followed by ${record.state}`).toBe(
    false,
  );
  expect(later.sequence).toBeGreaterThan(earlier.sequence);
  expect(later.epoch).toBeGreaterThanOrEqual(earlier.epoch);
  if (isRestarted || later.epoch > earlier.epoch) return;
  expect(later.receivedBytes).toBeGreaterThanOrEqual(earlier.receivedBytes ?? 0);
  expect(later.percent ?? 100).toBeGreaterThanOrEqual(earlier.percent ?? 0);
}
