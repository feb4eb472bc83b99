import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactFileRecord, ArtifactRecord } from '../../domain/download.js';
import type { Logger } from '../../observability/logger.js';
import type { Contents } from '../contents.js';
import { FileDigester, type FileDigests } from '../file-digester.js';
import { lookAround } from '../look-around.js';
import { withOrigin } from '../origins.js';
import type { ArtifactShelf } from '../shelf.js';
import type { StoredBytes } from '../types.js';
import type { AddOptions, Removal, Vault } from '../vault.js';
import { openBlobs, type Blobs } from './blobs.js';
import { fileBytes } from './file-bytes.js';
import { FolderLock, type LockTurn } from './folder-lock.js';
import { manifestName, openManifests, type Manifests } from './manifest.js';
import { ReaderLeases } from './reader-leases.js';
import type { Replicas } from './replicas.js';

/** How often it is looked whether another replica has changed something. */
const LOOK_MS = 500;

/** What a vault in a folder is made from. */
export interface FolderVaultOptions {
  /** Holds `blobs/sha256`, `manifests` and `locks`, which are there. */
  readonly root: string;
  readonly replicas: Replicas;
  readonly shelf: ArtifactShelf;
  readonly log: Logger;
}

/**
 * A vault in a folder that any number of replicas may share. What they change, they change one after the other, by a lock whose
 * turns are numbered: whoever finds more turns than it has seen reads the manifests again.
 *
 * An artifact exists if and only if its manifest does. Blobs are put in place before, outside the lock, and looked at again
 * under it, so that none is counted on that another replica removed meanwhile.
 */
export class FolderVault implements Vault {
  readonly #blobs: Blobs;
  readonly #manifests: Manifests;
  readonly #lock: FolderLock;
  readonly #replicas: Replicas;
  readonly #shelf: ArtifactShelf;
  readonly #leases: ReaderLeases;
  readonly #log: Logger;
  readonly #digester = new FileDigester();
  /** What of the manifests is on the shelf, as {@link Manifests.list} gives it. */
  #editions: ReadonlyMap<string, string> = new Map();
  /** The turns whose changes are on the shelf. */
  #seenTurns = -1;
  #stopLooking: () => void = () => undefined;

  private constructor({ root, replicas, shelf, log }: FolderVaultOptions, lock: FolderLock) {
    this.#blobs = openBlobs(join(root, 'blobs', 'sha256'));
    this.#manifests = openManifests(join(root, 'manifests'));
    this.#lock = lock;
    this.#replicas = replicas;
    this.#shelf = shelf;
    this.#leases = new ReaderLeases(shelf, replicas);
    this.#log = log;
  }

  /** Opens the vault and clears away what a crash left: artifacts that are not intact, and files that belong to none. */
  static async open(options: FolderVaultOptions): Promise<FolderVault> {
    const lock = await FolderLock.open(join(options.root, 'locks', 'artifacts'), options.replicas);
    const vault = new FolderVault(options, lock);
    await vault.catchUp();
    await vault.#clearDamaged();
    await vault.#clearStray();
    vault.#stopLooking = lookAround(() => vault.catchUp(), LOOK_MS, options.log);
    return vault;
  }

