import { crc32 } from 'node:zlib';
import type { Span } from './parts.js';

/** A stretch of the object as it came over the wire. */
export interface Piece extends Span {
  /** CRC-32 (ISO 3309, as in gzip) of its bytes; null where it was not made. */
  readonly crc32: number | null;
}

/** A stretch that can be compared with what is on disk; never across the border of a block. */
export interface SummedPiece extends Span {
  readonly crc32: number;
}

export function isSummed(piece: Piece): piece is SummedPiece {
  return piece.crc32 !== null;
}

/**
 * What came over the wire. Where a digest can tell that something is wrong, it is summed up by blocks of a fixed size, so
 * that what is on disk can be compared with it and only what was damaged comes again: there is one piece for each block, and
 * one more for each connection that began inside a block where no other had ended. Elsewhere nobody would ever ask, and
 * sums would cost a fifth of the speed at which one thread moves bytes.
 */
export class WireSums {
  readonly #blockBytes: number;
  #isSumming = false;
  /** From an earlier run: they stay as they are, because they are what is compared now. */
  #kept: readonly Piece[];
  /** By their ends. */
  readonly #growing = new Map<number, Piece>();

  constructor(blockBytes: number, kept: readonly Piece[]) {
    this.#blockBytes = blockBytes;
    this.#kept = kept;
  }

  /** From now on what comes is summed up. Nothing must have come yet but what was kept. */
  sumUp(): void {
    this.#isSumming = true;
  }

  /** These bytes of the object, from `position` on, came and are written. */
  add(position: number, bytes: Uint8Array): void {
    if (!this.#isSumming) {
      const before = this.#takeGrowing(position);
      const end = position + bytes.length;
      this.#growing.set(end, { start: before?.start ?? position, end, crc32: null });
      return;
    }
    for (let offset = 0; offset < bytes.length;) {
      const start = position + offset;
      const toBorderBytes = this.#blockBytes - (start % this.#blockBytes);
      const some = bytes.subarray(offset, offset + toBorderBytes);
      const before = toBorderBytes === this.#blockBytes ? undefined : this.#takeGrowing(start);
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

  #takeGrowing(end: number): Piece | undefined {
    const piece = this.#growing.get(end);
    this.#growing.delete(end);
    return piece;
  }

  /** Sorted, disjoint. */
  pieces(): readonly Piece[] {
    return [...this.#kept, ...this.#growing.values()].toSorted((a, b) => a.start - b.start);
  }
}
