import type { EventEmitter } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import type { ArtifactFileRecord, ArtifactOrigin, ArtifactRecord } from '../domain/download.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { IngestUnpacking } from './archive-unpacking.js';
import type { Blobs } from './blobs.js';
import { contentsOf, type Contents } from './contents.js';
import { FileDigester } from './file-digester.js';
import { manifestName, type Manifests } from './manifest.js';
import { withOrigin } from './origins.js';
import { roleOf } from './roles.js';
import type { ArtifactShelf } from './shelf.js';
import { toStorageError } from './storage-error.js';
import type {
  ArchiveUnpacking,
  ArtifactCheckRecord,
  ArtifactStore,
  CommitOptions,
  Ingests,
  OpenArtifactFile,
  UnpackHooks,
  VerifiedObject,
} from './types.js';

/** What an opened store is made from. */
export interface StoreParts {
  readonly blobs: Blobs;
  readonly manifests: Manifests;
  readonly ingests: Ingests;
  readonly shelf: ArtifactShelf;
  readonly log: Logger;
}

/** The store of {@link createArtifactStore}, opened. */
export class FileArtifactStore implements ArtifactStore {
  readonly ingests: Ingests;
  readonly #blobs: Blobs;
  readonly #manifests: Manifests;
  readonly #shelf: ArtifactShelf;
  readonly #log: Logger;
  readonly #digester = new FileDigester();
  /** The last change of blobs and manifests; each waits for the one before, so that none removes what another counts on. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor({ blobs, manifests, ingests, shelf, log }: StoreParts) {
    this.ingests = ingests;
    this.#blobs = blobs;
    this.#manifests = manifests;
    this.#shelf = shelf;
    this.#log = log;
  }

  get sizeBytes(): number {
    return this.#shelf.sizeBytes;
  }

  find(origin: ArtifactOrigin): ArtifactRecord | null {
    return this.#shelf.find(origin);
  }

  get(id: string): ArtifactRecord | null {
    return this.#shelf.get(id);
  }

  list(): readonly ArtifactRecord[] {
    return this.#shelf.list();
  }

  async refresh(id: string): Promise<ArtifactRecord | null> {
    const stored = await this.#manifests.readOne(id);
    const known = this.#shelf.get(id);
    if (stored !== null) this.#shelf.put(stored);
    else if (known !== null) this.#shelf.drop(known);
    return stored;
  }

  async lookUp(origin: ArtifactOrigin): Promise<ArtifactRecord | null> {
    const known = this.find(origin);
    if (known !== null) return known;
    for (const artifact of (await this.#manifests.read()).values()) {
      if (artifact !== null && this.#shelf.get(artifact.id) === null) this.#shelf.put(artifact);
    }
    return this.find(origin);
  }

  addOrigin(sha256: string, origin: ArtifactOrigin): Promise<ArtifactRecord | null> {
    return this.#update(sha256, (artifact) => withOrigin(artifact, origin, artifact.verification));
  }

  touch(id: string): void {
    const noted = this.#shelf.touch(id, Date.now());
    if (noted === null) return;
    this.#manifests.touch(noted).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'The last use of an artifact could not be noted');
    });
  }

  setPinned(id: string, pinned: boolean): Promise<ArtifactRecord | null> {
    return this.#update(id, (artifact) => ({ ...artifact, pinned }));
  }

  remove(id: string): Promise<boolean> {
    return this.#change(async () => {
      const artifact = this.#shelf.get(id);
      if (artifact === null) return false;
      if (this.#shelf.isLeased(id)) {
        throw new GatewayError('CONFLICT', 'The artifact is being read. Delete it when nobody reads it.', {
          retryable: true,
        });
      }
      await this.#drop(artifact);
      return true;
    });
  }

  shrinkTo(maxBytes: number, keepId?: string): Promise<void> {
    return this.#change(async () => {
      for (const artifact of this.#shelf.evictable()) {
        if (this.#shelf.sizeBytes <= maxBytes) return;
        if (artifact.id === keepId) continue;
        await this.#drop(artifact);
        this.#log.info({ artifact: artifact.id, sizeBytes: artifact.sizeBytes }, 'Evicted an artifact');
      }
    });
  }

  async verify(id: string, signal: AbortSignal): Promise<ArtifactCheckRecord | null> {
    const artifact = this.get(id);
    if (artifact === null) return null;
    const release = this.#shelf.lease(id);
    try {
      const paths = artifact.files.map(({ sha256 }) => this.#blobs.pathOf(sha256));
      const found = await this.#digester.digest(paths, signal);
      // A check of another artifact has found a file of this one damaged.
      if (this.get(id) === null) return null;
      const damagedFiles = artifact.files.filter(({ sha256 }, index) => found[index] !== sha256);
      if (damagedFiles.length > 0) {
        await this.#change(() => this.#dropHolders(damagedFiles));
      }
      return { artifact, damagedFiles };
    } finally {
      release();
    }
  }

  async openFile(id: string, index: number): Promise<OpenArtifactFile | null> {
    const file = this.get(id)?.files[index];
    if (file === undefined) return null;
    const release = this.#shelf.lease(id);
    const handle = await this.#blobs.open(file.sha256).catch((error: unknown) => {
      release();
      throw error;
    });
    if (handle === null) {
      release();
      return null;
    }
    // A handle emits `close` (node:fs/promises, class FileHandle); only its types do not say so.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    (handle as FileHandle & Pick<EventEmitter, 'once'>).once('close', release);
    this.touch(id);
    return { file, handle };
  }

  unpack(directory: string, hooks: UnpackHooks): ArchiveUnpacking {
    return new IngestUnpacking(directory, hooks);
  }

  async commit(directory: string, object: VerifiedObject, options: CommitOptions): Promise<ArtifactRecord> {
    try {
      // Outside the queue of changes, because unpacking takes long; not at all when the bytes are known.
      const isKnown = this.#shelf.get(object.sha256) !== null;
      const early = isKnown ? null : await contentsOf(directory, object, options);
      const artifact = await this.#change(async () => {
        const known = this.#shelf.get(object.sha256);
        if (known === null) {
          const contents = early ?? (await contentsOf(directory, object, options));
          return this.#adopt(object, contents, options.mayCommit);
        }
        await options.mayCommit?.();
        return this.#save(withOrigin(known, object.origin, object.verification));
      });
      await this.ingests.remove(this.ingests.idOf(object.origin));
      return artifact;
    } catch (error) {
      options.signal.throwIfAborted();
      throw isGatewayError(error) ? error : toStorageError(error);
    }
  }

  async #adopt(
    object: VerifiedObject,
    { sizeBytes, files }: Contents,
    mayCommit: CommitOptions['mayCommit'],
  ): Promise<ArtifactRecord> {
    for (const { file, sha256 } of files) await this.#blobs.adopt(file, sha256);
    await mayCommit?.();
    const now = new Date();
    const artifact = await this.#save({
      id: object.sha256,
      sizeBytes,
      verification: object.verification,
      files: files.map(({ path, sizeBytes: fileBytes, sha256 }, index) => ({
        index,
        path,
        sizeBytes: fileBytes,
        sha256,
        role: roleOf(path),
      })),
      origins: [object.origin],
      pinned: false,
      lastUsedAt: now,
      createdAt: now,
    });
    for (const { sha256 } of artifact.files) await this.#blobs.seal(sha256);
    return artifact;
  }

  #update(id: string, change: (artifact: ArtifactRecord) => ArtifactRecord): Promise<ArtifactRecord | null> {
    return this.#change(async () => {
      const artifact = this.#shelf.get(id);
      return artifact === null ? null : this.#save(change(artifact));
    });
  }

  async #save(artifact: ArtifactRecord): Promise<ArtifactRecord> {
    await this.#manifests.write(artifact);
    this.#shelf.put(artifact);
    return artifact;
  }

  /** A damaged file that one artifact kept would be taken for the good one when another is fetched again. */
  async #dropHolders(damagedFiles: readonly ArtifactFileRecord[]): Promise<void> {
    const damaged = new Set(damagedFiles.map(({ sha256 }) => sha256));
    const holders = this.#shelf.list().filter(({ files }) => files.some(({ sha256 }) => damaged.has(sha256)));
    for (const artifact of holders) {
      this.#log.error({ artifact: artifact.id, files: damaged.size }, 'Removed a damaged artifact');
      await this.#drop(artifact);
    }
  }

  /** The manifest goes first: what a crash leaves then is swept at the next start. */
  async #drop(artifact: ArtifactRecord): Promise<void> {
    await this.#manifests.remove(manifestName(artifact.id));
    const unused = this.#shelf.drop(artifact);
    await Promise.all(unused.map((sha256) => this.#blobs.remove(sha256)));
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const change = this.#lastChange.then(work, work);
    this.#lastChange = change;
    // The caller handles the failure; here it only must not count as unhandled.
    change.catch(() => {});
    return change;
  }
}
