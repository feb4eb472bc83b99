import type { DownloadTarget } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import type { Wish } from './controls.js';
import type { Crew, CrewParts } from './crew.js';
import type { DownloadStore, StoredDownload } from './download-store.js';
import { DownloadRecorder } from './recorder.js';
import { restoreDownload } from './restore.js';
import { isFinished } from './state.js';

/** One process that works alone, over a store of its own. */
export class SoleCrew implements Crew {
  readonly #store: DownloadStore;
  readonly #recorder: DownloadRecorder;
  #parts: CrewParts | null = null;

  /** @param store Closed with the crew. */
  constructor(store: DownloadStore, log: Logger) {
    this.#store = store;
    this.#recorder = new DownloadRecorder(store, log);
  }

  async open(parts: CrewParts): Promise<void> {
    this.#parts = parts;
    const { adapters, artifacts, engine, board, log, now } = parts;
    const { generation, downloads } = await this.#store.load();
    const known = downloads.filter(({ record }) => adapters.has(record.provider));
    for (const download of known) {
      const { provider } = download.record;
      const ingestId = artifacts.ingests.idOf({ provider, key: download.key });
      const partial = isFinished(download.record)
        ? null
        : await engine.inspectPartial(artifacts.ingests.directoryOf(ingestId));
      board.restore(restoreDownload(download, generation, partial, new Date(now())));
    }
    const queued = known.filter(({ record }) => board.get(record.id)?.state === 'QUEUED');
    for (const { record } of queued) void parts.runner.launch(record.id, true);
    if (queued.length > 0) log.info({ downloads: queued.length }, 'Going on with unfinished downloads');
  }

  enlist(download: StoredDownload): Promise<string> {
    this.#opened.board.add(download);
    return Promise.resolve(download.record.id);
  }

  async alias(id: string, target: DownloadTarget): Promise<void> {
    const { board } = this.#opened;
    const download = board.alias(id, target) ? board.stored(id) : null;
    if (download !== null) this.#recorder.note(download, true);
  }

  launch(id: string): void {
    void this.#opened.runner.launch(id);
  }

  grant(id: string, wish: Wish, log: Logger): Promise<void> {
    return this.#opened.controls.grant(id, wish, log);
  }

  carries(): boolean {
    return true;
  }

  holds(): boolean {
    return true;
  }

  fenceOf(): undefined {
    return undefined;
  }

  async confirm(): Promise<void> {
    // Nobody else could have it.
  }

  stepAside(): boolean {
    return true;
  }

  async seal(): Promise<void> {
    // Nobody else could say otherwise.
  }

  note(download: StoredDownload, isUrgent: boolean): void {
    this.#recorder.note(download, isUrgent);
  }

  tell(): void {
    // There is nobody else.
  }

  show(): void {
    // There is nobody else.
  }

  forget(id: string): void {
    this.#recorder.forget(id);
  }

  settled(): Promise<void> {
    return this.#recorder.settled();
  }

  async retire(): Promise<void> {
    // Nobody else would go on with it.
  }

  async close(): Promise<void> {
    await this.#recorder.settled();
    await this.#store.close();
  }

  get #opened(): CrewParts {
    if (this.#parts === null) throw new Error('Not opened');
    return this.#parts;
  }
}
