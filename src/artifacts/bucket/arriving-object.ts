import { createHash, randomUUID, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import type { ObjectUpload } from '../types.js';
import type { Bucket, UploadedPart } from './bucket.js';
import type { Leftovers } from './leftovers.js';

/** Parts of objects that have no more than {@link MAX_PARTS} of them; the protocol's least is 5 MiB. */
const PART_BYTES = 8 * 2 ** 20;
/** A little below what the protocol allows. */
const MAX_PARTS = 9_900;
/** Parts of one object that are on their way at once, each in memory. */
const MAX_IN_FLIGHT = 2;
/** Hashed at a time, so that the thread is not kept for long. */
const HASH_BYTES = 2 ** 20;

/** What is known of a file when it is complete. */
export interface WholeObject {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What an object on its way is made from. */
export interface ArrivingObjectOptions {
  readonly bucket: Bucket;
  readonly leftovers: Leftovers;
  /** The file that grows on the disk. */
  readonly path: string;
  readonly log: Logger;
}

/** An upload that has begun. */
interface Attempt {
  readonly name: string;
  readonly partBytes: number;
  readonly uploadId: string;
  readonly hash: Hash;
  readonly parts: UploadedPart[];
  readonly inFlight: Set<Promise<void>>;
  /** Bytes that were read. */
  readBytes: number;
  /** Why a part is missing; null while none is. */
  failure: { readonly cause: unknown } | null;
}

/**
 * A file on its way into a bucket: it is uploaded in parts behind its valid prefix, under a name of its own that nobody knows
 * before a manifest says it. What was uploaded is hashed as it is read, and compared in the end.
 */
export class ArrivingObject implements ObjectUpload {
  readonly #bucket: Bucket;
  readonly #path: string;
  readonly #leftovers: Leftovers;
  readonly #log: Logger;
  #attempt: Attempt | null = null;
  #validBytes = 0;
  #totalBytes: number | null = null;
  /** Counts the beginnings. */
  #epoch = 0;
  #isStopped = false;
  /** Set when an upload failed: it is begun anew in the end, and not before. */
  #hasFailed = false;
  #pumping: Promise<void> = Promise.resolve();
  #isPumping = false;
  /** Uploads that were given up. */
  #given: Promise<void>[] = [];

  constructor({ bucket, leftovers, path, log }: ArrivingObjectOptions) {
    this.#bucket = bucket;
    this.#leftovers = leftovers;
    this.#path = path;
    this.#log = log;
  }

  advance(validBytes: number, totalBytes: number | null): void {
    this.#validBytes = validBytes;
    this.#totalBytes = totalBytes;
    if (this.#isPumping || this.#isStopped || this.#hasFailed) return;
    this.#isPumping = true;
    const epoch = this.#epoch;
    this.#pumping = this.#pump(epoch)
      .catch((error: unknown) => {
        if (epoch === this.#epoch) this.#hasFailed = true;
        this.#log.warn({ err: error }, 'An upload failed; it is begun anew when the object is here');
      })
      .finally(() => {
        this.#isPumping = false;
      });
  }

  restart(): void {
    this.#epoch += 1;
    this.#validBytes = 0;
    this.#hasFailed = false;
    this.#giveUp();
  }

  async discard(): Promise<void> {
    this.#isStopped = true;
    await this.#pumping;
    this.#giveUp();
    await Promise.all(this.#given);
  }

  /** The object is complete. Gives the name under which it is in the bucket. Throws the signal's reason. */
  async finish({ sizeBytes, sha256 }: WholeObject, signal: AbortSignal): Promise<string> {
    await this.#pumping;
    this.#isStopped = true;
    if (this.#hasFailed) this.restart();
    for (let isSecond = false; ; isSecond = true) {
      const { name, uploaded } = await this.#finishOnce({ sizeBytes, sha256 }, signal);
      if (uploaded === sha256) {
        this.#attempt = null;
        return name;
      }
      await this.#bucket.remove([name]);
      if (isSecond) {
        throw new GatewayError(
          'INTEGRITY_MISMATCH',
          'What was received is damaged on the disk of the gateway. Start the download again.',
          { retryable: true },
        );
      }
      this.#attempt = null;
    }
  }

  async #finishOnce(
    { sizeBytes, sha256 }: WholeObject,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly uploaded: string }> {
    const handle = await open(this.#path, 'r');
    try {
      if (this.#attempt === null && sizeBytes <= PART_BYTES) return await this.#putWhole(handle, sizeBytes);
      this.#attempt ??= await this.#begin(sizeBytes);
      const attempt = this.#attempt;
      while (attempt.readBytes < sizeBytes) {
        signal.throwIfAborted();
        await this.#send(attempt, handle, sizeBytes);
      }
      await settle(attempt);
      const { name, uploadId, parts } = attempt;
      const uploaded = attempt.hash.digest('hex');
      if (uploaded === sha256) {
        await this.#place(name, () => this.#bucket.completeUpload(name, uploadId, parts));
      } else {
        this.#giveUp();
      }
      return { name, uploaded };
    } finally {
      await handle.close();
    }
  }

  async #putWhole(
    handle: FileHandle,
    sizeBytes: number,
  ): Promise<{ readonly name: string; readonly uploaded: string }> {
    const bytes = await readPart(handle, 0, sizeBytes);
    const name = nameOfNew();
    const uploaded = createHash('sha256').update(bytes).digest('hex');
    await this.#place(name, () => this.#bucket.put(name, bytes, { sha256: uploaded }));
    return { name, uploaded };
  }

  /** Puts an object in its place. What seems to have failed may have been done, and only its answer been lost. */
  async #place(name: string, step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      await this.#leftovers.clear(() => this.#bucket.remove([name]));
      throw error;
    }
  }

  /** Uploads what is there in whole parts. */
  async #pump(epoch: number): Promise<void> {
    const isWanted = (): boolean => epoch === this.#epoch && !this.#isStopped;
    const partBytes = partBytesFor(this.#totalBytes);
    if (this.#validBytes < (this.#attempt?.partBytes ?? partBytes)) return;
    const handle = await open(this.#path, 'r');
    try {
      if (this.#attempt === null) {
        const attempt = await this.#begin(this.#totalBytes);
        if (isWanted()) this.#attempt = attempt;
        else return await this.#bucket.abortUpload(attempt.name, attempt.uploadId);
      }
      const attempt = this.#attempt;
      while (isWanted() && this.#validBytes - attempt.readBytes >= attempt.partBytes)
        await this.#send(attempt, handle, this.#validBytes);
      await settle(attempt);
    } finally {
      await handle.close();
    }
  }

  async #begin(sizeBytes: number | null): Promise<Attempt> {
    const name = nameOfNew();
    return {
      name,
      partBytes: partBytesFor(sizeBytes),
      uploadId: await this.#bucket.beginUpload(name),
      hash: createHash('sha256'),
      parts: [],
      inFlight: new Set(),
      readBytes: 0,
      failure: null,
    };
  }

  /** Reads the next part, waits until there is room on the way, and sends it off. */
  async #send(attempt: Attempt, handle: FileHandle, endBytes: number): Promise<void> {
    while (attempt.inFlight.size >= MAX_IN_FLIGHT) await Promise.race(attempt.inFlight);
    if (attempt.failure !== null) throw attempt.failure.cause;
    const length = Math.min(attempt.partBytes, endBytes - attempt.readBytes);
    const bytes = await readPart(handle, attempt.readBytes, length);
    const number = Math.floor(attempt.readBytes / attempt.partBytes) + 1;
    for (let start = 0; start < length; start += HASH_BYTES) {
      attempt.hash.update(bytes.subarray(start, start + HASH_BYTES));
    }
    attempt.readBytes += length;
    const sending = this.#bucket
      .uploadPart(attempt.name, attempt.uploadId, number, bytes)
      .then(
        (part) => void attempt.parts.push(part),
        (cause: unknown) => {
          attempt.failure ??= { cause };
        },
      )
      .finally(() => attempt.inFlight.delete(sending));
    attempt.inFlight.add(sending);
  }

  #giveUp(): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    if (attempt === null) return;
    const abort = () => this.#bucket.abortUpload(attempt.name, attempt.uploadId);
    this.#given.push(Promise.allSettled(attempt.inFlight).then(() => this.#leftovers.clear(abort)));
  }
}

/** Where the bytes of files are. */
export const FILES_FOLDER = 'files/';

function nameOfNew(): string {
  return `${FILES_FOLDER}${randomUUID()}`;
}

function partBytesFor(totalBytes: number | null): number {
  return Math.max(PART_BYTES, Math.ceil((totalBytes ?? 0) / MAX_PARTS));
}

/** Throws why a part failed. */
async function settle(attempt: Attempt): Promise<void> {
  await Promise.all(attempt.inFlight);
  if (attempt.failure !== null) throw attempt.failure.cause;
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let readBytes = 0; readBytes < length;) {
    const { bytesRead } = await handle.read(bytes, readBytes, length - readBytes, position + readBytes);
    if (bytesRead === 0) throw new Error('The file is shorter than its valid prefix.');
    readBytes += bytesRead;
  }
  return bytes;
}
