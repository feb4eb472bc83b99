import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { Ref } from '../domain/ref.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import type { CallOptions, ProviderAdapter } from '../providers/provider.js';
import { DownloadBoard } from './board.js';
import type { DownloadStore } from './download-store.js';
import type { TransferEngine } from './engine/types.js';
import { Partials } from './partials.js';
import { DownloadRecorder } from './recorder.js';
import { restoreDownload } from './restore.js';
import { DownloadRunner } from './runner.js';
import type { DownloadSettings } from './settings.js';
import { createSpaceKeeper } from './space.js';
import { DownloadStarter } from './starter.js';
import { isFinished } from './state.js';
import { createTurns } from './turns.js';
import type { CancelOptions, DownloadManager, PartialRecord, StartOptions } from './types.js';

/** How often partials are looked through. */
const SWEEP_INTERVAL_MS = 3_600_000;

/** What a download manager is made from. */
export interface DownloadManagerOptions {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly engine: TransferEngine;
  readonly artifacts: ArtifactStore;
  /** Closed with the manager. */
  readonly store: DownloadStore;
  /** What the volume of the artifact store has left for this process, in bytes. */
  readonly freeBytes: () => Promise<number>;
  readonly settings: DownloadSettings;
  /** Called when a download that a provider carries has moved: what was known of that model's runtime state is old. */
  readonly onModelChanged: (model: Ref) => void;
  readonly log: Logger;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** Opens a manager, which goes on with everything that is unfinished in the store. */
export async function openDownloadManager(options: DownloadManagerOptions): Promise<DownloadManager> {
  const manager = new Manager(options);
  await manager.restore();
  return manager;
}

class Manager implements DownloadManager {
  readonly #options: DownloadManagerOptions;
  readonly #now: () => number;
  readonly #recorder: DownloadRecorder;
  readonly #board: DownloadBoard;
  readonly #runner: DownloadRunner;
  readonly #starter: DownloadStarter;
  readonly #partials: Partials;
  /** The last control of each download that is being controlled: one waits for the other. */
  readonly #controls = new Map<string, Promise<unknown>>();
  #sweeping: NodeJS.Timeout | null = null;

