import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../observability/logger.js';
import { FolderVault } from './folder/folder-vault.js';
import { openWorkArea } from './folder/work-area.js';
import { ArtifactShelf } from './shelf.js';
import type { ArtifactStore } from './types.js';
import { removeStored, VaultStore } from './vault-store.js';

/** What an artifact store is made from. */
export interface ArtifactStoreOptions {
  /** Belongs to the store; made if it is not there. */
  readonly directory: string;
  readonly log: Logger;
}

/**
 * Opens the store in a folder, which other processes may use at the same time:
 *
 *     blobs/sha256/ab/<hex>   files, read-only
 *     manifests/<hex>.json    what each artifact consists of and where it came from
 *
 * and beside them the work area.
 */
export async function createArtifactStore({ directory, log }: ArtifactStoreOptions): Promise<ArtifactStore> {
  for (const name of ['blobs/sha256', 'manifests']) {
    await mkdir(join(directory, name), { recursive: true, mode: 0o700 });
  }
  const { replicas, ingests } = await openWorkArea(directory, log);
  const shelf = new ArtifactShelf(true);
  const vault = await FolderVault.open({ root: directory, replicas, shelf, log });
  await removeStored(ingests, shelf);
  return new VaultStore({ vault, shelf, ingests, onClose: () => replicas.leave(), log });
}
