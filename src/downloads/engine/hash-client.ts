import type { MessagePort } from 'node:worker_threads';
import type { ObjectDigests } from '../../domain/download.js';
import type { Span } from './parts.js';
import { unpackFailure, type FromHashWorker, type ToHashWorker } from './messages.js';
import type { TransferJob } from './types.js';
import type { SummedPiece } from './wire-sums.js';

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
  readonly checks: readonly SummedPiece[];
  /** This one of them is not what came over the wire: it counts as missing when the call returns. */
  onDamaged(piece: Span): void;
}

interface Followed {
  hashedBytes: number;
  onHashed(): void;
  onDamaged(piece: Span): void;
  onDigested(digests: ObjectDigests): void;
  onBroken(error: Error): void;
}

/** One hash worker's share of the hash of a file. */
interface Share {
  readonly hashedBytes: number;
  readonly isBroken: boolean;
  readonly digests: Promise<ObjectDigests>;
  advance(availableBytes: number, isWhole: boolean): void;
  forget(): void;
}

/** The transfer worker's side of the hash workers. SHA-256 and other digests have a worker each: one MD5 is slower than the rest. */
export class HashClient {
  readonly #first: HashPort;
  readonly #second: HashPort;

  constructor(first: MessagePort, second: MessagePort) {
    this.#first = new HashPort(first);
    this.#second = new HashPort(second);
  }

  /** Hashes a file from its first byte. The file must be there. */
  follow(object: FollowedObject): FollowingHash {
    const others = object.digests.filter((digest) => digest !== 'sha256');
    const checkedUpTo = object.checks.at(-1)?.end ?? 0;
    let advancedBytes = 0;
    const onDamaged = (piece: Span): void => {
      object.onDamaged(piece);
      advancedBytes = piece.start;
    };
    const second =
      others.length === 0 ? null : this.#second.follow({ ...object, digests: others, checks: [] });
    // The second worker goes no further than the first, which compares what an earlier run left.
    const onHashed = (): void => second?.advance(first.hashedBytes, false);
    const first = this.#first.follow({ ...object, digests: ['sha256'], onDamaged }, onHashed);
    return {
      get hashedBytes() {
        return Math.min(first.hashedBytes, second?.hashedBytes ?? Infinity);
      },
      get isChecked() {
        return first.isBroken || first.hashedBytes >= checkedUpTo;
      },
      advance: (availableBytes) => {
        if (availableBytes <= advancedBytes) return;
        advancedBytes = availableBytes;
        first.advance(availableBytes, false);
      },
      finish: async (totalBytes) => {
        advancedBytes = Infinity;
        first.advance(totalBytes, true);
        const { sha256 } = await first.digests;
        second?.advance(totalBytes, true);
        const { md5, crc32c } = (await second?.digests) ?? { md5: null, crc32c: null };
        if (sha256 === null) throw new Error('The hash worker left out what it was asked for.');
        return { md5, crc32c, sha256 };
      },
      forget: () => {
        first.forget();
        second?.forget();
      },
    };
  }
}

/** The way to one hash worker. */
class HashPort {
  readonly #port: MessagePort;
  readonly #followed = new Map<number, Followed>();
  #lastId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: FromHashWorker) => this.#receive(message));
  }

  /** `onHashed`: the hashed prefix has grown. */
  follow(object: FollowedObject, onHashed: () => void = () => undefined): Share {
    const { path, digests, checks } = object;
    this.#lastId += 1;
    const id = this.#lastId;
    let isBroken = false;
    const followed: Followed = {
      hashedBytes: 0,
      onHashed,
      onDamaged: (piece) => object.onDamaged(piece),
      onDigested: () => undefined,
      onBroken: () => undefined,
    };
    const result = new Promise<ObjectDigests>((resolve, reject) => {
      followed.onDigested = resolve;
      followed.onBroken = (error) => {
        isBroken = true;
        reject(error);
      };
    });
    // Whoever finishes meets the failure; before that it must not count as unhandled.
    result.catch(() => undefined);
    this.#followed.set(id, followed);
    this.#post({ kind: 'follow', id, path, digests, checks });
    return {
      get hashedBytes() {
        return followed.hashedBytes;
      },
      get isBroken() {
        return isBroken;
      },
      digests: result,
      advance: (availableBytes, isWhole) => this.#post({ kind: 'advance', id, availableBytes, isWhole }),
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
        followed.onHashed();
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
        followed.onBroken(unpackFailure(message.failure));
        break;
    }
  }

  #post(message: ToHashWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#port.postMessage(message);
  }
}
