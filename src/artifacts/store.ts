import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRecord } from '../domain/download.js';
import type { Logger } from '../observability/logger.js';
import { openBlobs, type Blobs } from './blobs.js';
import { FileArtifactStore } from './file-store.js';
import { openIngests, UNPACKED_FOLDER } from './ingests.js';
import { openManifests, type Manifests } from './manifest.js';
import { ArtifactShelf } from './shelf.js';
import type { ArtifactStore } from './types.js';

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
 * What had come out of an archive there is removed.
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
  // An unpacking that was cut off is not gone on with; what it left would only take room.
  for (const ingest of await ingests.list()) {
    await rm(join(ingest.directory, UNPACKED_FOLDER), { recursive: true, force: true });
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
