import { join } from 'node:path';
import type { Logger } from '../../observability/logger.js';
import type { Ingests } from '../types.js';
import { Claims } from './claims.js';
import { FolderLock } from './folder-lock.js';
import { openIngests } from './ingests.js';
import { Replicas } from './replicas.js';

/** Where objects are on their way in, and who works there. */
export interface WorkArea {
  readonly replicas: Replicas;
  readonly ingests: Ingests;
}

/**
 * Opens the work area of a folder, which other processes may use at the same time:
 *
 *     ingest/<hex>/           objects on their way in, by origin
 *     claims/<hex>            which process works in an ingest
 *     locks/<name>/<number>   whose turn it is to change something
 *     replicas/<id>/          which processes there are, and what they are reading
 *     trash/                  what is being removed
 */
export async function openWorkArea(directory: string, log: Logger): Promise<WorkArea> {
  const replicas = await Replicas.join(join(directory, 'replicas'), log);
  const lock = await FolderLock.open(join(directory, 'locks', 'claims'), replicas);
  const claims = await Claims.open(join(directory, 'claims'), lock, replicas);
  const ingests = await openIngests({
    folder: join(directory, 'ingest'),
    trash: join(directory, 'trash'),
    claims,
  });
  return { replicas, ingests };
}
