import type { ObjectDigests } from '../../domain/download.js';
import type { Fence } from './fence.js';

/** Fetches objects in worker threads. Nothing here knows providers, downloads or artifacts. */
export interface TransferEngine {
  /**
   * Fetches one object into `job.directory` (made if absent), going on from what its journal says is there. That is read
   * again for the hashes, and compared with the CRC-32 of what came over the wire: what differs is fetched again.
   * Resolves when every byte is on disk (fsynced) and hashed. Rejects with GatewayError: CANCELLED when `hooks.signal`
   * ended it (bytes have stopped; journal written), STORAGE_FULL, URL_EXPIRED, URL_FORBIDDEN, NOT_FOUND, SOURCE_CHANGED,
   * INTEGRITY_MISMATCH (lengths), PROVIDER_UNAVAILABLE, PROVIDER_RATE_LIMITED, PROVIDER_TIMEOUT, PROVIDER_REJECTED,
   * PROVIDER_PROTOCOL, or INTERNAL when a worker crashed. What `hooks.locate` threw comes back as it was thrown. The
   * directory stays; the caller removes it (discard) or calls again (resume).
   */
  transfer(job: TransferJob, hooks: TransferHooks): Promise<TransferredObject>;
  /** What a directory holds, read from its journal; null when there is no usable journal. */
  inspectPartial(directory: string): Promise<PartialObject | null>;
  /** Ends all transfers with CANCELLED, journals written, and then the workers. */
  close(): Promise<void>;
}

/** One object to be brought to disk. */
export interface TransferJob {
  /** Absolute path; holds `data` and `journal.json`. Belongs to one transfer at a time. */
  readonly directory: string;
  /** What the provider's API says; null where it does not. Another length at the storage host is INTEGRITY_MISMATCH. */
  readonly expectedBytes: number | null;
  /** To be computed besides SHA-256, which always is. */
  readonly digests: readonly ('md5' | 'crc32c' | 'sha256')[];
  /** Whether somebody will compare a digest: then a part without a strong validator may be continued. */
  readonly hasExpectedDigest: boolean;
  /** Origins besides public https that may be fetched and redirected to. */
  readonly trustedOrigins: readonly string[];
  readonly limits: TransferLimits;
  /** After its deadline nothing is written, and the transfer ends with CANCELLED; absent: nobody else comes. */
  readonly fence?: Fence | undefined;
}

/** Bounds of one transfer. */
export interface TransferLimits {
  readonly maxConnections: number;
  /** Of all transfers of the engine to one origin together. */
  readonly maxConnectionsPerHost: number;
  /** Of this transfer; null: as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Silence of all connections together after which the transfer is reported as stalled. */
  readonly stallAfterMs: number;
}

/** How a transfer talks to its owner. */
export interface TransferHooks {
  /** Aborted: the bytes stop, the journal is written, the promise rejects with CANCELLED. */
  readonly signal: AbortSignal;
  /**
   * A fresh URL; called late, and again (once for all connections) when the old one is refused or about to expire.
   * What it throws ends the transfer.
   */
  locate(): Promise<ObjectLocation>;
  /** At most 10 a second, and at once after a restart; never after the promise has settled. */
  onProgress(progress: TransferProgress): void;
}

/** Where the bytes are now. */
export interface ObjectLocation {
  /** May be signed: it reaches the transfer worker and nobody else. */
  readonly url: string;
  /** Null where it is not said. */
  readonly expiresAt: Date | null;
}

/** What a transfer does at this moment. */
export interface TransferProgress {
  /** On disk in this epoch; never falls within it, also when some of it is damaged and fetched again. */
  readonly receivedBytes: number;
  /** Length of the hashed prefix; never falls within an epoch. */
  readonly verifiedBytes: number;
  /** Null until somebody said it. */
  readonly totalBytes: number | null;
  /** Open now. */
  readonly connections: number;
  /** Times a connection was begun after the first one of this call failed, was replaced or refused; 1 for the first. */
  readonly attempts: number;
  /** Counts restarts from the first byte over the life of the directory; 0 at first. */
  readonly epoch: number;
  /** Why this epoch began, for a client; null in epoch 0. */
  readonly restartReason: string | null;
  /** Nothing came for `stallAfterMs`. */
  readonly isStalled: boolean;
  /** End of a pause asked for by the storage host or made after a failure; null while nothing waits. */
  readonly waitingUntil: Date | null;
  readonly phase: TransferPhase;
  /** Whether the storage host announced a digest; false before its first answer. */
  readonly hasAnnouncedDigest: boolean;
}

/** `resolving`: no first answer yet. `verifying`: every byte is here, the hash is not done. */
export type TransferPhase = 'resolving' | 'transferring' | 'verifying';

/** An object that is on disk as a whole; its length was compared, its digests are the caller's to compare. */
export interface TransferredObject {
  /** The file `data` in the job's directory. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Computed from the file; SHA-256 is never null. */
  readonly digests: ObjectDigests & { readonly sha256: string };
  /** By the storage host's headers. */
  readonly announced: ObjectDigests;
  /** How much an earlier run had left that was not what had come over the wire; it was fetched again. 0 on a sound machine. */
  readonly damagedBytes: number;
  /** By the storage host's headers; null where it said none. */
  readonly announcedBytes: number | null;
  /** As the storage host wrote it, weak ones too; null where there was none. */
  readonly etag: string | null;
}

/** What is left of an unfinished transfer. */
export interface PartialObject {
  readonly receivedBytes: number;
  /** Null where it never became known. */
  readonly totalBytes: number | null;
  /** As in {@link TransferProgress}. */
  readonly epoch: number;
  /** Of the {@link Fence} of the transfer that left it; 0 where there was none. */
  readonly generation: number;
  readonly savedAt: Date;
}
