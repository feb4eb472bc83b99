import type { ArtifactStore } from '../artifacts/types.js';
import type { DownloadRecord, DownloadTarget } from '../domain/download.js';
import type { Ref } from '../domain/ref.js';
import type { Logger } from '../observability/logger.js';
import type { CallOptions, ProviderAdapter } from '../providers/provider.js';
import { DownloadBoard } from './board.js';
import { Controls, finishedError, type Wish } from './controls.js';
import type { Crew } from './crew.js';
import type { DownloadStore } from './download-store.js';
import type { TransferEngine } from './engine/types.js';
import { Partials } from './partials.js';
import { DownloadRunner } from './runner.js';
import type { DownloadSettings } from './settings.js';
import { SoleCrew } from './sole-crew.js';
import { createSpaceKeeper } from './space.js';
import { DownloadStarter } from './starter.js';
import { createTurns } from './turns.js';
import type { CancelOptions, DownloadManager, PartialRecord, StartOptions } from './types.js';

/** How often partials are looked through. */
const SWEEP_INTERVAL_MS = 3_600_000;

/** What a download manager is made from, whoever moves the downloads. */
export interface ManagerOptions {
  /** By configured name. */
  readonly adapters: ReadonlyMap<string, ProviderAdapter>;
  readonly engine: TransferEngine;
  readonly artifacts: ArtifactStore;
  /** What the volume of the artifact store has left for this process, in bytes. */
  readonly freeBytes: () => Promise<number>;
  readonly settings: DownloadSettings;
  /** Called when a download that a provider carries has moved: what was known of that model's runtime state is old. */
  readonly onModelChanged: (model: Ref) => void;
  readonly log: Logger;
  /** Milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** What the download manager of a process that works alone is made from. */
export interface DownloadManagerOptions extends ManagerOptions {
  /** Closed with the manager. */
  readonly store: DownloadStore;
}

/** Opens the manager of a process that works alone, which goes on with everything that is unfinished in the store. */
export function openDownloadManager(options: DownloadManagerOptions): Promise<DownloadManager> {
  return openManagerWith(options, new SoleCrew(options.store, options.log));
}

/** Opens a manager whose downloads the crew moves; it is closed with the manager. */
export async function openManagerWith(options: ManagerOptions, crew: Crew): Promise<DownloadManager> {
  const manager = new Manager(options, crew);
  await manager.open();
  return manager;
}

class Manager implements DownloadManager {
  readonly #options: ManagerOptions;
  readonly #crew: Crew;
  readonly #now: () => number;
  readonly #board: DownloadBoard;
  readonly #runner: DownloadRunner;
  readonly #starter: DownloadStarter;
  readonly #partials: Partials;
  /** The last control of each download that is being controlled: one waits for the other. */
  readonly #controls = new Map<string, Promise<unknown>>();
  #sweeping: NodeJS.Timeout | null = null;

  constructor(options: ManagerOptions, crew: Crew) {
    const { settings, artifacts, engine, log, freeBytes, adapters } = options;
    this.#options = options;
    this.#crew = crew;
    const now = options.now ?? Date.now;
    this.#now = now;
    this.#board = new DownloadBoard({
      progressPerSecond: settings.progressPerSecond,
      now,
      onChange: (download, isUrgent) => crew.note(download, isUrgent),
      onTold: (download) => crew.tell(download),
      onShown: (download) => crew.show(download),
      onForget: (id) => crew.forget(id),
    });
    const { concurrency: total, concurrencyPerProvider: perProvider } = settings;
    const turns = createTurns({ total, perProvider });
    const space = createSpaceKeeper({ ...settings.space, artifacts, freeBytes });
    this.#runner = new DownloadRunner({
      adapters,
      log,
      board: this.#board,
      turns,
      authority: crew,
      onModelChanged: options.onModelChanged,
      carrier: { engine, artifacts, space, limits: settings.limits, now },
    });
    const runner = this.#runner;
    this.#starter = new DownloadStarter({
      adapters,
      artifacts,
      board: this.#board,
      runner,
      crew,
      onPreferred: () => turns.reorder(),
      now,
    });
    const { partialTtlMs: ttlMs } = settings;
    this.#partials = new Partials({ artifacts, engine, board: this.#board, ttlMs, now, log });
  }

  async open(): Promise<void> {
    const { adapters, artifacts, engine, log } = this.#options;
    const board = this.#board;
    const runner = this.#runner;
    const controls = new Controls({ board, runner, launch: (id) => this.#crew.launch(id) });
    await this.#crew.open({ adapters, artifacts, engine, board, runner, controls, log, now: this.#now });
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
    await this.#crew.settled();
    return record;
  }

  pause(id: string): Promise<DownloadRecord | null> {
    return this.#control(id, { kind: 'pause' }, this.#options.log);
  }

  resume(id: string): Promise<DownloadRecord | null> {
    return this.#control(id, { kind: 'resume' }, this.#options.log);
  }

  async retry(id: string, call: CallOptions): Promise<DownloadRecord | null> {
    const stored = this.#board.stored(id);
    if (stored === null) return null;
    const { record, caller } = stored;
    if (record.state !== 'FAILED' && record.state !== 'CANCELLED') throw finishedError(record, 'retried');
    return this.start(record.provider, record.target, call, { priority: record.priority, caller });
  }

  cancel(id: string, call: CallOptions, options: CancelOptions = {}): Promise<DownloadRecord | null> {
    return this.#control(id, { kind: 'cancel', keepPartial: options.keepPartial ?? false }, call.log);
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

  carries(id: string): boolean {
    const download = this.#board.stored(id);
    return download !== null && this.#crew.carries(download);
  }

  retire(): Promise<void> {
    return this.#crew.retire();
  }

  async close(): Promise<void> {
    if (this.#runner.isClosed) return;
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
    this.#board.close();
    await this.#runner.close();
    await this.#crew.close();
  }

  /** Has a wish granted after those that came before; gives the download as it is then, durably. Null when there is none. */
  #control(id: string, wish: Wish, log: Logger): Promise<DownloadRecord | null> {
    const turn = async (): Promise<DownloadRecord | null> => {
      if (this.#board.get(id) === null) return null;
      await this.#crew.grant(id, wish, log);
      await this.#crew.settled();
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
