import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { VERIFICATIONS, type ArtifactRecord, type Verification } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import { openBlobs, type Blobs } from './blobs.js';
import { toFileLabel } from './file-name.js';
import { openIngest, type IngestedFile } from './ingest.js';
import { manifestPath, readManifests, writeManifest, type Manifest } from './manifest.js';
import { roleOf } from './roles.js';
import type { ArtifactOrigin, ArtifactStore, Ingest, OpenArtifactFile, VerifiedObject } from './types.js';
import { unpackArchive, type UnpackedMember } from './unpack.js';

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
 *     ingest/                 objects on their way in; emptied here
 *
 * An artifact exists if and only if its manifest does: blobs are in place before the manifest is written, and blobs that
 * a crash left without one are removed here. A manifest whose blobs are gone or of another size is removed, too, so
 * that the object is fetched again.
 */
export async function createArtifactStore({ directory, log }: ArtifactStoreOptions): Promise<ArtifactStore> {
  const root = join(directory, 'artifacts');
  const folders = {
    blobs: join(root, 'blobs', 'sha256'),
    manifests: join(root, 'manifests'),
    ingest: join(root, 'ingest'),
  };
  await rm(folders.ingest, { recursive: true, force: true });
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const blobs = openBlobs(folders.blobs);
  const manifests = await loadManifests(folders.manifests, blobs, log);
  const wanted = new Set(manifests.flatMap(({ artifact }) => artifact.files.map(({ sha256 }) => sha256)));
  const swept = await blobs.sweep(wanted);
  if (swept > 0) log.info({ files: swept }, 'Removed files that belong to no artifact');
  return new FileArtifactStore(folders, blobs, manifests);
}

async function loadManifests(folder: string, blobs: Blobs, log: Logger): Promise<Manifest[]> {
  const intact: Manifest[] = [];
  for (const [name, manifest] of await readManifests(folder)) {
    if (manifest !== null && (await isComplete(manifest.artifact, blobs))) {
      intact.push(manifest);
    } else {
      log.warn({ manifest: name }, 'Removed an artifact that is not intact');
      await rm(join(folder, name));
    }
  }
  return intact.sort((a, b) => a.artifact.createdAt.getTime() - b.artifact.createdAt.getTime());
}

async function isComplete(artifact: ArtifactRecord, blobs: Blobs): Promise<boolean> {
  for (const file of artifact.files) {
    if ((await blobs.sizeOf(file.sha256)) !== file.sizeBytes) return false;
  }
  return true;
}

class FileArtifactStore implements ArtifactStore {
  readonly #folders: { readonly manifests: string; readonly ingest: string };
  readonly #blobs: Blobs;
  /** Oldest first. */
  readonly #manifests = new Map<string, Manifest>();
  readonly #idByOrigin = new Map<string, string>();
  /** The last change of blobs and manifests; each waits for the one before, so that none removes what another counts on. */
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(
    folders: { readonly manifests: string; readonly ingest: string },
    blobs: Blobs,
    manifests: readonly Manifest[],
  ) {
    this.#folders = folders;
    this.#blobs = blobs;
    for (const manifest of manifests) this.#remember(manifest);
  }

  find(origin: ArtifactOrigin): ArtifactRecord | null {
    return this.get(this.#idByOrigin.get(originKey(origin)) ?? '');
  }

  get(id: string): ArtifactRecord | null {
    return this.#manifests.get(id)?.artifact ?? null;
  }

  list(): readonly ArtifactRecord[] {
    return [...this.#manifests.values()].map(({ artifact }) => artifact).reverse();
  }

  remove(id: string): Promise<boolean> {
    return this.#change(async () => {
      const manifest = this.#manifests.get(id);
      if (manifest === undefined) return false;
      await rm(manifestPath(this.#folders.manifests, id), { force: true });
      this.#manifests.delete(id);
      for (const origin of manifest.origins) this.#idByOrigin.delete(originKey(origin));
      const kept = new Set(this.list().flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
      const unused = manifest.artifact.files.filter(({ sha256 }) => !kept.has(sha256));
      await Promise.all(unused.map(({ sha256 }) => this.#blobs.remove(sha256)));
      return true;
    });
  }

  async openFile(id: string, index: number): Promise<OpenArtifactFile | null> {
    const file = this.get(id)?.files[index];
    if (file === undefined) return null;
    const handle = await this.#blobs.open(file.sha256);
    return handle === null ? null : { file, handle };
  }

  beginIngest(): Promise<Ingest> {
    return openIngest(this.#folders.ingest, (ingested, object, signal) =>
      this.#commit(ingested, object, signal),
    );
  }

  async #commit(
    ingested: IngestedFile,
    object: VerifiedObject,
    signal: AbortSignal,
  ): Promise<ArtifactRecord> {
    // Outside the queue of changes, because unpacking takes long; not at all when the bytes are known.
    const members = this.#manifests.has(object.sha256) ? null : await membersOf(ingested, object, signal);
    return this.#change(async () => {
      const known = this.#manifests.get(object.sha256);
      const manifest =
        known === undefined
          ? await this.#adopt(ingested, object, members ?? (await membersOf(ingested, object, signal)))
          : withOrigin(known, object);
      await writeManifest(this.#folders.manifests, manifest);
      this.#remember(manifest);
      return manifest.artifact;
    });
  }

  async #adopt(
    ingested: IngestedFile,
    object: VerifiedObject,
    members: readonly UnpackedMember[],
  ): Promise<Manifest> {
    for (const member of members) await this.#blobs.adopt(member.file, member.sha256);
    const artifact = {
      id: object.sha256,
      sizeBytes: ingested.sizeBytes,
      verification: object.verification,
      files: members.map(({ path, sizeBytes, sha256 }, index) => ({
        index,
        path,
        sizeBytes,
        sha256,
        role: roleOf(path),
      })),
      createdAt: new Date(),
    };
    return { artifact, origins: [object.origin] };
  }

  #remember(manifest: Manifest): void {
    this.#manifests.set(manifest.artifact.id, manifest);
    for (const origin of manifest.origins) this.#idByOrigin.set(originKey(origin), manifest.artifact.id);
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const change = this.#lastChange.then(work, work);
    this.#lastChange = change;
    // The caller handles the failure; here it only must not count as unhandled.
    change.catch(() => {});
    return change;
  }
}

/** Files of the new artifact, synced, in the ingest's folder. */
async function membersOf(
  ingested: IngestedFile,
  object: VerifiedObject,
  signal: AbortSignal,
): Promise<readonly UnpackedMember[]> {
  if (object.packaging === 'archive') return unpackArchive(ingested.file, ingested.folder, signal);
  const { file, sizeBytes } = ingested;
  return [{ path: toFileLabel(object.fileName), sizeBytes, sha256: object.sha256, file }];
}

/** The same bytes again: one more origin, and the stronger of both comparisons. */
function withOrigin(known: Manifest, object: VerifiedObject): Manifest {
  const { artifact } = known;
  const others = known.origins.filter((origin) => originKey(origin) !== originKey(object.origin));
  return {
    artifact: { ...artifact, verification: stronger(artifact.verification, object.verification) },
    origins: [...others, object.origin],
  };
}

function stronger(one: Verification, other: Verification): Verification {
  return VERIFICATIONS.indexOf(one) <= VERIFICATIONS.indexOf(other) ? one : other;
}

function originKey(origin: ArtifactOrigin): string {
  return JSON.stringify([origin.provider, origin.key]);
}
