import { ftruncateSync, writeSync } from 'node:fs';
import { constants, mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../errors/gateway-error.js';
import { storageFailure } from './failures.js';
import { checkFence, fencedError } from './fence.js';
import type { FollowingHash, HashClient } from './hash-client.js';
import { DATA_FILE, JournalSaver, loadJournal, type Journal, type ObjectIdentity } from './journal.js';
import { canContinue } from './judge-answer.js';
import { PartMap, type Part, type Span } from './parts.js';
import type { Tuning } from './tuning.js';
import type { TransferJob, TransferredObject } from './types.js';
import { isSummed, WireSums, type SummedPiece } from './wire-sums.js';

const RESUME_REASONS = {
  noValidator: 'Without a strong ETag, the part that had come cannot be continued.',
  otherLength: 'The provider now announces another length than that of the part that had come.',
} as const;

/** What receptions of a worker share. */
export interface ReceptionTools {
  readonly hashes: HashClient;
  readonly tuning: Tuning;
}

/** The object on disk: its bytes, its journal and the hash that follows. One epoch after the other. */
export class Reception {
  readonly path: string;
  readonly #job: TransferJob;
  readonly #hashes: HashClient;
  readonly #data: FileHandle;
  readonly #saver: JournalSaver;
  readonly #tuning: Tuning;
  #parts: PartMap;
  #sums: WireSums;
  /** How much of what was on disk was not what had come, and is fetched again. */
  #damagedBytes = 0;
  #identity: ObjectIdentity | null = null;
  #epoch = 0;
  #restartReason: string | null = null;
  #hash: FollowingHash | null = null;
  #savedBytes = 0;
  #savedAtMs = 0;

  private constructor(job: TransferJob, tools: ReceptionTools, data: FileHandle) {
    this.#job = job;
    this.#hashes = tools.hashes;
    this.#tuning = tools.tuning;
    this.#parts = new PartMap(tools.tuning, [], null);
    this.#sums = new WireSums(tools.tuning.blockBytes, []);
    this.#data = data;
    this.path = join(job.directory, DATA_FILE);
    this.#saver = new JournalSaver(job.directory, data);
  }

  /** Opens the directory of a job, with what its journal says is there. */
  static async open(job: TransferJob, tools: ReceptionTools): Promise<Reception> {
    await mkdir(job.directory, { recursive: true, mode: 0o700 });
    const journal = await loadJournal(job.directory);
    checkFence(job.fence);
    if (job.fence !== undefined && (journal?.generation ?? 0) > job.fence.generation) throw fencedError();
    const data = await open(join(job.directory, DATA_FILE), constants.O_RDWR | constants.O_CREAT, 0o600);
    const reception = new Reception(job, tools, data);
    try {
      await reception.#takeUp(journal);
      return reception;
    } catch (error) {
      await data.close();
      throw error;
    }
  }

  get parts(): PartMap {
    return this.#parts;
  }

  /** Null before the first answer of this epoch. */
  get identity(): ObjectIdentity | null {
    return this.#identity;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get restartReason(): string | null {
    return this.#restartReason;
  }

  /** Whether the first answer of this epoch announced a digest. */
  get hasAnnouncedDigest(): boolean {
    const { announced } = this.#identity ?? {};
    return announced !== undefined && Object.values(announced).some((digest) => digest !== null);
  }

  get hashedBytes(): number {
    return this.#hash?.hashedBytes ?? 0;
  }

  /** Whether all that an earlier run left has been compared with what had come. */
  get isChecked(): boolean {
    return this.#hash?.isChecked ?? true;
  }

  /** The first answer of this epoch is here; `checks`: with what an earlier run left. Throws INTEGRITY_MISMATCH when it is not what the provider announced. */
  adopt(identity: ObjectIdentity, checks: readonly SummedPiece[] = []): void {
    const { expectedBytes, fence } = this.#job;
    const { totalBytes, announced } = identity;
    checkFence(fence);
    if (totalBytes !== null) {
      checkLength(expectedBytes, totalBytes, `its storage host has ${totalBytes}`);
      this.#parts.setTotal(totalBytes);
      // No reservation of space, but the file has its length from the start.
      attempt(() => ftruncateSync(this.#data.fd, totalBytes));
    }
    this.#identity = identity;
    if (this.#job.hasExpectedDigest || this.hasAnnouncedDigest) this.#sums.sumUp();
    const kinds = (['md5', 'crc32c', 'sha256'] as const).filter((kind) => announced[kind] !== null);
    this.#hash = this.#hashes.follow({
      path: this.path,
      digests: [...this.#job.digests, ...kinds],
      checks,
      onDamaged: (piece) => this.#miss(piece),
    });
    this.#hash.advance(this.#parts.frontierBytes);
  }

  /** The rest of a part whose length nobody knew has come. Throws INTEGRITY_MISMATCH. */
  endAt(totalBytes: number): void {
    checkLength(this.#job.expectedBytes, totalBytes, `this many came: ${totalBytes}`);
    this.#parts.setTotal(totalBytes);
  }

  /**
   * Writes the next bytes of a part, synchronously: the cheapest way while they are warm in the cache. Throws INTEGRITY_MISMATCH
   * when they are more than the provider announced: a host that says no length and sends without end must not fill the volume.
   */
  write(part: Part, bytes: Uint8Array): void {
    const { expectedBytes } = this.#job;
    const leastBytes = part.position + bytes.length;
    if (expectedBytes !== null && leastBytes > expectedBytes) {
      throw lengthError(expectedBytes, `its storage host sends at least ${leastBytes}`);
    }
    for (let offset = 0; offset < bytes.length;) {
      const rest = bytes.length - offset;
      const position = part.position;
      checkFence(this.#job.fence);
      const written = attempt(() => writeSync(this.#data.fd, bytes, offset, rest, position));
      this.#parts.advance(part, written);
      this.#sums.add(position, bytes.subarray(offset, offset + written));
      offset += written;
    }
  }

  /** Lets the hash follow, and saves the journal when it is time. */
  async keepUp(nowMs: number): Promise<void> {
    this.#hash?.advance(this.#parts.frontierBytes);
    if (this.#saver.isBusy || nowMs - this.#savedAtMs < this.#tuning.saveEveryMs) return;
    if (this.#parts.receivedBytes === this.#savedBytes) return;
    this.#savedAtMs = nowMs;
    await this.save();
  }

  /** Makes everything that is written durable, and says so in the journal. */
  async save(): Promise<void> {
    checkFence(this.#job.fence);
    try {
      await this.#saver.save(() => this.#snapshot());
    } catch (error) {
      throw storageFailure(error);
    }
  }

  /**
   * Begins the next epoch without a byte. The journal that forgets the old bytes is on disk before new ones can be: else a
   * crash would leave a journal that vouches for a mixture.
   */
  async restart(reason: string): Promise<void> {
    this.#hash?.forget();
    this.#hash = null;
    this.#identity = null;
    this.#parts = new PartMap(this.#tuning, [], null);
    this.#sums = new WireSums(this.#tuning.blockBytes, []);
    this.#epoch += 1;
    this.#restartReason = reason;
    await this.save();
    await this.#data.truncate(0);
  }

  /** All bytes are here: makes them durable while the hash catches up. */
  async finish(): Promise<TransferredObject> {
    const hash = this.#hash;
    const identity = this.#identity;
    if (hash === null || identity === null) throw new Error('Nothing follows the file.');
    const sizeBytes = this.#parts.receivedBytes;
    const [digests] = await Promise.all([hash.finish(sizeBytes), this.save()]);
    const { announced, totalBytes, etag } = identity;
    const damagedBytes = this.#damagedBytes;
    return { path: this.path, sizeBytes, digests, announced, announcedBytes: totalBytes, etag, damagedBytes };
  }

  async close(): Promise<void> {
    this.#hash?.forget();
    await this.#data.close();
  }

  async #takeUp(journal: Journal | null): Promise<void> {
    this.#epoch = journal?.epoch ?? 0;
    this.#restartReason = journal?.restartReason ?? null;
    if (journal === null || journal.identity === null || journal.written.length === 0) {
      await this.#data.truncate(0);
      return;
    }
    const { identity, written } = journal;
    const { expectedBytes, hasExpectedDigest } = this.#job;
    const parts = new PartMap(this.#tuning, written, identity.totalBytes);
    if (expectedBytes !== null && identity.totalBytes !== null && identity.totalBytes !== expectedBytes) {
      await this.restart(RESUME_REASONS.otherLength);
    } else if (!parts.isComplete && !canContinue(identity, hasExpectedDigest)) {
      await this.restart(RESUME_REASONS.noValidator);
    } else {
      this.#parts = parts;
      this.#sums = new WireSums(this.#tuning.blockBytes, written);
      this.#savedBytes = parts.receivedBytes;
      this.adopt(identity, written.filter(isSummed));
    }
  }

  #miss(piece: Span): void {
    this.#damagedBytes += piece.end - piece.start;
    this.#parts.forget(piece);
    this.#sums.forget(piece);
  }

  #snapshot(): Journal {
    this.#savedBytes = this.#parts.receivedBytes;
    return {
      generation: this.#job.fence?.generation ?? 0,
      epoch: this.#epoch,
      restartReason: this.#restartReason,
      identity: this.#identity,
      written: this.#sums.pieces(),
      savedAt: new Date(),
    };
  }
}

function checkLength(expectedBytes: number | null, totalBytes: number, found: string): void {
  if (expectedBytes !== null && expectedBytes !== totalBytes) throw lengthError(expectedBytes, found);
}

function lengthError(expectedBytes: number, found: string): GatewayError {
  return new GatewayError(
    'INTEGRITY_MISMATCH',
    `The provider announced ${expectedBytes} bytes, but ${found}. ` +
      'Start the download again; if it fails again, the object is damaged at the provider.',
    { retryable: true },
  );
}

function attempt<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw storageFailure(error);
  }
}
