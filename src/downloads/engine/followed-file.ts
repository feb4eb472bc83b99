import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { createCRC32 } from 'hash-wasm';
import type { ObjectDigests } from '../../domain/download.js';

/** Hashed of one file before messages and other files get their turn. */
const TURN_BYTES = 4 * 1024 * 1024;

/** The polynomial of CRC-32C (Castagnoli, RFC 9260 appendix A), reversed. */
const CASTAGNOLI = 0x82f63b78;

type Algorithm = keyof ObjectDigests;

/** What the hashes of node:crypto and of hash-wasm have in common. */
interface RunningHash {
  update(bytes: Uint8Array): unknown;
  digest(encoding: 'hex'): string;
}

/**
 * One file that is hashed from its start while it grows. It is read back from the page cache, so that connections may write
 * it in any order and a continued file is hashed the same way as a new one.
 */
export class FollowedFile {
  readonly #descriptor: number;
  readonly #algorithms: readonly Algorithm[];
  /** Null until {@link prepare} is through. */
  #hashes: ReadonlyMap<Algorithm, RunningHash> | null = null;
  #hashedBytes = 0;
  #availableBytes = 0;
  #isWhole = false;

  constructor(path: string, algorithms: readonly Algorithm[]) {
    this.#algorithms = [...new Set([...algorithms, 'sha256' as const])];
    this.#descriptor = openSync(path, 'r');
  }

  /** Loads what is loaded asynchronously; there is no work before. */
  async prepare(): Promise<void> {
    const make = async (algorithm: Algorithm): Promise<[Algorithm, RunningHash]> => [
      algorithm,
      algorithm === 'crc32c' ? (await createCRC32(CASTAGNOLI)).init() : createHash(algorithm),
    ];
    this.#hashes = new Map(await Promise.all(this.#algorithms.map(make)));
  }

  get hashedBytes(): number {
    return this.#hashedBytes;
  }

  /** The file has these bytes from its start on; `isWhole`: and will have no more. */
  advance(availableBytes: number, isWhole: boolean): void {
    this.#availableBytes = availableBytes;
    this.#isWhole = isWhole;
  }

  get hasWork(): boolean {
    return this.#hashes !== null && (this.#hashedBytes < this.#availableBytes || this.#isWhole);
  }

  /** Hashes a turn of what is there; gives the digests once all of a whole file is hashed. */
  work(block: Uint8Array): (ObjectDigests & { readonly sha256: string }) | null {
    const end = Math.min(this.#availableBytes, this.#hashedBytes + TURN_BYTES);
    while (this.#hashedBytes < end) {
      const wanted = Math.min(block.length, end - this.#hashedBytes);
      const readBytes = readSync(this.#descriptor, block, 0, wanted, this.#hashedBytes);
      if (readBytes === 0) throw new Error('The file is shorter than it was said to be.');
      const bytes = block.subarray(0, readBytes);
      for (const hash of this.#hashes?.values() ?? []) hash.update(bytes);
      this.#hashedBytes += readBytes;
    }
    return this.#isWhole && this.#hashedBytes === this.#availableBytes ? this.#digest() : null;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #digest(): ObjectDigests & { readonly sha256: string } {
    const hex = (algorithm: Algorithm): string | null => this.#hashes?.get(algorithm)?.digest('hex') ?? null;
    return { md5: hex('md5'), crc32c: hex('crc32c'), sha256: hex('sha256') ?? '' };
  }
}
