import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { createCRC32 } from 'hash-wasm';
import type { ObjectDigests } from '../../domain/download.js';
import type { Span } from './parts.js';
import type { SummedPiece } from './wire-sums.js';

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
  /** Still to be compared with what came over the wire; in order. */
  readonly #checks: SummedPiece[];
  #hashedBytes = 0;
  #availableBytes = 0;
  #isWhole = false;
  /** A damaged piece was found, and what has been said since is from before that was known. */
  #isHeld = false;

  /** `checks`: what an earlier run left of the file; sorted, disjoint. */
  constructor(path: string, algorithms: readonly Algorithm[], checks: readonly SummedPiece[]) {
    this.#checks = [...checks];
    this.#algorithms = [...new Set(algorithms)];
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
    if (this.#isHeld) return;
    this.#availableBytes = availableBytes;
    this.#isWhole = isWhole;
  }

  get hasWork(): boolean {
    return this.#hashes !== null && (this.#hashedBytes < this.#availableBytes || this.#isWhole);
  }

  /**
   * Compares the piece that comes next with what came over the wire, where it is from an earlier run. A damaged one is given,
   * and then nothing is there any more until it is missed.
   */
  check(block: Uint8Array): Span | null {
    const piece = this.#checks[0];
    if (piece === undefined || piece.start !== this.#hashedBytes || piece.end > this.#availableBytes) {
      return null;
    }
    this.#checks.shift();
    let sum = 0;
    this.#read(block, piece, (bytes) => (sum = crc32(bytes, sum)));
    if (sum === piece.crc32) return null;
    this.#availableBytes = this.#hashedBytes;
    this.#isHeld = true;
    return { start: piece.start, end: piece.end };
  }

  /** The damaged piece is missing now; it will come again. */
  miss(): void {
    this.#isHeld = false;
  }

  /** Hashes a turn of what is there; gives the digests once all of a whole file is hashed. */
  work(block: Uint8Array): ObjectDigests | null {
    const start = this.#hashedBytes;
    const uncheckedFrom = this.#checks[0]?.start ?? Infinity;
    const end = Math.min(this.#availableBytes, start + TURN_BYTES, uncheckedFrom);
    this.#read(block, { start, end }, (bytes) => {
      for (const hash of this.#hashes?.values() ?? []) hash.update(bytes);
      this.#hashedBytes += bytes.length;
    });
    return this.#isWhole && this.#hashedBytes === this.#availableBytes ? this.#digest() : null;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(block: Uint8Array, { start, end }: Span, onBytes: (bytes: Uint8Array) => void): void {
    for (let position = start; position < end;) {
      const readBytes = readSync(
        this.#descriptor,
        block,
        0,
        Math.min(block.length, end - position),
        position,
      );
      if (readBytes === 0) throw new Error('The file is shorter than it was said to be.');
      onBytes(block.subarray(0, readBytes));
      position += readBytes;
    }
  }

  #digest(): ObjectDigests {
    const hex = (algorithm: Algorithm): string | null => this.#hashes?.get(algorithm)?.digest('hex') ?? null;
    return { md5: hex('md5'), crc32c: hex('crc32c'), sha256: hex('sha256') };
  }
}
