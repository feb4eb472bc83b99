import type { Logger } from '../../observability/logger.js';
import type { Announcements } from '../announcements.js';
import { openWorkArea } from '../folder/work-area.js';
import { ArtifactShelf } from '../shelf.js';
import type { ArtifactStore } from '../types.js';
import { removeStored, VaultStore } from '../vault-store.js';
import { Bucket, type BucketSettings } from './bucket.js';
import { BucketVault } from './bucket-vault.js';

/** What an artifact store in a bucket is made from. */
export interface BucketStoreOptions {
  readonly settings: BucketSettings;
  /** On a local disk, for objects on their way in; made if it is not there. */
  readonly directory: string;
  /** Null where replicas have no way to tell each other what they change: then they look. */
  readonly announcements: Announcements | null;
  readonly log: Logger;
}

/** Opens a store in a bucket, which other processes may use at the same time. Throws when it cannot be read. */
export async function createBucketStore({
  settings,
  directory,
  announcements,
  log,
}: BucketStoreOptions): Promise<ArtifactStore> {
  const { replicas, ingests } = await openWorkArea(directory, log);
  const shelf = new ArtifactShelf(false);
  const vault = await BucketVault.open({ bucket: new Bucket(settings, log), shelf, announcements, log });
  await removeStored(ingests, shelf);
  return new VaultStore({ vault, shelf, ingests, onClose: () => replicas.leave(), log });
}
