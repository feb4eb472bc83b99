import type { FileHandle } from 'node:fs/promises';
import type { ArtifactFileRecord, ArtifactRecord, Verification } from '../domain/download.js';

/** Where an artifact came from: a provider's own identity of the bytes (`DownloadPlan.key`), never a URL. */
export interface ArtifactOrigin {
  readonly provider: string;
  readonly key: string;
}

/** Finished objects on disk, found by content or by origin. */
export interface ArtifactStore {
  /** The artifact that was stored for this origin; null when there is none. */
  find(origin: ArtifactOrigin): ArtifactRecord | null;
  /** Null when there is no such artifact. */
  get(id: string): ArtifactRecord | null;
  /** Newest first. */
  list(): readonly ArtifactRecord[];
  /** Deletes the artifact and those of its files that no other artifact holds. False when there is no such artifact. */
  remove(id: string): Promise<boolean>;
  /** Opens a file for reading; the caller closes the handle. Null when there is no such artifact or file. */
  openFile(id: string, index: number): Promise<OpenArtifactFile | null>;
  /** Makes a private temporary file on the store's volume. Throws STORAGE_FULL. */
  beginIngest(): Promise<Ingest>;
}

export interface OpenArtifactFile {
  readonly file: ArtifactFileRecord;
  readonly handle: FileHandle;
}

/** An object on its way into the store. Every ingest ends with {@link Ingest.commit} or {@link Ingest.discard}. */
export interface Ingest {
  /** Bytes on disk. */
  readonly sizeBytes: number;
  /** Appends; resolves when the bytes are written, so that a slow disk slows the transfer down. Throws STORAGE_FULL. */
  append(bytes: Uint8Array): Promise<void>;
  /** Drops all bytes. */
  restart(): Promise<void>;
  /**
   * Makes the object durable and known. An object that is in the store already is not stored twice. Throws
   * ARCHIVE_INVALID, STORAGE_FULL or the signal's reason; the caller discards then.
   */
  commit(object: VerifiedObject, signal: AbortSignal): Promise<ArtifactRecord>;
  /** Removes what was not committed. May be repeated. */
  discard(): Promise<void>;
}

/** What is known of the appended bytes once they have been verified. */
export interface VerifiedObject {
  readonly origin: ArtifactOrigin;
  /** Measured over all appended bytes, hex. */
  readonly sha256: string;
  readonly verification: Verification;
  /** Label of the only file of a `file`; untrusted. */
  readonly fileName: string;
  readonly packaging: 'file' | 'archive';
}
