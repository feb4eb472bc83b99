import type { MessagePort } from 'node:worker_threads';
import type { ObjectDigests } from '../../domain/download.js';
import type { Span } from './parts.js';
import { unpackFailure, type FromHashWorker, type ToHashWorker } from './messages.js';
import type { TransferJob } from './types.js';
import type { Piece } from './wire-sums.js';

/** The hash of one file that is still being written. */
export interface FollowingHash {
  /** Length of the prefix that is hashed. */
  readonly hashedBytes: number;
  /** Whether everything that an earlier run left has been compared, or never will be because the file cannot be read. */
  readonly isChecked: boolean;
  /** The file has these bytes from its start on. */
  advance(availableBytes: number): void;
  /** The file has these bytes and will have no more. Rejects when it cannot be read. */
  finish(totalBytes: number): Promise<ObjectDigests & { readonly sha256: string }>;
  /** Nobody wants the hash any more. */
  forget(): void;
}

/** What is to be hashed. */
export interface FollowedObject {
  readonly path: string;
  readonly digests: TransferJob['digests'];
  /** What an earlier run left of the file; sorted, disjoint. */
  readonly checks: readonly Piece[];
  /** This one of them is not what came over the wire: it counts as missing when the call returns. */
  onDamaged(piece: Span): void;
}

interface Followed {
  hashedBytes: number;
  isBroken: boolean;
  onDamaged(piece: Span): void;
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
  follow(object: FollowedObject): FollowingHash {
    const { path, digests, checks } = object;
    this.#lastId += 1;
    const id = this.#lastId;
    let advancedBytes = 0;
    const checkedUpTo = checks.at(-1)?.end ?? 0;
    const followed: Followed = {
      hashedBytes: 0,
      isBroken: false,
      onDamaged: (piece) => {
        object.onDamaged(piece);
        advancedBytes = piece.start;
      },
      onDigested: () => undefined,
      onBroken: () => undefined,
    };
    const result = new Promise<ObjectDigests & { readonly sha256: string }>((resolve, reject) => {
      followed.onDigested = resolve;
      followed.onBroken = reject;
    });
    // Whoever finishes meets the failure; before that it must not count as unhandled.
    result.catch(() => undefined);
    this.#followed.set(id, followed);
    this.#post({ kind: 'follow', id, path, digests, checks });
    return {
      get hashedBytes() {
        return followed.hashedBytes;
      },
      get isChecked() {
        return followed.isBroken || followed.hashedBytes >= checkedUpTo;
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
      case 'damaged':
        followed.onDamaged(message.piece);
        this.#post({ kind: 'missed', id: message.id });
        break;
      case 'digested':
        this.#followed.delete(message.id);
        followed.onDigested(message.digests);
        break;
      case 'broken':
        this.#followed.delete(message.id);
        followed.isBroken = true;
        followed.onBroken(unpackFailure(message.failure));
        break;
    }
  }

  #post(message: ToHashWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#port.postMessage(message);
  }
}