  constructor(options: DownloadManagerOptions) {
    const { settings, artifacts, engine, log, freeBytes, adapters } = options;
    this.#options = options;
    const now = options.now ?? Date.now;
    this.#now = now;
    this.#recorder = new DownloadRecorder(options.store, log);
    this.#board = new DownloadBoard({
      progressPerSecond: settings.progressPerSecond,
      now,
      onChange: (download, isUrgent) => this.#recorder.note(download, isUrgent),
      onForget: (id) => this.#recorder.forget(id),
    });
    const { concurrency: total, concurrencyPerProvider: perProvider } = settings;
    const turns = createTurns({ total, perProvider });
    const space = createSpaceKeeper({ ...settings.space, artifacts, freeBytes });
    this.#runner = new DownloadRunner({
      adapters,
      log,
      board: this.#board,
      turns,
      onModelChanged: options.onModelChanged,
      carrier: { engine, artifacts, space, limits: settings.limits, now },
    });
    const runner = this.#runner;
    this.#starter = new DownloadStarter({ adapters, artifacts, board: this.#board, runner, turns, now });
    const { partialTtlMs: ttlMs } = settings;
    this.#partials = new Partials({ artifacts, engine, board: this.#board, ttlMs, now, log });
  }

  async restore(): Promise<void> {
    const { store, adapters, artifacts, engine, log } = this.#options;
    const { generation, downloads } = await store.load();
    const known = downloads.filter(({ record }) => adapters.has(record.provider));
    for (const download of known) {
      const { provider } = download.record;
      const ingestId = artifacts.ingests.idOf({ provider, key: download.key });
      const partial = isFinished(download.record)
        ? null
        : await engine.inspectPartial(artifacts.ingests.directoryOf(ingestId));
      this.#board.restore(restoreDownload(download, generation, partial, new Date(this.#now())));
    }
    const queued = known.filter(({ record }) => this.#board.get(record.id)?.state === 'QUEUED');
    for (const { record } of queued) this.#runner.launch(record.id, true);
    if (queued.length > 0) log.info({ downloads: queued.length }, 'Going on with unfinished downloads');
    await this.#partials.sweep();
    this.#sweeping = setInterval(() => void this.#partials.sweep(), SWEEP_INTERVAL_MS).unref();
  }

  async start(
    provider: string,
    target: DownloadTarget,
    call: CallOptions,
    options: StartOptions = {},
  ): Promise<DownloadRecord> {
    const record = await this.#starter.start(provider, target, call, options);
    await this.#recorder.settled();
    return record;
  }

  pause(id: string): Promise<DownloadRecord | null> {
    return this.#control(id, async (record) => {
      if (record.carrier === 'PROVIDER') {
        throw new GatewayError(
          'UNSUPPORTED',
          `Provider ${record.provider} carries this download by itself and cannot pause it.`,
          { provider: record.provider },
        );
      }
      if (isFinished(record)) throw finishedError(record, 'paused');
      await this.#runner.stop(id, { kind: 'pause' }, this.#options.log);
    });
  }

  resume(id: string): Promise<DownloadRecord | null> {
    return this.#control(id, async (record) => {
      if (isFinished(record)) throw finishedError(record, 'resumed');
      if (record.state !== 'PAUSED') return;
      this.#board.dispatch(id, { kind: 'queue' });
      this.#runner.launch(id);
    });
  }

  async retry(id: string, call: CallOptions): Promise<DownloadRecord | null> {
    const stored = this.#board.stored(id);
    if (stored === null) return null;
    const { record, caller } = stored;
    if (record.state !== 'FAILED' && record.state !== 'CANCELLED') throw finishedError(record, 'retried');
    return this.start(record.provider, record.target, call, { priority: record.priority, caller });
  }

  cancel(id: string, call: CallOptions, options: CancelOptions = {}): Promise<DownloadRecord | null> {
    const { keepPartial = false } = options;
    return this.#control(id, async (record) => {
      if (isFinished(record)) return;
      await this.#runner.stop(id, { kind: 'cancel', keepPartial }, call.log);
      const stored = this.#board.stored(id);
      if (stored?.record.state !== 'PAUSED') return;
      if (!keepPartial) await this.#runner.discardPartial(stored);
      this.#board.dispatch(id, { kind: 'cancel' });
    });
  }

  get(id: string): DownloadRecord | null {
    return this.#board.get(id);
  }

  list(): readonly DownloadRecord[] {
    return this.#board.list();
  }

  latestOf(provider: string, target: DownloadTarget): DownloadRecord | null {
    return this.#board.latestOf(provider, target);
  }

  partials(): Promise<readonly PartialRecord[]> {
    return this.#partials.list();
  }

  discardPartial(id: string): Promise<boolean> {
    return this.#partials.discard(id);
  }

  watch(id: string): AsyncIterableIterator<DownloadRecord> | null {
    return this.#board.watch(id);
  }

  watchAll(): AsyncIterableIterator<DownloadRecord> {
    return this.#board.watchAll();
  }

  async close(): Promise<void> {
    if (this.#runner.isClosed) return;
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
    this.#board.close();
    await this.#runner.close();
    await this.#recorder.settled();
    await this.#options.store.close();
  }

  /** Controls a download after whoever controls it now; gives it as it is then, durably. Null when there is none. */
  #control(id: string, work: (record: DownloadRecord) => Promise<void>): Promise<DownloadRecord | null> {
    const turn = async (): Promise<DownloadRecord | null> => {
      const record = this.#board.get(id);
      if (record === null) return null;
      await work(record);
      await this.#recorder.settled();
      return this.#board.get(id);
    };
    const control = (this.#controls.get(id) ?? Promise.resolve()).then(turn, turn);
    this.#controls.set(id, control);
    const leave = (): void => {
      if (this.#controls.get(id) === control) this.#controls.delete(id);
    };
    control.then(leave, leave);
    return control;
  }
}

/** Why a wish is refused: the download is not in a state for it. */
function finishedError({ state }: DownloadRecord, wish: string): GatewayError {
  return new GatewayError('CONFLICT', `The download is ${state} and cannot be ${wish}.`);
}
