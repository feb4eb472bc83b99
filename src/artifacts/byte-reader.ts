/** Reads a stream of chunks in pieces of the reader's choice. Holds no more than it was asked to have ready and one chunk. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #ready: Buffer = Buffer.alloc(0);
  #consumedBytes = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes that were taken or skipped. */
  get consumedBytes(): number {
    return this.#consumedBytes;
  }

  /** Everything that is ready: at least `length` bytes unless the stream ends before. Does not consume. */
  async peek(length: number): Promise<Buffer> {
    const chunks = [this.#ready];
    let readyBytes = this.#ready.length;
    while (readyBytes < length) {
      const next = await this.#source.next();
      if (next.done === true) break;
      chunks.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
      readyBytes += next.value.byteLength;
    }
    if (chunks.length > 1) this.#ready = Buffer.concat(chunks, readyBytes);
    return this.#ready;
  }

  /** Drops bytes that a peek has shown. */
  skip(length: number): void {
    this.#ready = this.#ready.subarray(length);
    this.#consumedBytes += length;
  }

  /** Exactly `length` bytes; throws when the stream ends before. */
  async take(length: number): Promise<Buffer> {
    const ready = await this.peek(length);
    if (ready.length < length) throw new Error('The stream ends in the middle.');
    this.skip(length);
    return ready.subarray(0, length);
  }

  /** All that is left, chunk by chunk. */
  async *rest(): AsyncGenerator<Buffer, void> {
    for (;;) {
      const ready = await this.peek(1);
      if (ready.length === 0) return;
      this.skip(ready.length);
      yield ready;
    }
  }

  /** Frees the source without reading on. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
