import type { ArtifactOrigin, ArtifactRecord } from '../domain/download.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { IngestUnpacking } from './archive-unpacking.js';
import { contentsOf, type Contents } from './contents.js';
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
  ObjectUpload,
  OpenArtifactFile,
  UnpackHooks,
  VerifiedObject,
} from './types.js';
import type { Vault } from './vault.js';

/** What a store is made from. */
export interface StoreParts {
  readonly vault: Vault;
  /** The one that the vault was opened with. */
  readonly shelf: ArtifactShelf;
  readonly ingests: Ingests;
  /** Called when the store is closed. */
  readonly onClose: () => Promise<void>;
  readonly log: Logger;
}

/** The store over any vault. */
export class VaultStore implements ArtifactStore {
  readonly ingests: Ingests;
  readonly #vault: Vault;
  readonly #shelf: ArtifactShelf;
  readonly #onClose: () => Promise<void>;
  readonly #log: Logger;

  constructor({ vault, shelf, ingests, onClose, log }: StoreParts) {
    this.ingests = ingests;
    this.#vault = vault;
    this.#shelf = shelf;
    this.#onClose = onClose;
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

  refresh(id: string): Promise<ArtifactRecord | null> {
    return this.#vault.refresh(id);
  }

  async lookUp(origin: ArtifactOrigin): Promise<ArtifactRecord | null> {
    const known = this.find(origin);
    if (known !== null) return known;
    await this.#vault.catchUp();
    return this.find(origin);
  }

  addOrigin(sha256: string, origin: ArtifactOrigin): Promise<ArtifactRecord | null> {
    return this.#vault.update(sha256, (artifact) => withOrigin(artifact, origin, artifact.verification));
  }

  touch(id: string): void {
    const noted = this.#shelf.touch(id, Date.now());
    if (noted === null) return;
    this.#vault.noteUse(noted).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'The last use of an artifact could not be noted');
    });
  }

  setPinned(id: string, pinned: boolean): Promise<ArtifactRecord | null> {
    return this.#vault.update(id, (artifact) => ({ ...artifact, pinned }));
  }

  async remove(id: string): Promise<boolean> {
    const removal = await this.#vault.remove(id, () => true);
    if (removal !== 'in-use') return removal === 'removed';
    throw new GatewayError('CONFLICT', 'The artifact is being read. Delete it when nobody reads it.', {
      retryable: true,
    });
  }

  async shrinkTo(maxBytes: number, keepId?: string): Promise<void> {
    if (this.#shelf.sizeBytes <= maxBytes) return;
    await this.#vault.catchUp();
    for (const { id, sizeBytes } of this.#shelf.evictable()) {
      if (this.#shelf.sizeBytes <= maxBytes) return;
      if (id === keepId) continue;
      const isStillWanted = ({ pinned }: ArtifactRecord): boolean =>
        !pinned && this.#shelf.sizeBytes > maxBytes;
      const removal = await this.#vault.remove(id, isStillWanted);
      if (removal === 'removed') this.#log.info({ artifact: id, sizeBytes }, 'Evicted an artifact');
    }
  }

  async verify(id: string, signal: AbortSignal): Promise<ArtifactCheckRecord | null> {
    const artifact = this.get(id) ?? (await this.refresh(id));
    if (artifact === null) return null;
    const release = await this.#vault.lease(id);
    try {
      const found = await this.#vault.digest(artifact, signal);
      const damagedFiles = artifact.files.filter(({ sha256 }, index) => found[index] !== sha256);
      // A check of another artifact has found a file of this one damaged.
      if (this.get(id) === null) return null;
      if (damagedFiles.length > 0) {
        const removed = await this.#vault.removeDamaged(artifact, damagedFiles);
        if (removed === null) return null;
        for (const each of removed) {
          this.#log.error({ artifact: each.id, files: damagedFiles.length }, 'Removed a damaged artifact');
        }
      }
      return { artifact, damagedFiles };
    } finally {
      release();
    }
  }

  async openFile(id: string, index: number): Promise<OpenArtifactFile | null> {
    const artifact = this.get(id) ?? (await this.refresh(id));
    const file = artifact?.files[index];
    if (artifact === null || file === undefined) return null;
    const release = await this.#vault.lease(id);
    const opened = await this.#vault.open(file, artifact).catch((error: unknown) => {
      release();
      throw error;
    });
    if (opened === null) {
      release();
      return null;
    }
    this.touch(id);
    const close = (): Promise<void> => opened.close().finally(release);
    return { ...opened, file, close };
  }

  async address(id: string, index: number): Promise<string | null> {
    const artifact = this.get(id) ?? (await this.refresh(id));
    const file = artifact?.files[index];
    if (artifact === null || file === undefined) return null;
    const address = await this.#vault.address(file, artifact);
    if (address !== null) this.touch(id);
    return address;
  }

  unpack(directory: string, hooks: UnpackHooks): ArchiveUnpacking {
    return new IngestUnpacking(directory, hooks);
  }

  upload(directory: string): ObjectUpload | null {
    return this.#vault.upload(directory);
  }

  async commit(directory: string, object: VerifiedObject, options: CommitOptions): Promise<ArtifactRecord> {
    try {
      const artifact =
        (await this.#addKnown(object, options)) ??
        (await this.#addNew(object, await contentsOf(directory, object, options), options));
      await this.ingests.remove(this.ingests.idOf(object.origin));
      return artifact;
    } catch (error) {
      options.signal.throwIfAborted();
      throw isGatewayError(error) ? error : toStorageError(error);
    }
  }

  async close(): Promise<void> {
    await this.#vault.close();
    await this.#onClose();
  }

  /** Null when there is none with these bytes. */
  async #addKnown(
    { sha256, origin, verification }: VerifiedObject,
    { mayCommit }: CommitOptions,
  ): Promise<ArtifactRecord | null> {
    if ((this.get(sha256) ?? (await this.refresh(sha256))) === null) return null;
    await mayCommit?.();
    return this.#vault.update(sha256, (known) => withOrigin(known, origin, verification));
  }

  #addNew(
    { sha256: id, origin, verification }: VerifiedObject,
    { sizeBytes, files }: Contents,
    options: CommitOptions,
  ): Promise<ArtifactRecord> {
    const now = new Date();
    const artifact = {
      id,
      sizeBytes,
      verification,
      files: files.map(({ path, sizeBytes: fileBytes, sha256 }, index) => ({
        index,
        path,
        sizeBytes: fileBytes,
        sha256,
        role: roleOf(path),
      })),
      origins: [origin],
      pinned: false,
      lastUsedAt: now,
      createdAt: now,
    };
    return this.#vault.add(artifact, files, options);
  }
}

/** Removes ingests whose objects are stored: that is the last step of a commit, which may have been cut off. */
export async function removeStored(ingests: Ingests, shelf: ArtifactShelf): Promise<void> {
  const origins = shelf.list().flatMap((artifact) => artifact.origins);
  const stored = new Set(origins.map((origin) => ingests.idOf(origin)));
  for (const { id } of await ingests.list()) {
    if (stored.has(id)) await ingests.remove(id);
  }
}
