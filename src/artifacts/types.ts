import type { Readable } from 'node:stream';
import type { ArtifactFileRecord, ArtifactOrigin, ArtifactRecord, Verification } from '../domain/download.js';
import type { UnpackedMember } from './unpack-stream.js';
import type { UnpackHooks } from './unpack-thread.js';

export type { UnpackHooks, UnpackProgress } from './unpack-thread.js';

/** Finished objects on disk, found by content or by origin. */
export interface ArtifactStore {
  /** Folders of objects on their way in. */
  readonly ingests: Ingests;
  /** Bytes of all files, each counted once. */
  readonly sizeBytes: number;
  /** The artifact that was stored for this origin; null when there is none. */
  find(origin: ArtifactOrigin): ArtifactRecord | null;
  /** Null when there is no such artifact. */
  get(id: string): ArtifactRecord | null;
  /** Newest first. */
  list(): readonly ArtifactRecord[];
  /**
   * Reads again what is kept of an artifact, which another replica may have stored, changed or removed, so that `get` and `find`
   * know it. Null when there is no such artifact.
   */
  refresh(id: string): Promise<ArtifactRecord | null>;
  /** As `find`, but where it finds nothing, what other replicas have stored is read first. */
  lookUp(origin: ArtifactOrigin): Promise<ArtifactRecord | null>;
  /** Notes that an origin has the bytes of this SHA-256. Null when they are not in the store. */
  addOrigin(sha256: string, origin: ArtifactOrigin): Promise<ArtifactRecord | null>;
  /** Notes that the artifact is used now. */
  touch(id: string): void;
  /** Null when there is no such artifact. */
  setPinned(id: string, pinned: boolean): Promise<ArtifactRecord | null>;
  /**
   * Deletes the artifact and those of its files that no other artifact holds. False when there is no such artifact.
   * Throws CONFLICT while one of its files is open, in a shared folder by any replica.
   */
  remove(id: string): Promise<boolean>;
  /**
   * Removes artifacts, the least recently used ones first, until the store has at most so many bytes; pinned ones, open ones
   * and `keepId` stay. The store may be larger than asked for afterwards.
   */
  shrinkTo(maxBytes: number, keepId?: string): Promise<void>;
  /**
   * Reads all files and compares them with their SHA-256, one such call after the other. Every artifact that holds a damaged
   * file is removed. Null when there is no such artifact. Throws the signal's reason.
   */
  verify(id: string, signal: AbortSignal): Promise<ArtifactCheckRecord | null>;
  /**
   * Opens a file for reading; the caller closes it, and until then the artifact stays. Null when there is no such
   * artifact or file.
   */
  openFile(id: string, index: number): Promise<OpenArtifactFile | null>;
  /**
   * A URL, to be kept secret, under which a client gets the file by itself for a short while, with this label. Null when there is no such
   * file, or only the gateway gives it.
   */
  address(id: string, index: number): Promise<string | null>;
  /**
   * Makes ready to take the archive in an ingest's directory apart while it comes. Nothing happens before its first byte; the
   * caller discards it in the end.
   */
  unpack(directory: string, hooks: UnpackHooks): ArchiveUnpacking;
  /**
   * Makes ready to take the object in an ingest's directory in while it comes; null where the store takes nothing before all is there.
   * The caller discards it in the end.
   */
  upload(directory: string): ObjectUpload | null;
  /**
   * Makes the object `data` in an ingest's directory, synced, durable and known, and removes the directory. An object that is
   * in the store already is not stored twice. Of an archive only the members are kept. Throws ARCHIVE_INVALID,
   * STORAGE_FULL or the signal's reason; the directory holds the object as before then.
   */
  commit(directory: string, object: VerifiedObject, options: CommitOptions): Promise<ArtifactRecord>;
  /** Lets the others who share the store know that this replica is gone. What is being changed ends first. */
  close(): Promise<void>;
}

