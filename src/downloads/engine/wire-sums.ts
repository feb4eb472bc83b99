import { crc32 } from 'node:zlib';
import type { Span } from './parts.js';

/** A stretch of the object as it came over the wire; never across the border of a block. */
export interface Piece extends Span {
  /** CRC-32 (ISO 3309, as in gzip) of its bytes. */
  readonly crc32: number;
}

/**
 * What came over the wire, summed up by blocks of a fixed size, so that what is on disk can be compared with it later. There
 * is one piece for each block, and one more for each connection that began inside a block where no other had ended.
 */
export class WireSums {
  readonly #blockBytes: number;
  /** From an earlier run: they stay as they are, because they are what is compared now. */
  #kept: readonly Piece[];
  /** By their ends. */
  readonly #growing = new Map<number, Piece>();

  constructor(blockBytes: number, kept: readonly Piece[]) {
    this.#blockBytes = blockBytes;
    this.#kept = kept;
  }

  /** These bytes of the object, from `position` on, came and are written. */
  add(position: number, bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const start = position + offset;
      const toBorderBytes = this.#blockBytes - (start % this.#blockBytes);
      const some = bytes.subarray(offset, offset + toBorderBytes);
      const before = toBorderBytes === this.#blockBytes ? undefined : this.#growing.get(start);
      if (before !== undefined) this.#growing.delete(start);
      const end = start + some.length;
      this.#growing.set(end, {
        start: before?.start ?? start,
        end,
        crc32: crc32(some, before?.crc32 ?? 0),
      });
      offset += some.length;
    }
  }

  /** What is on disk of this piece of an earlier run is not what came. */
  forget(piece: Span): void {
    this.#kept = this.#kept.filter(({ start }) => start !== piece.start);
  }

  /** Sorted, disjoint. */
  pieces(): readonly Piece[] {
    return [...this.#kept, ...this.#growing.values()].toSorted((a, b) => a.start - b.start);
  }
}
