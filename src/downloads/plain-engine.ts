import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { toStorageError } from '../artifacts/storage-error.js';
import { writeDurably } from '../artifacts/durable-file.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { TransferClient } from '../http/types.js';
import type { Logger } from '../observability/logger.js';
import type { TransferEngine, TransferHooks, TransferJob, TransferProgress } from './engine/types.js';
import { createObjectHasher } from './object-hasher.js';
import { transferObject, type ByteSink, type Reception } from './transfer.js';
import { NO_DIGESTS } from './verify.js';

interface Journal {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
  readonly etag: string | null;
  readonly digests: Reception['headerDigests'];
  readonly epoch: number;
  readonly restartReason: string | null;
}

export interface PlainEngineOptions {
  readonly transfers: TransferClient;
  readonly log: Logger;
  readonly now: () => number;
}

/** One connection for each object, on the main thread. */
export function createPlainEngine(options: PlainEngineOptions): TransferEngine {
  return {
    transfer: (job, hooks) => new PlainTransfer(job, hooks, options).run(),
    inspectPartial: async (directory) => {
      const journal = await readJournal(directory);
      if (journal === null) return null;
      const { mtime } = await stat(join(directory, 'journal.json'));
      return { receivedBytes: journal.receivedBytes, totalBytes: journal.totalBytes, savedAt: mtime };
    },
    close: async () => {},
  };
}

class PlainTransfer implements ByteSink {
  sizeBytes = 0;
  #handle: FileHandle | null = null;
  #reception: Reception | null = null;
  #savedAtMs = 0;
  #progress: TransferProgress = {
    receivedBytes: 0,
    verifiedBytes: 0,
    totalBytes: null,
    connections: 0,
    attempts: 1,
    epoch: 0,
    restartReason: null,
    isStalled: false,
    waitingUntil: null,
    phase: 'resolving',
  };

  readonly job: TransferJob;
  readonly hooks: TransferHooks;
  readonly options: PlainEngineOptions;

  constructor(job: TransferJob, hooks: TransferHooks, options: PlainEngineOptions) {
    this.job = job;
    this.hooks = hooks;
    this.options = options;
  }

  async run() {
    const { job, hooks, options } = this;
    const wanted = {
      md5: job.digests.includes('md5') ? '' : null,
      crc32c: job.digests.includes('crc32c') ? '' : null,
      sha256: null,
    };
    try {
      await this.#open(wanted);
      this.#report({});
      const locate = async () => ({ kind: 'url', ...(await hooks.locate()) }) as const;
      const location = await locate();
      this.#report({ phase: 'transferring' });
      const object = await transferObject(
        {
          provider: 'of the object',
          resumed: this.#reception,
          trustedOrigins: job.trustedOrigins,
          expectedBytes: job.expectedBytes,
          expectedDigests: wanted,
          locate,
          ingest: this,
          signal: hooks.signal,
          log: options.log,
          listener: {
            retried: () => this.#report({ attempts: this.#progress.attempts + 1 }),
            restarted: (restartReason) => {
              const epoch = this.#progress.epoch + 1;
              this.#report({ epoch, restartReason, receivedBytes: 0, verifiedBytes: 0, totalBytes: null });
            },
            advanced: (receivedBytes, totalBytes) =>
              this.#report({ receivedBytes, verifiedBytes: receivedBytes, totalBytes, isStalled: false }),
            stalled: () => this.#report({ isStalled: true }),
            began: (reception) => {
              this.#reception = reception;
            },
          },
        },
        location,
        { transfers: options.transfers, stallAfterMs: job.limits.stallAfterMs, now: options.now },
      );
      this.#report({ phase: 'verifying' });
      await this.#save();
      return {
        path: join(job.directory, 'data'),
        sizeBytes: this.sizeBytes,
        digests: object.measured,
        announced: object.announcements[1]?.digests ?? NO_DIGESTS,
        announcedBytes: object.announcedBytes,
        etag: object.etag,
      };
    } catch (error) {
      await this.#save().catch(() => {});
      if (hooks.signal.aborted) throw new GatewayError('CANCELLED', 'The transfer was ended.');
      throw error;
    } finally {
      await this.#handle?.close();
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#handle?.write(bytes, 0, bytes.length, this.sizeBytes);
    } catch (error) {
      throw toStorageError(error);
    }
    this.sizeBytes += bytes.length;
    if (this.options.now() - this.#savedAtMs > 500) await this.#save();
  }

  async restart(): Promise<void> {
    await this.#handle?.truncate(0);
    this.sizeBytes = 0;
    await this.#save();
  }

  async #open(wanted: Reception['headerDigests']): Promise<void> {
    const { directory } = this.job;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const journal = await readJournal(directory);
    const path = join(directory, 'data');
    this.#handle = await open(path, journal === null ? 'w+' : 'r+', 0o600);
    if (journal === null) return;
    await truncate(path, journal.receivedBytes);
    const hasher = await createObjectHasher({
      md5: wanted.md5 ?? journal.digests.md5,
      crc32c: wanted.crc32c ?? journal.digests.crc32c,
    });
    for await (const chunk of createReadStream(path)) hasher.update(chunk);
    this.sizeBytes = journal.receivedBytes;
    const { etag, totalBytes, digests: headerDigests, epoch, restartReason, receivedBytes } = journal;
    if (receivedBytes > 0) this.#reception = { etag, totalBytes, headerDigests, hasher };
    this.#progress = {
      ...this.#progress,
      ...{ epoch, restartReason, receivedBytes, verifiedBytes: receivedBytes, totalBytes },
    };
  }

  async #save(): Promise<void> {
    this.#savedAtMs = this.options.now();
    await this.#handle?.datasync();
    const journal: Journal = {
      receivedBytes: this.sizeBytes,
      totalBytes: this.#reception?.totalBytes ?? null,
      etag: this.#reception?.etag ?? null,
      digests: this.#reception?.headerDigests ?? NO_DIGESTS,
      epoch: this.#progress.epoch,
      restartReason: this.#progress.restartReason,
    };
    await writeDurably(join(this.job.directory, 'journal.json'), JSON.stringify(journal));
  }

  #report(change: Partial<TransferProgress>): void {
    this.#progress = { ...this.#progress, connections: 1, ...change };
    if (!this.hooks.signal.aborted) this.hooks.onProgress(this.#progress);
  }
}

async function readJournal(directory: string): Promise<Journal | null> {
  const text = await readFile(join(directory, 'journal.json'), 'utf8').catch(() => null);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file
  return text === null ? null : (JSON.parse(text) as Journal);
}
