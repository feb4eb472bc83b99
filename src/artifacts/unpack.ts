import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { ErrorCode } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';
import { startWorker } from '../async/start-worker.js';
import { toStorageError } from './storage-error.js';
import type { UnpackedMember, UnpackHooks } from './unpack-stream.js';

export type { UnpackedMember } from './unpack-stream.js';

/** What the thread is told. */
export type UnpackCommand =
  | { readonly kind: 'advance'; readonly validBytes: number }
  | { readonly kind: 'finish'; readonly sizeBytes: number };

/** What the thread tells. Nothing comes behind `done` and `failed`. */
export type UnpackReport =
  | { readonly kind: 'member'; readonly member: UnpackedMember }
  | { readonly kind: 'done'; readonly members: readonly UnpackedMember[] }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly cause: string };

/** Heap of the thread; the decoders' buffers are outside of it and bounded by themselves. */
const MAX_HEAP_MB = 256;

/**
 * An archive that is taken apart in a thread of its own while it is still being written. What comes out stays in a private
 * folder until the caller, who has compared the archive's digest, moves it away. Ends with {@link Unpacking.discard}.
 */
export interface Unpacking {
  /** The first `validBytes` of the archive are on disk and stay as they are. */
  advance(validBytes: number): void;
  /**
   * The archive is complete and its digest right. Resolves with its members. Throws what `unpackStream` throws; a failure
   * that came earlier is told only here, because until the digest is known the transfer may be the one to blame.
   */
  finish(sizeBytes: number): Promise<readonly UnpackedMember[]>;
  /** Stops, and removes what has come out and was not moved away. May be repeated. */
  discard(): Promise<void>;
}

/** Begins to unpack `archive`, which need not exist yet, into a new folder inside `parent`. Throws STORAGE_FULL. */
export async function startUnpacking(
  archive: string,
  parent: string,
  hooks: UnpackHooks,
): Promise<Unpacking> {
  const folder = await mkdtemp(join(parent, 'unpacked-')).catch((error: unknown) => {
    throw toStorageError(error);
  });
  const worker = startWorker(new URL('unpack-worker', import.meta.url), {
    workerData: { archive, folder },
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const outcome = outcomeOf(worker, hooks);
  // Who discards without finishing does not care.
  outcome.catch(() => undefined);
  const tell = (command: UnpackCommand): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(command);
  };
  return {
    advance: (validBytes) => tell({ kind: 'advance', validBytes }),
    finish: (sizeBytes) => {
      tell({ kind: 'finish', sizeBytes });
      return outcome;
    },
    discard: async () => {
      await worker.terminate();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function outcomeOf(worker: Worker, hooks: UnpackHooks): Promise<readonly UnpackedMember[]> {
  return new Promise((resolve, reject) => {
    worker.on('message', (report: UnpackReport) => {
      if (report.kind === 'member') hooks.onMember(report.member);
      else if (report.kind === 'done') resolve(report.members);
      else reject(new GatewayError(report.code, report.message, { cause: report.cause }));
    });
    const fail = (cause: unknown): void => {
      reject(
        new GatewayError('INTERNAL', 'Unpacking the archive failed. The log has the details.', { cause }),
      );
    };
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`The unpacking thread ended with ${code}.`)));
  });
}

/**
 * Takes the regular files out of a complete archive whose digest is known to be right. They are in a new folder inside
 * `parent`, which is gone again if it fails. Throws what {@link Unpacking.finish} throws, or the signal's reason.
 */
export async function unpackArchive(
  archive: string,
  parent: string,
  signal: AbortSignal,
  hooks: UnpackHooks = { onMember: () => undefined },
): Promise<readonly UnpackedMember[]> {
  signal.throwIfAborted();
  const { size } = await stat(archive);
  const unpacking = await startUnpacking(archive, parent, hooks);
  const stop = (): void => void unpacking.discard();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await unpacking.finish(size);
  } catch (error) {
    await unpacking.discard();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
