import type { ArtifactFileRecord, ArtifactRecord } from '../domain/download.js';
import type { Contents } from './contents.js';
import type { FileDigests } from './file-digester.js';
import type { CommitOptions, ObjectUpload, StoredBytes } from './types.js';

/**
 * Where a store keeps its artifacts. Other replicas may use the same place at the same time; a vault keeps the shelf that it
 * was opened with in line with what it changes and with what it learns of others' changes.
 */
export interface Vault {
  /** Learns what others have changed; costs little when they have not. */
  catchUp(): Promise<void>;
  /** Reads what is kept of one artifact. Null when there is none. */
  refresh(id: string): Promise<ArtifactRecord | null>;
  /** Changes what is kept of an artifact. Null when there is none. */
  update(id: string, change: (artifact: ArtifactRecord) => ArtifactRecord): Promise<ArtifactRecord | null>;
  /**
   * Keeps an artifact with its files, durable and known. Where others have kept it meanwhile, theirs gets its origin. Throws what
   * `mayCommit` throws; nothing is known of it then.
   */
  add(artifact: ArtifactRecord, files: Contents['files'], options: AddOptions): Promise<ArtifactRecord>;
  /** Removes an artifact unless it is being read, as far as one knows, or `mayRemove` refuses it as it is now. */
  remove(id: string, mayRemove: (artifact: ArtifactRecord) => boolean): Promise<Removal>;
  /**
   * Removes every artifact that holds one of these files of this one, whoever reads it. Null, and nothing happens, when it is not the
   * same any more; else those that were removed.
   */
  removeDamaged(
    artifact: ArtifactRecord,
    files: readonly ArtifactFileRecord[],
  ): Promise<readonly ArtifactRecord[] | null>;
  /** Notes only when the artifact was last used. */
  noteUse(artifact: ArtifactRecord): Promise<void>;
  /** Keeps an artifact from being removed until the function that it gives is called. */
  lease(id: string): Promise<() => void>;
  /** Null when the file is not there. */
  open(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<StoredBytes | null>;
  /** Reads all files of an artifact. Throws the signal's reason. */
  digest(artifact: ArtifactRecord, signal: AbortSignal): Promise<FileDigests>;
  /** Takes an object in while it still comes; null: there is nothing to do before it is there. */
  upload(directory: string): ObjectUpload | null;
  /** A URL, to be kept secret, under which a client gets the file by itself for a while; null: only the gateway gives it. */
  address(file: ArtifactFileRecord, artifact: ArtifactRecord): Promise<string | null>;
  close(): Promise<void>;
}

export type AddOptions = Pick<CommitOptions, 'mayCommit' | 'upload' | 'signal'>;

export type Removal = 'removed' | 'absent' | 'in-use' | 'refused';
