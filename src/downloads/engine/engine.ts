import { MessageChannel, type Worker } from 'node:worker_threads';
import { GatewayError } from '../../errors/gateway-error.js';
import { onFirstAbort } from '../../async/abort.js';
import { cancelledError } from './failures.js';
import { loadJournal } from './journal.js';
import { countBytes } from './parts.js';
import {
  unpackFailure,
  type FromTransferWorker,
  type HashWorkerData,
  type ToTransferWorker,
  type TransferWorkerData,
} from './messages.js';
import { startWorker } from '../../async/start-worker.js';
import { DEFAULT_TUNING, type Tuning } from './tuning.js';
import type {
  PartialObject,
  TransferEngine,
  TransferHooks,
  TransferJob,
  TransferredObject,
} from './types.js';

export interface TransferEngineOptions {
  /** Of all transfers together; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** {@link DEFAULT_TUNING} where it is left out. */
  readonly tuning?: Partial<Tuning>;
}

/** Makes the engine. Its threads are started with the first transfer and live until it is closed. */
export function createTransferEngine(options: TransferEngineOptions): TransferEngine {
  return new ThreadedEngine(options);
}

interface PendingTransfer {
  readonly hooks: TransferHooks;
  /** What `locate` threw; null while it has not. */
  locateFailure: { readonly error: unknown } | null;
  readonly settled: Promise<TransferredObject>;
  readonly resolve: (object: TransferredObject) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread moves bytes, two hash. None is of use without the others. */
interface Threads {
  readonly transfer: Worker;
  readonly hashes: readonly Worker[];
}

class ThreadedEngine implements TransferEngine {
  readonly #options: TransferEngineOptions;
  readonly #pending = new Map<number, PendingTransfer>();
  readonly #directories = new Set<string>();
  readonly #closing = new AbortController();
  #threads: Threads | null = null;
  #lastId = 0;

  constructor(options: TransferEngineOptions) {
    this.#options = options;
  }

  async transfer(job: TransferJob, hooks: TransferHooks): Promise<TransferredObject> {
    const sources = [hooks.signal, this.#closing.signal];
    if (sources.some((source) => source.aborted)) throw cancelledError();
    if (this.#directories.has(job.directory)) {
      throw new GatewayError('CONFLICT', 'Another transfer writes to the same place already.');
    }
    this.#directories.add(job.directory);
    this.#lastId += 1;
    const id = this.#lastId;
    const transfer = createPending(hooks);
    this.#pending.set(id, transfer);
    this.#post({ kind: 'begin', id, job });
    const letGo = onFirstAbort(sources, () => this.#post({ kind: 'cancel', id }));
    try {
      return await transfer.settled;
    } finally {
      letGo();
      this.#pending.delete(id);
      this.#directories.delete(job.directory);
    }
  }

  async inspectPartial(directory: string): Promise<PartialObject | null> {
    const journal = await loadJournal(directory);
    if (journal === null) return null;
    return {
      receivedBytes: countBytes(journal.written),
      totalBytes: journal.identity?.totalBytes ?? null,
      epoch: journal.epoch,
      generation: journal.generation,
      savedAt: journal.savedAt,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#pending.values()].map(({ settled }) => settled));
    const threads = this.#threads;
    this.#threads = null;
    if (threads !== null) await Promise.all(allOf(threads).map((thread) => thread.terminate()));
  }

  #post(message: ToTransferWorker): void {
    this.#threads ??= this.#startThreads();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#threads.transfer.postMessage(message);
  }

  #startThreads(): Threads {
    const channels = [new MessageChannel(), new MessageChannel()] as const;
    const [first, second] = channels;
    const transferData: TransferWorkerData = {
      hashPorts: [first.port2, second.port2],
      bytesPerSecond: this.#options.bytesPerSecond,
      tuning: { ...DEFAULT_TUNING, ...this.#options.tuning },
    };
    const threads: Threads = {
      hashes: channels.map((channel) => {
        const { port1 } = channel;
        // SHA-256 keeps up beside those that bring the bytes. A download ends with the digest that does not, which is the other one.
        const hashData: HashWorkerData = { port: port1, standsBack: channel === first };
        return startWorker(new URL('hash-worker', import.meta.url), {
          workerData: hashData,
          transferList: [port1],
        });
      }),
      transfer: startWorker(new URL('transfer-worker', import.meta.url), {
        workerData: transferData,
        transferList: [first.port2, second.port2],
      }),
    };
    threads.transfer.on('message', (message: FromTransferWorker) => this.#receive(message));
    for (const thread of allOf(threads)) {
      thread.on('error', (error: unknown) => this.#bury(threads, error));
      thread.on('exit', () => this.#bury(threads, new Error('A thread of the transfer engine ended.')));
    }
    return threads;
  }

  /** A thread died: so do its transfers and the other threads. The next transfer starts new ones. */
  #bury(threads: Threads, cause: unknown): void {
    if (this.#threads !== threads) return;
    this.#threads = null;
    for (const thread of allOf(threads)) void thread.terminate();
    const error = new GatewayError('INTERNAL', 'The transfer failed because of a defect of the gateway.', {
      retryable: true,
      cause,
    });
    for (const transfer of this.#pending.values()) transfer.reject(error);
  }

  #receive(message: FromTransferWorker): void {
    const transfer = this.#pending.get(message.id);
    if (transfer === undefined) return;
    switch (message.kind) {
      case 'locate':
        void this.#locate(message.id, transfer);
        break;
      case 'progress':
        transfer.hooks.onProgress(message.progress);
        break;
      case 'done':
        transfer.resolve(message.object);
        break;
      case 'failed':
        transfer.reject(transfer.locateFailure?.error ?? unpackFailure(message.failure));
        break;
    }
  }

  async #locate(id: number, transfer: PendingTransfer): Promise<void> {
    try {
      const { url, expiresAt } = await transfer.hooks.locate();
      if (this.#pending.has(id))
        this.#post({ kind: 'located', id, url, expiresAtMs: expiresAt?.getTime() ?? null });
    } catch (error) {
      // Errors do not cross threads well, and the worker need not know.
      transfer.locateFailure = { error };
      if (this.#pending.has(id)) this.#post({ kind: 'notLocated', id });
    }
  }
}

function allOf({ transfer, hashes }: Threads): readonly Worker[] {
  return [transfer, ...hashes];
}

function createPending(hooks: TransferHooks): PendingTransfer {
  let resolve: PendingTransfer['resolve'] = () => undefined;
  let reject: PendingTransfer['reject'] = () => undefined;
  const settled = new Promise<TransferredObject>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  return { hooks, locateFailure: null, settled, resolve, reject };
}
