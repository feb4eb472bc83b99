import type { Logger } from '../observability/logger.js';
import type { DownloadStore, StoredDownload } from './download-store.js';

/** How long a change that is not urgent may wait until it is stored. */
const INTERVAL_MS = 1_000;

/** Brings changes of downloads into a store, in batches, without making anybody wait who does not want to. */
export class DownloadRecorder {
  readonly #store: Pick<DownloadStore, 'save' | 'remove'>;
  readonly #log: Logger;
  readonly #changed = new Map<string, StoredDownload>();
  readonly #forgotten = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #scheduled = false;
  /** So many writes in a row failed. */
  #failures = 0;

  constructor(store: Pick<DownloadStore, 'save' | 'remove'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Only the latest form of a download is stored. */
  note(download: StoredDownload, urgent: boolean): void {
    this.#changed.set(download.record.id, download);
    if (urgent) void this.settled();
    else this.#timer ??= setTimeout(() => void this.settled(), INTERVAL_MS).unref();
  }

  forget(id: string): void {
    this.#changed.delete(id);
    this.#forgotten.add(id);
    this.#timer ??= setTimeout(() => void this.settled(), INTERVAL_MS).unref();
  }

  /** Resolves when everything that was noted before is stored, or could not be, which is logged and tried again. */
  settled(): Promise<void> {
    if (!this.#scheduled) {
      this.#scheduled = true;
      // What changes while one write is under way goes with the next one.
      this.#writing = this.#writing.then(() => this.#write());
    }
    return this.#writing;
  }

  #recovered(stored: number): void {
    const failures = this.#failures;
    this.#failures = 0;
    if (failures > 0) this.#log.info({ failures, stored }, 'The state of downloads is stored again');
  }

  async #write(): Promise<void> {
    this.#scheduled = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const changed = [...this.#changed.values()];
    const forgotten = [...this.#forgotten];
    this.#changed.clear();
    this.#forgotten.clear();
    try {
      if (changed.length > 0) await this.#store.save(changed);
      if (forgotten.length > 0) await this.#store.remove(forgotten);
      this.#recovered(changed.length + forgotten.length);
    } catch (error) {
      const waiting = changed.length + forgotten.length;
      // Tried again each second; once is enough to be told.
      if (this.#failures === 0)
        this.#log.error({ err: error, waiting }, 'The state of downloads cannot be stored; trying on');
      this.#failures += 1;
      for (const id of forgotten) this.#forgotten.add(id);
      for (const download of changed) {
        const { id } = download.record;
        if (!this.#changed.has(id) && !this.#forgotten.has(id)) this.#changed.set(id, download);
      }
      this.#timer ??= setTimeout(() => void this.settled(), INTERVAL_MS).unref();
    }
  }
}
