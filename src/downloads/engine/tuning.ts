/** Sizes and times of the engine that do not change what it promises. Tests use small ones, so that little data shows much. */
export interface Tuning {
  /** What each of several connections takes at a time. */
  readonly partBytes: number;
  /** What the only connection takes at a time: each part costs a round trip in which nothing flows. */
  readonly solePartBytes: number;
  /** Towards the end parts get smaller, so that the connections end together; not smaller than this. */
  readonly minPartBytes: number;
  /**
   * No part begins further than this ahead of the first missing byte. Twice what eight connections have under way, so that
   * one slow connection does not hold up the others at once, and little enough for the page cache: hashing reads it there.
   */
  readonly windowBytes: number;
  /** What came is summed up by blocks of this size; damage on disk costs a block. */
  readonly blockBytes: number;
  /** While the number of connections still grows, each number is measured for this long. */
  readonly rampWindowMs: number;
  /** A connection that is much slower than its like for so long is replaced. */
  readonly slowAfterMs: number;
  /** The first pause after a failure; the n-th in a row is n² times as long. */
  readonly retryUnitMs: number;
  /** A crash loses what came after the last save of the journal; saving takes a part of this time itself. */
  readonly saveEveryMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_TUNING: Tuning = {
  partBytes: 8 * MIB,
  solePartBytes: 16 * MIB,
  minPartBytes: MIB,
  windowBytes: 128 * MIB,
  blockBytes: 8 * MIB,
  rampWindowMs: 200,
  slowAfterMs: 10_000,
  retryUnitMs: 250,
  saveEveryMs: 350,
};
