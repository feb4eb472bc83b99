import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createArtifactStore } from '../../src/artifacts/store.js';
import type { ArtifactStore } from '../../src/artifacts/types.js';
import type { DownloadRecord, DownloadTarget } from '../../src/domain/download.js';
import { openDownloadManager } from '../../src/downloads/manager.js';
import { createTransferEngine } from '../../src/downloads/engine/engine.js';
import type { TransferEngine } from '../../src/downloads/engine/types.js';
import type { DownloadStore } from '../../src/downloads/download-store.js';
import { createMemoryDownloadStore } from './memory-download-store.js';
import type { DownloadSettings } from '../../src/downloads/settings.js';
import type { DownloadManager } from '../../src/downloads/types.js';
import {
  GATEWAY_CREDENTIALS,
  type CallOptions,
  type DownloadLocation,
  type DownloadPlan,
  type GatewayCarried,
  type ProviderAdapter,
  type ProviderCarried,
} from '../../src/providers/provider.js';
import { captureLog } from './capture-log.js';

const UNKNOWN = { md5: null, crc32c: null, sha256: null };

/** A download manager over a real store in a folder of its own; both are gone when the test ends. */
export interface DownloadRig {
  readonly manager: DownloadManager;
  readonly artifacts: ArtifactStore;
  readonly dataDirectory: string;
  readonly call: CallOptions;
  readonly logLines: readonly string[];
  /** Folders of objects on their way in. */
  leftovers(): Promise<readonly string[]>;
}

export interface RigOptions {
  readonly settings?: Partial<
    Omit<DownloadSettings, 'limits' | 'space'> & DownloadSettings['limits'] & DownloadSettings['space']
  >;
  /** Puts something between the manager and the engine. */
  readonly wrapEngine?: (engine: TransferEngine) => TransferEngine;
  /** A folder of an earlier rig, to go on with what that left. */
  readonly dataDirectory?: string;
  readonly store?: DownloadStore;
  /** Opens the artifact store; a folder when absent. */
  readonly openStore?: typeof createArtifactStore;
  readonly freeBytes?: () => Promise<number>;
  readonly now?: () => number;
}

/** One for all rigs of a test file, as of a process: its threads take a while to start from source. */
const engine = createTransferEngine({ bytesPerSecond: null });

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-warm-'));
  const job = { directory, expectedBytes: null, digests: [], hasExpectedDigest: false, trustedOrigins: [] };
  const locate = () => Promise.reject(new Error('Only to start the threads.'));
  const hooks = { signal: new AbortController().signal, locate, onProgress: () => {} };
  await engine.transfer({ ...job, limits: settingsOf().limits }, hooks).catch(() => {});
  await rm(directory, { recursive: true, force: true });
});

afterAll(() => engine.close());

export async function openRig(
  adapters: readonly ProviderAdapter[],
  options: RigOptions = {},
): Promise<DownloadRig> {
  const { log, lines } = captureLog();
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder());
  const openStore = options.openStore ?? createArtifactStore;
  const artifacts = await openStore({ directory: join(dataDirectory, 'artifacts'), log });
  const manager = await openDownloadManager({
    adapters: new Map(adapters.map((adapter) => [adapter.name, adapter])),
    engine: options.wrapEngine?.(engine) ?? engine,
    artifacts,
    store: options.store ?? createMemoryDownloadStore(),
    freeBytes: options.freeBytes ?? (async () => Number.MAX_SAFE_INTEGER),
    settings: settingsOf(options.settings),
    onModelChanged: () => {},
    log,
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  onTestFinished(async () => {
    await manager.close();
    await artifacts.close();
  });
  const call = { signal: new AbortController().signal, log, credentials: GATEWAY_CREDENTIALS };
  const leftovers = () => readdir(join(dataDirectory, 'artifacts', 'ingest'));
  return { manager, artifacts, dataDirectory, call, logLines: lines, leftovers };
}

/** What managers under test keep to. */
export function settingsOf(changes: RigOptions['settings'] = {}): DownloadSettings {
  const all = {
    concurrency: 4,
    concurrencyPerProvider: 4,
    progressPerSecond: 50,
    partialTtlMs: 3_600_000,
    maxConnections: 1,
    maxConnectionsPerHost: 8,
    bytesPerSecond: null,
    stallAfterMs: 10_000,
    reserveBytes: 0,
    quotaBytes: null,
    recheckMs: 20,
    ...changes,
  };
  return { ...all, limits: all, space: all };
}

/** A folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What an adapter under test says of its only object. */
export interface GatewayScript {
  readonly plan?: Partial<DownloadPlan>;
  /** The n-th call, from 0. */
  readonly locate: (count: number, call: CallOptions) => DownloadLocation | Promise<DownloadLocation>;
  readonly trustedOrigins?: readonly string[];
}

/** An adapter whose bytes the gateway carries. The key is the target's native id unless the plan says otherwise. */
export function gatewayAdapter(script: GatewayScript, name = 'registry'): ProviderAdapter {
  let located = 0;
  const facet: GatewayCarried = {
    carrier: 'gateway',
    trustedOrigins: script.trustedOrigins ?? [],
    plan: async (target) => ({
      target,
      key: target.nativeId,
      fileName: 'model.onnx',
      packaging: 'file',
      format: 'onnx',
      expectedBytes: null,
      expectedDigests: UNKNOWN,
      ...script.plan,
    }),
    locate: async (_plan, call) => script.locate(located++, call),
  };
  return adapterWith(name, { downloads: facet });
}

/** An adapter whose provider fetches by itself. */
export function providerAdapter(facet: Omit<ProviderCarried, 'carrier'>, name = 'local'): ProviderAdapter {
  return adapterWith(name, { downloads: { carrier: 'provider', ...facet } });
}

/** An adapter without anything but the given facets. */
export function adapterWith(name: string, facets: Partial<ProviderAdapter>): ProviderAdapter {
  return {
    name,
    type: 'test',
    kind: 'REGISTRY',
    models: { nativeSearch: false, listings: () => [], getMany: async (ids) => ids.map(() => null) },
    probe: async () => ({ version: null }),
    close: async () => {},
    ...facets,
  };
}

/** Rejects when the call is ended, and never resolves: a provider that does not answer. */
export function untilAborted({ signal }: CallOptions): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

export const target = (nativeId: string): DownloadTarget => ({ kind: 'model', nativeId });

/** Follows a download to its end and gives all records that came. */
export async function followToEnd(
  manager: DownloadManager,
  { id }: DownloadRecord,
): Promise<DownloadRecord[]> {
  const records: DownloadRecord[] = [];
  for await (const record of manager.watch(id) ?? []) records.push(record);
  return records;
}

/** Starts the download of `target('m')` and gives its final record. */
export async function downloadToEnd(rig: DownloadRig, provider = 'registry'): Promise<DownloadRecord> {
  const started = await rig.manager.start(provider, target('m'), rig.call);
  return (await followToEnd(rig.manager, started)).at(-1)!;
}

/** Bytes of the first file of a completed download. */
export async function storedBytes(rig: DownloadRig, record: DownloadRecord, index = 0): Promise<Buffer> {
  const opened = await rig.artifacts.openFile(record.artifactId!, index);
  try {
    return await opened!.read(0, opened!.file.sizeBytes);
  } finally {
    await opened?.close();
  }
}

export const digestOf = (algorithm: string, bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex');
