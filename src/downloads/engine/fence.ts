import { GatewayError } from '../../errors/gateway-error.js';

/**
 * Until when a transfer may write to its directory, which another process may be given afterwards. Readable from every
 * thread, so that one that slept finds out before it writes, whatever the others do.
 */
export interface Fence {
  /** Rises with every process that is given the directory. */
  readonly generation: number;
  /** One 64-bit integer: milliseconds on the clock of {@link monotonicMs}. */
  readonly deadline: SharedArrayBuffer;
}

/** A fence that lets nobody write yet. */
export function createFence(generation: number): Fence {
  return { generation, deadline: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT) };
}

/** Moves the deadline. */
export function setDeadline({ deadline }: Fence, atMs: number): void {
  Atomics.store(new BigInt64Array(deadline), 0, BigInt(Math.floor(atMs)));
}

/** Whether the deadline has passed. */
export function isFenced({ deadline }: Fence): boolean {
  return monotonicMs() >= Number(Atomics.load(new BigInt64Array(deadline), 0));
}

/** Throws CANCELLED when the deadline has passed. */
export function checkFence(fence: Fence | undefined): void {
  if (fence !== undefined && isFenced(fence)) throw fencedError();
}

/** What ends a transfer that may not write any more. */
export function fencedError(): GatewayError {
  // Nothing that is tried again: the connections of a transfer would go on.
  return new GatewayError('CANCELLED', 'Another replica may have gone on with this download.');
}

/** Milliseconds on a clock that never jumps, goes on while the process is stopped, and is the same in all its threads. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
