import type { Ingest } from '../artifacts/types.js';
import type { ObjectDigests } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { PartialObject } from './judge-response.js';
import { createObjectHasher, type ObjectHasher } from './object-hasher.js';
import { mergeDigests, type Announcement } from './verify.js';

/** What is received, and what was announced of it. */
export interface ReceptionJob {
  /** Configured name; goes into errors. */
  readonly provider: string;
  /** Null where the provider does not say. */
  readonly expectedBytes: number | null;
  readonly expectedDigests: ObjectDigests;
  /** Where the bytes go. */
  readonly ingest: Ingest;
  readonly listener: ReceptionListener;
}

/** What happens to the received bytes. Called synchronously, in order. */
export interface ReceptionListener {
  /** What had been received was dropped. */
  restarted(reason: string): void;
  /** Bytes are on disk, or the total became known. */
  advanced(receivedBytes: number, totalBytes: number | null): void;
}

/** What the giver of an object says of it before its first byte. */
export interface ObjectHead {
  /** Strong, with its quotes; null where there is none. */
  readonly etag: string | null;
  /** Null where it does not say. */
  readonly totalBytes: number | null;
  readonly digests: ObjectDigests;
}

/** All bytes are in the ingest and their number is right; the digests are still to be compared. */
export interface ReceivedObject {
  readonly measured: ObjectDigests & { readonly sha256: string };
  readonly announcements: readonly Announcement[];
  readonly sizeWasAnnounced: boolean;
}

/** One object on its way into an ingest: counts and hashes its bytes, over as many connections as it takes. */
export class Reception {
  readonly #job: ReceptionJob;
  /** The object being received, from its first byte under one ETag; null while there is none. */
  #current: { readonly head: ObjectHead; readonly hasher: ObjectHasher } | null = null;
  #mostReceivedBytes = 0;

  constructor(job: ReceptionJob) {
    this.#job = job;
  }

  /** The most bytes that were ever on disk, restarts included. */
  get mostReceivedBytes(): number {
    return this.#mostReceivedBytes;
  }

  /** Whether every announced byte is here. */
  get isWhole(): boolean {
    return this.#current !== null && this.#current.head.totalBytes === this.#job.ingest.sizeBytes;
  }

  /** Whether a body that ended has left announced bytes out. */
  get isShort(): boolean {
    return this.#job.ingest.sizeBytes < (this.#current?.head.totalBytes ?? 0);
  }

  /** What a further connection could continue: a part under a strong ETag. */
  get continuable(): PartialObject | null {
    const receivedBytes = this.#job.ingest.sizeBytes;
    const { etag, totalBytes } = this.#current?.head ?? { etag: null, totalBytes: null };
    return receivedBytes === 0 || etag === null ? null : { receivedBytes, totalBytes, etag };
  }

  /**
   * Starts over with the first byte; `reason` counts only where that is visible. Throws INTEGRITY_MISMATCH when the
   * length is not the one that the provider announced.
   */
  async begin(head: ObjectHead, reason: string): Promise<void> {
    const { ingest, expectedBytes, expectedDigests, listener } = this.#job;
    if (expectedBytes !== null && head.totalBytes !== null && head.totalBytes !== expectedBytes) {
      throw this.#lengthMismatch(`the object has ${head.totalBytes}`);
    }
    const known = this.#current?.head.totalBytes ?? null;
    if (ingest.sizeBytes > 0 || (known !== null && known !== head.totalBytes)) await this.restart(reason);
    const wanted = mergeDigests([expectedDigests, head.digests]);
    this.#current = { head, hasher: await createObjectHasher(wanted) };
    listener.advanced(0, this.#totalBytes());
  }

  /** Drops all bytes. */
  async restart(reason: string): Promise<void> {
    await this.#job.ingest.restart();
    this.#current = null;
    this.#job.listener.restarted(reason);
  }

  /** Takes the next bytes. Throws INTEGRITY_MISMATCH when they are more than was announced, and STORAGE_FULL. */
  async take(chunk: Uint8Array): Promise<void> {
    const { ingest, listener } = this.#job;
    const totalBytes = this.#totalBytes();
    if (totalBytes !== null && ingest.sizeBytes + chunk.length > totalBytes) {
      throw this.#lengthMismatch(`more than ${totalBytes} came`);
    }
    this.#current?.hasher.update(chunk);
    await ingest.append(chunk);
    this.#mostReceivedBytes = Math.max(this.#mostReceivedBytes, ingest.sizeBytes);
    listener.advanced(ingest.sizeBytes, totalBytes);
  }

  /** Ends the reception. Throws INTEGRITY_MISMATCH when the number of bytes is not the one that was announced. */
  finish(): ReceivedObject {
    const { provider, expectedBytes, expectedDigests, ingest } = this.#job;
    if (this.#current === null) throw new Error('A reception ended without having begun');
    if (expectedBytes !== null && ingest.sizeBytes !== expectedBytes) {
      throw this.#lengthMismatch(`${ingest.sizeBytes} came`);
    }
    const { head, hasher } = this.#current;
    return {
      measured: hasher.digest(),
      announcements: [
        { announcedBy: `Provider ${provider}`, digests: expectedDigests },
        { announcedBy: 'The storage host', digests: head.digests },
      ],
      sizeWasAnnounced: this.#totalBytes() !== null,
    };
  }

  #totalBytes(): number | null {
    return this.#current?.head.totalBytes ?? this.#job.expectedBytes;
  }

  #lengthMismatch(found: string): GatewayError {
    const { provider, expectedBytes } = this.#job;
    const announced =
      expectedBytes === null
        ? `The storage host announced ${this.#totalBytes()} bytes`
        : `Provider ${provider} announced ${expectedBytes} bytes`;
    return new GatewayError(
      'INTEGRITY_MISMATCH',
      `${announced}, but ${found}. Nothing was kept. ` +
        'Start the download again; if it fails again, the object is damaged at the provider.',
      { provider, retryable: true },
    );
  }
}