/** The part of the store that clients reach. */
export type ArtifactLibrary = Pick<
  ArtifactStore,
  'address' | 'get' | 'list' | 'openFile' | 'refresh' | 'remove' | 'setPinned' | 'verify'
>;

/** An archive that is taken apart while it is still coming. What comes out is private until it is committed. */
export interface ArchiveUnpacking {
  /** The first `validBytes` of the object are on disk and stay as they are. */
  advance(validBytes: number): void;
  /** The bytes were given up, and with them what has come out; others come in their place. */
  restart(): void;
  /**
   * The object is complete and its digest right. Resolves with its members, synced. Throws ARCHIVE_INVALID, as
   * `DamagedArchiveError` where the bytes make no sense, STORAGE_FULL, or INTERNAL, also when it is discarded.
   */
  finish(sizeBytes: number): Promise<readonly UnpackedMember[]>;
  /** Stops, and removes what has come out and was not committed. May be repeated. */
  discard(): Promise<void>;
}

/** An object without an archive's members that is taken in while it still comes. It is private until it is committed. */
export interface ObjectUpload {
  /** The first `validBytes` of the object are on disk and stay as they are; null: its length is not known yet. */
  advance(validBytes: number, totalBytes: number | null): void;
  /** The bytes were given up; others come in their place. */
  restart(): void;
  /** Stops, and removes what was taken in and not committed. May be repeated. */
  discard(): Promise<void>;
}

/** One folder for each object on its way in. They survive a restart; whose they are is not known here. */
export interface Ingests {
  /** Name of the folder for the bytes of this origin: 64 hex digits. */
  idOf(origin: ArtifactOrigin): string;
  /** Its absolute path; it need not be there. */
  directoryOf(id: string): string;
  list(): Promise<readonly IngestFolder[]>;
  /**
   * Takes a folder for this process, as soon as no other living process that shares the store has it. Gives the function that
   * gives it back. Throws STORAGE_FULL or the signal's reason.
   */
  claim(id: string, signal: AbortSignal): Promise<() => Promise<void>>;
  /** Removes a folder unless another living process that shares the store has claimed it. */
  remove(id: string): Promise<IngestRemoval>;
}

export type IngestRemoval = 'removed' | 'absent' | 'in-use';

export interface IngestFolder {
  readonly id: string;
  readonly directory: string;
  /** What its files take on disk. */
  readonly sizeOnDiskBytes: number;
  /** When one of its files last changed. */
  readonly changedAt: Date;
}

/** Bytes that can be read, in part, until they are closed. Failures of the place where they are kept are INTERNAL. */
export interface StoredBytes {
  /** The bytes from `start` to `end`, both included. */
  stream(range: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** At most `length` bytes from `offset` on; none behind the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface OpenArtifactFile extends StoredBytes {
  readonly file: ArtifactFileRecord;
}

/** What reading an artifact again has shown. */
export interface ArtifactCheckRecord {
  readonly artifact: ArtifactRecord;
  readonly damagedFiles: readonly ArtifactFileRecord[];
}

/** What is known of the bytes once they have been verified. */
export interface VerifiedObject {
  readonly origin: ArtifactOrigin;
  /** Measured over all bytes, hex. */
  readonly sha256: string;
  readonly verification: Verification;
  /** Label of the only file where it is no archive; untrusted. */
  readonly fileName: string;
}

export interface CommitOptions {
  readonly signal: AbortSignal;
  /** What takes the object apart; null: it is no archive, but itself the only file. */
  readonly unpacking: ArchiveUnpacking | null;
  /** What has taken the object in so far. Null or absent: nothing has. */
  readonly upload?: ObjectUpload | null;
  /**
   * Asked right before the artifact becomes known, when everything else is done; what it throws ends the commit, and the
   * directory holds the object as before. Absent: it may.
   */
  readonly mayCommit?: () => Promise<void>;
}
