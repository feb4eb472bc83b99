import type { EventEmitter } from 'node:events';
import { mkdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  VERIFICATIONS,
  type ArtifactOrigin,
  type ArtifactRecord,
  type Verification,
} from '../domain/download.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { openBlobs, type Blobs } from './blobs.js';
import { openIngests } from './ingests.js';
import { manifestName, openManifests, type Manifests } from './manifest.js';
import { digestOf, membersOf, OBJECT_FILE } from './members.js';
import { roleOf } from './roles.js';
import { ArtifactShelf, originKey } from './shelf.js';
import { toStorageError } from './storage-error.js';
import type {
  ArtifactCheckRecord,
  ArtifactStore,
  CommitOptions,
  Ingests,
  OpenArtifactFile,
  VerifiedObject,
} from './types.js';
import type { UnpackedMember } from './unpack.js';

/** What an artifact store is made from. */
export interface ArtifactStoreOptions {
  /** The gateway's data folder. */
  readonly directory: string;
  readonly log: Logger;
}

/**
 * Opens the store below `<directory>/artifacts`, which belongs to this process alone:
 *
 *     blobs/sha256/ab/<hex>   files, read-only
 *     manifests/<hex>.json    what each artifact consists of and where it came from
 *     ingest/<hex>/           objects on their way in, by origin
 *
 * An artifact exists if and only if its manifest does: blobs are in place before the manifest is written, and blobs that
 * a crash left without one are removed here. A manifest whose blobs are gone or of another size is removed, too, so
 * that the object is fetched again. An object whose commit was cut off is still in its ingest.
 */
export async function createArtifactStore({ directory, log }: ArtifactStoreOptions): Promise<ArtifactStore> {
  const root = join(directory, 'artifacts');
  const folders = {
    blobs: join(root, 'blobs', 'sha256'),
    manifests: join(root, 'manifests'),
    ingest: join(root, 'ingest'),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const blobs = openBlobs(folders.blobs);
  const manifests = openManifests(folders.manifests);
  const ingests = openIngests(folders.ingest);
  const shelf = new ArtifactShelf();
  for (const artifact of await loadIntact(manifests, blobs, log)) {
    shelf.put(artifact);
    for (const origin of artifact.origins) await ingests.remove(ingests.idOf(origin));
  }
  const wanted = new Set(shelf.list().flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
  const swept = await blobs.sweep(wanted);
  if (swept > 0) log.info({ files: swept }, 'Removed files that belong to no artifact');
  return new FileArtifactStore({ blobs, manifests, ingests, shelf, log });
}

async function loadIntact(manifests: Manifests, blobs: Blobs, log: Logger): Promise<ArtifactRecord[]> {
  const intact: ArtifactRecord[] = [];
  for (const [name, artifact] of await manifests.read()) {
    if (artifact !== null && (await isComplete(artifact, blobs))) {
      intact.push(artifact);
    } else {
      log.warn({ manifest: name }, 'Removed an artifact that is not intact');
      await manifests.remove(name);
    }
  }
  return intact.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

async function isComplete(artifact: ArtifactRecord, blobs: Blobs): Promise<boolean> {
  for (const file of artifact.files) {
    if ((await blobs.sizeOf(file.sha256)) !== file.sizeBytes) return false;
  }
  return true;
}

interface Parts {
  readonly blobs: Blobs;
  readonly manifests: Manifests;
  readonly ingests: Ingests;
  readonly shelf: ArtifactShelf;
  readonly log: Logger;
}

class FileArtifactStore implements ArtifactStore {
  readonly ingests: Ingests;
  readonly #blobs: Blobs;
  readonly #manifests: Manifests;
  readonly #shelf: ArtifactShelf;
  readonly #log: Logger;
  /** The last change of blobs and manifests; each waits for the one before, so that none removes what another counts on. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor({ blobs, manifests, ingests, shelf, log }: Parts) {
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
      const damagedFiles = [];
      for (const file of artifact.files) {
        const handle = await this.#blobs.open(file.sha256);
        const found = handle === null ? null : await digestOf(handle, signal);
        if (found !== file.sha256) damagedFiles.push(file);
      }
      if (damagedFiles.length > 0) {
        this.#log.error({ artifact: id, files: damagedFiles.length }, 'Removed a damaged artifact');
        await this.#change(() => this.#drop(artifact));
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

  async commit(directory: string, object: VerifiedObject, options: CommitOptions): Promise<ArtifactRecord> {
    const { signal } = options;
    try {
      // Outside the queue of changes, because unpacking takes long; not at all when the bytes are known.
      const isKnown = this.#shelf.get(object.sha256) !== null;
      const early = isKnown ? null : await membersOf(directory, object, options);
      const artifact = await this.#change(async () => {
        const known = this.#shelf.get(object.sha256);
        if (known !== null) return this.#save(withOrigin(known, object.origin, object.verification));
        return this.#adopt(directory, object, early ?? (await membersOf(directory, object, options)));
      });
      await this.ingests.remove(this.ingests.idOf(object.origin));
      return artifact;
    } catch (error) {
      signal.throwIfAborted();
      throw isGatewayError(error) ? error : toStorageError(error);
    }
  }

  async #adopt(
    directory: string,
    object: VerifiedObject,
    members: readonly UnpackedMember[],
  ): Promise<ArtifactRecord> {
    const { size } = await stat(join(directory, OBJECT_FILE));
    for (const member of members) await this.#blobs.adopt(member.file, member.sha256);
    const now = new Date();
    const artifact = await this.#save({
      id: object.sha256,
      sizeBytes: size,
      verification: object.verification,
      files: members.map(({ path, sizeBytes, sha256 }, index) => ({
        index,
        path,
        sizeBytes,
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

/** The same bytes again: one more origin, and the stronger of both comparisons. */
function withOrigin(
  artifact: ArtifactRecord,
  origin: ArtifactOrigin,
  verification: Verification,
): ArtifactRecord {
  const others = artifact.origins.filter((each) => originKey(each) !== originKey(origin));
  return {
    ...artifact,
    verification: stronger(artifact.verification, verification),
    origins: [...others, origin],
    lastUsedAt: new Date(),
  };
}

function stronger(one: Verification, other: Verification): Verification {
  return VERIFICATIONS.indexOf(one) <= VERIFICATIONS.indexOf(other) ? one : other;
}
