import { open } from 'node:fs/promises';
import { toStorageError } from './storage-error.js';

const CHUNK_BYTES = 256 * 2 ** 10;

/**
 * The bytes of a file that somebody else is still writing, read as soon as they count. Only the prefix that has been told
 * with {@link GrowingFile.advance} is read; the file need not exist before that. One reader.
 */
export class GrowingFile implements AsyncIterable<Uint8Array> {
  readonly #path: string;
  #validBytes = 0;
  /** Null while the file grows. */
  #totalBytes: number | null = null;
  #abortReason: Error | null = null;
  #wake: () => void = () => undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The first `validBytes` of the file are as they will stay. Never fewer than before. */
  advance(validBytes: number): void {
    this.#validBytes = Math.max(this.#validBytes, validBytes);
    this.#wake();
  }

  /** The file is complete; the reader ends there. */
  finish(totalBytes: number): void {
    this.#totalBytes = totalBytes;
    this.advance(totalBytes);
  }

  /** Ends the reader with this error, at once where it waits. */
  abort(reason: Error): void {
    this.#abortReason ??= reason;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    if ((await this.#readableBytes(0)) === 0) return;
    const handle = await open(this.#path, 'r').catch((error: unknown) => {
      throw toStorageError(error);
    });
    try {
      let position = 0;
      for (;;) {
        const readable = await this.#readableBytes(position);
        if (readable === 0) return;
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, readable));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
        if (bytesRead === 0) throw toStorageError(new Error('The file is shorter than its valid prefix.'));
        position += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  /** How much can be read from `position` on, once that is something; 0 at the end of the complete file. */
  async #readableBytes(position: number): Promise<number> {
    for (;;) {
      if (this.#abortReason !== null) throw this.#abortReason;
      const readable = this.#validBytes - position;
      if (readable > 0 || this.#totalBytes !== null) return readable;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
