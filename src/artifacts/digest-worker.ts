import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { yieldToMainThread } from '../async/yield-to-main-thread.js';
import type { FileDigests } from './file-digester.js';

/** Read and hashed at a time: fits the second-level cache. */
const BLOCK_BYTES = 256 * 2 ** 10;

// Runs in a thread of its own; file-digester.ts starts it. What it throws ends it and is told there.
yieldToMainThread();
const { paths } = z.object({ paths: z.array(z.string()) }).parse(workerData);
const block = Buffer.allocUnsafe(BLOCK_BYTES);
const digests: FileDigests = paths.map(digestOf);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
parentPort?.postMessage(digests);

function digestOf(path: string): string | null {
  const descriptor = openOrNull(path);
  if (descriptor === null) return null;
  try {
    const hash = createHash('sha256');
    for (;;) {
      const readBytes = readSync(descriptor, block);
      if (readBytes === 0) return hash.digest('hex');
      hash.update(block.subarray(0, readBytes));
    }
  } finally {
    closeSync(descriptor);
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
