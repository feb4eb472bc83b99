import { onFirstAbort } from '../async/abort.js';
import { startWorker } from '../async/start-worker.js';
import { toStorageError } from './storage-error.js';

/** SHA-256 of each file, hex; null for one that is not there. */
export type FileDigests = readonly (string | null)[];

/** Measures files in a thread, for one caller after the other: they would share the disk anyway. */
export class FileDigester {
  #last: Promise<unknown> = Promise.resolve();

  /** Throws the signal's reason, at once, or INTERNAL for files that cannot be read. */
  digest(paths: readonly string[], signal: AbortSignal): Promise<FileDigests> {
    const turn = this.#last.then(() => digestInThread(paths, signal));
    this.#last = turn.catch(() => undefined);
    return new Promise((resolve, reject) => {
      const letGo = onFirstAbort([signal], reject);
      turn.then(resolve, reject).finally(letGo);
    });
  }
}

async function digestInThread(paths: readonly string[], signal: AbortSignal): Promise<FileDigests> {
  signal.throwIfAborted();
  const worker = startWorker(new URL('digest-worker', import.meta.url), { workerData: { paths } });
  const letGo = onFirstAbort([signal], () => void worker.terminate());
  try {
    return await new Promise<FileDigests>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', (error) => reject(toStorageError(error)));
      worker.on('exit', (code) =>
        reject(toStorageError(new Error(`The hashing thread ended with ${code}.`))),
      );
    });
  } finally {
    letGo();
  }
}
