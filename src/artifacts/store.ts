import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../observability/logger.js';
import { Claims } from './folder/claims.js';
import { FolderLock } from './folder/folder-lock.js';
import { FolderVault } from './folder/folder-vault.js';
import { openIngests } from './folder/ingests.js';
import { Replicas } from './folder/replicas.js';
import { ArtifactShelf } from './shelf.js';
import type { ArtifactStore, Ingests } from './types.js';
import { VaultStore } from './vault-store.js';

/** What an artifact store is made from. */
export interface ArtifactStoreOptions {
  /** The gateway's data folder. */
  readonly directory: string;
  readonly log: Logger;
}

/**
 * Opens the store below `<directory>/artifacts`, which other processes may use at the same time:
 *
 *     blobs/sha256/ab/<hex>   files, read-only
 *     manifests/<hex>.json    what each artifact consists of and where it came from
 *     ingest/<hex>/           objects on their way in, by origin
 *     claims/<hex>            which process works in an ingest
 *     locks/<name>/<number>   whose turn it is to change something
 *     replicas/<id>/          which processes there are, and what they are reading
 *     trash/                  what is being removed
 */
export async function createArtifactStore({ directory, log }: ArtifactStoreOptions): Promise<ArtifactStore> {
  const root = join(directory, 'artifacts');
  for (const name of ['blobs/sha256', 'manifests']) {
    await mkdir(join(root, name), { recursive: true, mode: 0o700 });
  }
  const replicas = await Replicas.join(join(root, 'replicas'), log);
  const claimsLock = await FolderLock.open(join(root, 'locks', 'claims'), replicas);
  const ingests = await openIngests({
    folder: join(root, 'ingest'),
    trash: join(root, 'trash'),
    claims: await Claims.open(join(root, 'claims'), claimsLock, replicas),
  });
  const shelf = new ArtifactShelf();
  const vault = await FolderVault.open({ root, replicas, shelf, log });
  await removeStored(ingests, shelf);
  return new VaultStore({ vault, shelf, ingests, onClose: () => replicas.leave(), log });
}

/** The last step of a commit is to remove the ingest. */
async function removeStored(ingests: Ingests, shelf: ArtifactShelf): Promise<void> {
  const origins = shelf.list().flatMap((artifact) => artifact.origins);
  const stored = new Set(origins.map((origin) => ingests.idOf(origin)));
  for (const { id } of await ingests.list()) {
    if (stored.has(id)) await ingests.remove(id);
  }
}
