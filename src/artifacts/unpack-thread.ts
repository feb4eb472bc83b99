import { rm } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { startWorker } from '../async/start-worker.js';
import type { DownloadFileRecord } from '../domain/download.js';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';
import { DamagedArchiveError } from './damaged-archive-error.js';
import type { UnpackedMember } from './unpack-stream.js';

/** How far an unpacking has come since it last said so. */
export interface UnpackProgress {
  /** Members that have begun or grown, in the order of the archive: only the first can have been told before. */
  readonly changed: readonly DownloadFileRecord[];
  /** Bytes of the archive that have been read. */
  readonly readBytes: number;
}

/** Who wants to know about an unpacking. Nothing is told after it was discarded. */
export interface UnpackHooks {
  /** At most 20 times a second. */
  onProgress(progress: UnpackProgress): void;
  /** The archive cannot be unpacked. `finish` throws the same. */
  onFailure(error: GatewayError): void;
}

/** What the thread is told. */
export type UnpackCommand =
  | { readonly kind: 'advance'; readonly validBytes: number }
  | { readonly kind: 'finish'; readonly sizeBytes: number };

/** What the thread tells. Nothing comes behind `done` and `failed`. */
export type UnpackReport =
  | { readonly kind: 'progress'; readonly progress: UnpackProgress }
  | { readonly kind: 'done'; readonly members: readonly UnpackedMember[] }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      /** Whether it is a {@link DamagedArchiveError}. */
      readonly isDamage: boolean;
      readonly cause: string;
    };

/** Heap of the thread; the decoders' buffers are outside of it and bounded by themselves. */
const MAX_HEAP_MB = 256;

/** An archive that is taken apart in a thread of its own while it is still being written. */
export class UnpackThread {
  readonly #folder: string;
  readonly #hooks: UnpackHooks;
  readonly #worker: Worker;
  readonly #outcome: Promise<readonly UnpackedMember[]>;
  #isDiscarded = false;

  /** Begins to unpack `archive`, which need not exist yet, into the new folder `folder`. */
  constructor(archive: string, folder: string, hooks: UnpackHooks) {
    this.#folder = folder;
    this.#hooks = hooks;
    this.#worker = startWorker(new URL('unpack-worker', import.meta.url), {
      workerData: { archive, folder },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#outcome = this.#listen();
    this.#outcome.catch((error: unknown) => {
      if (!this.#isDiscarded && error instanceof GatewayError) hooks.onFailure(error);
    });
  }

  /** The first `validBytes` of the archive are on disk and stay as they are. */
  advance(validBytes: number): void {
    this.#tell({ kind: 'advance', validBytes });
  }

  /** The archive has no more than these bytes. Resolves with its members. Throws what `unpackStream` throws. */
  finish(sizeBytes: number): Promise<readonly UnpackedMember[]> {
    this.#tell({ kind: 'finish', sizeBytes });
    return this.#outcome;
  }

  /** Stops, and removes what has come out and was not moved away. May be repeated. */
  async discard(): Promise<void> {
    this.#isDiscarded = true;
    await this.#worker.terminate();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #tell(command: UnpackCommand): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(command);
  }

  #listen(): Promise<readonly UnpackedMember[]> {
    return new Promise((resolve, reject) => {
      this.#worker.on('message', (report: UnpackReport) => {
        if (report.kind === 'failed') reject(errorOf(report));
        else if (report.kind === 'done') resolve(report.members);
        else if (!this.#isDiscarded) this.#hooks.onProgress(report.progress);
      });
      const fail = (cause: unknown): void => {
        reject(
          new GatewayError('INTERNAL', 'Unpacking the archive failed. The log has the details.', { cause }),
        );
      };
      this.#worker.on('error', fail);
      this.#worker.on('exit', (code) => fail(new Error(`The unpacking thread ended with ${code}.`)));
    });
  }
}

function errorOf({
  code,
  message,
  isDamage,
  cause,
}: Extract<UnpackReport, { kind: 'failed' }>): GatewayError {
  return isDamage ? new DamagedArchiveError(cause) : new GatewayError(code, message, { cause });
}
