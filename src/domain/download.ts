import type { ErrorCode } from '../errors/codes.js';

/** States of a download; docs/downloads.md has the moves between them. */
export const DOWNLOAD_STATES = [
  'QUEUED',
  'RESOLVING',
  'TRANSFERRING',
  'PAUSED',
  'WAITING_FOR_SPACE',
  'VERIFYING',
  'UNPACKING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;
export type DownloadState = (typeof DOWNLOAD_STATES)[number];

export const TERMINAL_DOWNLOAD_STATES: ReadonlySet<DownloadState> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
]);

/** Who moves the bytes: the gateway into its store, or the provider itself while the gateway relays. */
export const DOWNLOAD_CARRIERS = ['GATEWAY', 'PROVIDER'] as const;
export type DownloadCarrier = (typeof DOWNLOAD_CARRIERS)[number];

/** What is fetched: a model (its current weights) or one checkpoint. */
export interface DownloadTarget {
  readonly kind: 'model' | 'checkpoint';
  readonly nativeId: string;
}

/** Digests of a whole object as somebody announced or measured them. Hex, lower case; null where unknown. */
export interface ObjectDigests {
  readonly md5: string | null;
  /** Castagnoli, big-endian, 8 hex digits. */
  readonly crc32c: string | null;
  readonly sha256: string | null;
}

/** Roles of files inside an artifact, as far as their layout tells. */
export const FILE_ROLES = ['WEIGHTS', 'ADAPTER', 'CONFIG', 'OTHER'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** What happens to a download at one moment; finer than its state. */
export const DOWNLOAD_PHASES = [
  'QUEUED',
  'WAITING',
  'RESOLVING',
  'TRANSFERRING',
  'STALLED',
  'VERIFYING',
  'UNPACKING',
] as const;
export type DownloadPhase = (typeof DOWNLOAD_PHASES)[number];

/** Who goes first among those that wait, greatest first. */
export const DOWNLOAD_PRIORITIES = ['HIGH', 'NORMAL', 'LOW'] as const;
export type DownloadPriority = (typeof DOWNLOAD_PRIORITIES)[number];

/** How far a download is. */
export interface DownloadProgressRecord {
  /** Bytes on disk; null where the provider reports only a percentage. Never falls within an epoch. */
  readonly receivedBytes: number | null;
  /** Bytes of those that were read in order and hashed; null where the provider reports only a percentage. */
  readonly verifiedBytes: number | null;
  /** Null while unknown. */
  readonly totalBytes: number | null;
  /** 0 to 100; null while unknown. Never falls within an epoch. */
  readonly percent: number | null;
  /** Smoothed; null while nothing flows or the provider reports only a percentage. */
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
  /** Nothing has come for the configured time, but the transfer has not failed. */
  readonly stalled: boolean;
  /** What happens now; null when paused, held for space or final. */
  readonly phase: DownloadPhase | null;
  /** The storage host is not asked before this time; null when nothing holds the transfer back. */
  readonly waitingUntil: Date | null;
  /** Place in the order of turns, 1 for the next; null unless QUEUED. */
  readonly queuePosition: number | null;
  /** Open connections for the bytes. */
  readonly connections: number;
  /** Rises with every change over the whole life of the download, across restarts of the gateway, too. */
  readonly sequence: number;
  /** Raised by every restart from zero, whose reason is `restartReason`. */
  readonly epoch: number;
  readonly restartReason: string | null;
  /** How many times the transfer was begun, the first included; 0 before it. */
  readonly attempts: number;
}

/** Why a download ended FAILED. */
export interface DownloadErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** One file of what a download fetches, as far as it is known. */
export interface DownloadFileRecord {
  /** Label, not a place on disk. */
  readonly path: string;
  /** Null while unknown. */
  readonly sizeBytes: number | null;
  readonly receivedBytes: number;
}

/** One download as clients see it: an immutable snapshot. */
export interface DownloadRecord {
  readonly id: string;
  readonly provider: string;
  readonly target: DownloadTarget;
  readonly carrier: DownloadCarrier;
  readonly state: DownloadState;
  /** Why it is held, for people; set if and only if the state is WAITING_FOR_SPACE. */
  readonly stateReason: string | null;
  readonly priority: DownloadPriority;
  readonly progress: DownloadProgressRecord;
  /** Set if and only if the state is FAILED. */
  readonly error: DownloadErrorRecord | null;
  /** SHA-256 (hex) of the artifact; set when COMPLETED and carried by the gateway, else null. */
  readonly artifactId: string | null;
  /** Name of the only file, a label; null for an archive and when the provider carries. */
  readonly fileName: string | null;
  /**
   * Members of an archive as far as they have come out, in its order; only the last one may be incomplete. Empty unless bytes
   * come or are verified or unpacked.
   */
  readonly members: readonly DownloadFileRecord[];
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What the bytes of an artifact were compared with before it counted as complete. */
export const VERIFICATIONS = ['SHA256', 'MD5', 'CRC32C', 'SIZE_ONLY', 'NONE'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** Where an artifact came from: a provider's own identity of the bytes (`DownloadPlan.key`), never a URL. */
export interface ArtifactOrigin {
  readonly provider: string;
  readonly key: string;
}

/** A finished, verified object in the artifact store. */
export interface ArtifactRecord {
  /** SHA-256 of the transferred object, hex; the artifact's identity. */
  readonly id: string;
  readonly sizeBytes: number;
  /** The strongest comparison that was made. */
  readonly verification: Verification;
  readonly files: readonly ArtifactFileRecord[];
  /** Everything that turned out to be these bytes. */
  readonly origins: readonly ArtifactOrigin[];
  /** Whether eviction leaves it alone. */
  readonly pinned: boolean;
  /** When it was last stored, asked for or read. */
  readonly lastUsedAt: Date;
  readonly createdAt: Date;
}

export interface ArtifactFileRecord {
  /** Position in the artifact; the file's URL names it by this. */
  readonly index: number;
  /** Path inside the artifact as the archive or provider names it: a label, not a place on disk. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly role: FileRole;
}