  catchUp(): Promise<void> {
    return this.#lock.aside(async () => {
      const { number, isOver } = await this.#lock.count();
      if (isOver && number === this.#seenTurns) return;
      await this.#readManifests();
      this.#seenTurns = isOver ? number : number - 1;
    });
  }

  refresh(id: string): Promise<ArtifactRecord | null> {
    return this.#lock.aside(async () => {
      const stored = await this.#manifests.read(manifestName(id));
      const known = this.#shelf.get(id);
      if (stored !== null) this.#shelf.put(stored);
      else if (known !== null) this.#shelf.drop(known);
      return stored;
    });
  }

  update(id: string, change: (artifact: ArtifactRecord) => ArtifactRecord): Promise<ArtifactRecord | null> {
    return this.#change(async (turn) => {
      const artifact = this.#shelf.get(id);
      return artifact === null ? null : this.#save(change(artifact), turn);
    });
  }

  async add(
    artifact: ArtifactRecord,
    files: Contents['files'],
    options: AddOptions,
  ): Promise<ArtifactRecord> {
    try {
      return await this.#add(artifact, files, options);
    } catch (error) {
      await this.#removeUnheld(files).catch((failure: unknown) => {
        this.#log.warn(
          { err: failure },
          'Files of an artifact that was not kept are removed at the next start',
        );
      });
      throw error;
    }
  }

  async #add(
    artifact: ArtifactRecord,
    files: Contents['files'],
    { mayCommit }: AddOptions,
  ): Promise<ArtifactRecord> {
    // Before the lock, because it takes long.
    for (const { file, sha256 } of files) await this.#blobs.adopt(file, sha256);
    const kept = await this.#change(async (turn) => {
      const known = this.#shelf.get(artifact.id);
      // Another replica may have removed what it shared with an artifact that went.
      for (const { file, sha256 } of files) await this.#blobs.adopt(file, sha256);
      await mayCommit?.();
      const [origin] = artifact.origins;
      if (known === null || origin === undefined) return this.#save(artifact, turn);
      return this.#save(withOrigin(known, origin, artifact.verification), turn);
    });
    for (const { sha256 } of files) await this.#blobs.seal(sha256);
    return kept;
  }

  remove(id: string, mayRemove: (artifact: ArtifactRecord) => boolean): Promise<Removal> {
    return this.#change(async (turn) => {
      const artifact = this.#shelf.get(id);
      if (artifact === null) return 'absent';
      if (!mayRemove(artifact)) return 'refused';
      if (this.#shelf.isLeased(id) || (await this.#replicas.readElsewhere()).has(id)) return 'in-use';
      await this.#drop(artifact, turn);
      return 'removed';
    });
  }

  removeDamaged(
    checked: ArtifactRecord,
    files: readonly ArtifactFileRecord[],
  ): Promise<readonly ArtifactRecord[] | null> {
    return this.#change(async (turn) => {
      const present = this.#shelf.get(checked.id);
      if (present?.createdAt.getTime() !== checked.createdAt.getTime()) return null;
      // A damaged file that one artifact kept would be taken for the good one when another is fetched again.
      const damaged = new Set(files.map(({ sha256 }) => sha256));
      const holders = this.#shelf.holdersOf(damaged);
      for (const artifact of holders) await this.#drop(artifact, turn);
      return holders;
    });
  }

  noteUse(artifact: ArtifactRecord): Promise<void> {
    return this.#manifests.touch(artifact);
  }

  lease(id: string): Promise<() => void> {
    return this.#leases.take(id);
  }

  async open({ sha256 }: ArtifactFileRecord): Promise<StoredBytes | null> {
    const handle = await this.#blobs.open(sha256);
    return handle === null ? null : fileBytes(handle);
  }

  digest({ files }: ArtifactRecord, signal: AbortSignal): Promise<FileDigests> {
    return this.#digester.digest(
      files.map(({ sha256 }) => this.#blobs.pathOf(sha256)),
      signal,
    );
  }

  /** The bytes are where they stay already. */
  upload(): null {
    return null;
  }

  /** There is no way to a folder but through the gateway. */
  address(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    this.#stopLooking();
    // What has begun ends first.
    await this.#lock.aside(() => Promise.resolve());
  }

  #change<T>(work: (turn: LockTurn) => Promise<T>): Promise<T> {
    return this.#lock.hold(async (turn) => {
      if (this.#seenTurns !== turn.number - 1) await this.#readManifests();
      this.#seenTurns = turn.number - 1;
      const result = await work(turn);
      this.#seenTurns = turn.number;
      return result;
    });
  }

  async #readManifests(): Promise<void> {
    const editions = await this.#manifests.list();
    const before = this.#editions;
    const changed = [...editions].filter(([name, edition]) => before.get(name) !== edition);
    const read = await Promise.all(changed.map(([name]) => this.#manifests.read(name)));
    const artifacts = read.filter((artifact) => artifact !== null);
    for (const artifact of artifacts.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())) {
      this.#shelf.put(artifact);
    }
    for (const artifact of this.#shelf.list()) {
      if (!editions.has(manifestName(artifact.id))) this.#shelf.drop(artifact);
    }
    this.#editions = editions;
  }

  async #save(artifact: ArtifactRecord, turn: LockTurn): Promise<ArtifactRecord> {
    await turn.assertHeld();
    await this.#manifests.write(artifact);
    this.#shelf.put(artifact);
    return artifact;
  }

  /** The manifest goes first: what a crash leaves then is swept at the next start. */
  async #drop(artifact: ArtifactRecord, turn: LockTurn): Promise<void> {
    await turn.assertHeld();
    await this.#manifests.remove(manifestName(artifact.id));
    await this.#removeBlobs(this.#shelf.drop(artifact), turn);
  }

  /** What was put in place for an artifact that was not kept would take room that nobody sees. */
  async #removeUnheld(files: Contents['files']): Promise<void> {
    await this.#change(async (turn) => {
      const unheld = files.map(({ sha256 }) => sha256).filter((sha256) => !this.#shelf.isHeld(sha256));
      await this.#removeBlobs(unheld, turn);
    });
  }

  async #removeBlobs(names: readonly string[], turn: LockTurn): Promise<void> {
    await turn.assertHeld();
    await Promise.all(names.map((sha256) => this.#blobs.remove(sha256)));
  }

  /** Artifacts whose files are gone or of another size are forgotten, so that they are fetched again. */
  async #clearDamaged(): Promise<void> {
    const names = [...this.#editions.keys()];
    const intact = await Promise.all(names.map((name) => this.#isIntact(name)));
    const suspects = names.filter((_name, index) => intact[index] === false);
    if (suspects.length === 0) return;
    await this.#change(async (turn) => {
      // What has just been looked at may have been in the middle of a change.
      for (const name of suspects) {
        if (await this.#isIntact(name)) continue;
        await turn.assertHeld();
        await this.#manifests.remove(name);
        this.#log.warn({ manifest: name }, 'Removed an artifact that is not intact');
      }
      await this.#readManifests();
    });
  }

  async #isIntact(name: string): Promise<boolean> {
    const artifact = await this.#manifests.read(name);
    if (artifact === null) return false;
    for (const { sha256, sizeBytes } of artifact.files) {
      if ((await this.#blobs.sizeOf(sha256)) !== sizeBytes) return false;
    }
    return true;
  }

  /** A blob that is just being put in place may be among them; who does that looks again under the lock. */
  async #clearStray(): Promise<void> {
    const files = await this.#blobs.list();
    const isStray = (sha256: string): boolean => !this.#shelf.isHeld(sha256);
    const suspects = [...files].filter(([, sha256]) => isStray(sha256));
    if (suspects.length === 0) return;
    await this.#change(async (turn) => {
      const stray = suspects.filter(([, sha256]) => isStray(sha256));
      await turn.assertHeld();
      await Promise.all(stray.map(([path]) => rm(path, { force: true })));
      this.#log.info({ files: stray.length }, 'Removed files that belong to no artifact');
    });
  }
}
