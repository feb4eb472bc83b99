import type { MessagePort } from 'node:worker_threads';
import type { ObjectDigests } from '../../domain/download.js';
import { unpackFailure, type FromHashWorker, type ToHashWorker } from './messages.js';
import type { TransferJob } from './types.js';

/** The hash of one file that is still being written. */
export interface FollowingHash {
  /** Length of the prefix that is hashed. */
  readonly hashedBytes: number;
  /** The file has these bytes from its start on. */
  advance(availableBytes: number): void;
  /** The file has these bytes and will have no more. Rejects when it cannot be read. */
  finish(totalBytes: number): Promise<ObjectDigests & { readonly sha256: string }>;
  /** Nobody wants the hash any more. */
  forget(): void;
}

interface Followed {
  hashedBytes: number;
  onDigested(digests: ObjectDigests & { readonly sha256: string }): void;
  onBroken(error: Error): void;
}

/** The transfer worker's side of the hash worker. */
export class HashClient {
  readonly #port: MessagePort;
  readonly #followed = new Map<number, Followed>();
  #lastId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: FromHashWorker) => this.#receive(message));
  }

  /** Hashes a file from its first byte. The file must be there. */
  follow(path: string, digests: TransferJob['digests']): FollowingHash {
    this.#lastId += 1;
    const id = this.#lastId;
    let advancedBytes = 0;
    const followed: Followed = { hashedBytes: 0, onDigested: () => undefined, onBroken: () => undefined };
    const result = new Promise<ObjectDigests & { readonly sha256: string }>((resolve, reject) => {
      followed.onDigested = resolve;
      followed.onBroken = reject;
    });
    // Whoever finishes meets the failure; before that it must not count as unhandled.
    result.catch(() => undefined);
    this.#followed.set(id, followed);
    this.#post({ kind: 'follow', id, path, digests });
    return {
      get hashedBytes() {
        return followed.hashedBytes;
      },
      advance: (availableBytes) => {
        if (availableBytes <= advancedBytes) return;
        advancedBytes = availableBytes;
        this.#post({ kind: 'advance', id, availableBytes, isWhole: false });
      },
      finish: (totalBytes) => {
        advancedBytes = Infinity;
        this.#post({ kind: 'advance', id, availableBytes: totalBytes, isWhole: true });
        return result;
      },
      forget: () => {
        this.#followed.delete(id);
        this.#post({ kind: 'forget', id });
      },
    };
  }

  #receive(message: FromHashWorker): void {
    const followed = this.#followed.get(message.id);
    if (followed === undefined) return;
    switch (message.kind) {
      case 'hashed':
        followed.hashedBytes = message.hashedBytes;
        break;
      case 'digested':
        this.#followed.delete(message.id);
        followed.onDigested(message.digests);
        break;
      case 'broken':
        this.#followed.delete(message.id);
        followed.onBroken(unpackFailure(message.failure));
        break;
    }
  }

  #post(message: ToHashWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#port.postMessage(message);
  }
}
