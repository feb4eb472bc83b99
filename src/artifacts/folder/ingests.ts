import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactOrigin } from '../../domain/download.js';
import { isGatewayError } from '../../errors/gateway-error.js';
import { orNullIfAbsent } from '../../files/durable-file.js';
import { toStorageError } from '../storage-error.js';
import type { IngestFolder, IngestRemoval, Ingests } from '../types.js';
import type { Claims } from './claims.js';

/** Name of the received object in an ingest's directory. */
export const OBJECT_FILE = 'data';
/** Name of the folder in an ingest's directory for what comes out of an archive. */
export const UNPACKED_FOLDER = 'unpacked';

/** Unit of `stat.blocks` (POSIX `st_blocks` on every system that Node runs on). */
const BLOCK_BYTES = 512;

/** What the folders of objects on their way in are made from. */
export interface IngestsOptions {
  readonly folder: string;
  /** Where folders go that are being removed: that may take long, and what a crash leaves is removed at the next start. */
  readonly trash: string;
  readonly claims: Claims;
}

/** The folders of objects on their way in. What replicas that are gone were taking apart there is removed. */
export async function openIngests({ folder, trash, claims }: IngestsOptions): Promise<Ingests> {
  const directoryOf = (id: string): string => join(folder, id);

  const listIds = async (): Promise<readonly string[]> => {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  };

  const list = async (): Promise<readonly IngestFolder[]> =>
    Promise.all((await listIds()).map((id) => describe(id, directoryOf(id))));

  const remove = async (id: string): Promise<IngestRemoval> => {
    const aside = join(trash, randomUUID());
    let isThere = false;
    const isOurs = await claims.unlessElsewhere(id, async () => {
      isThere = (await orNullIfAbsent(rename(directoryOf(id), aside).then(() => true))) ?? false;
    });
    if (isThere) await rm(aside, { recursive: true, force: true });
    if (isThere) return 'removed';
    return isOurs ? 'absent' : 'in-use';
  };

  /**
   * What a replica that is gone left of its work: an unpacking that was cut off, which is not gone on with, and its claim, also
   * of an ingest that it had committed.
   */
  const clear = async (id: string): Promise<void> => {
    const release = await claims.tryTake(id);
    if (release === null) return;
    await rm(join(directoryOf(id), UNPACKED_FOLDER), { recursive: true, force: true });
    await release();
  };

  for (const each of [folder, trash]) await mkdir(each, { recursive: true, mode: 0o700 });
  for (const name of await readdir(trash)) await rm(join(trash, name), { recursive: true, force: true });
  const left = new Set([...(await listIds()), ...(await claims.names())]);
  for (const id of left) await clear(id);
  return {
    idOf: ingestIdOf,
    directoryOf,
    list,
    claim: async (id, signal) => {
      try {
        return await claims.take(id, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw isGatewayError(error) ? error : toStorageError(error);
      }
    },
    remove,
  };
}

/** Name of the folder for the bytes of an origin: 64 hex digits. */
export function ingestIdOf({ provider, key }: ArtifactOrigin): string {
  return createHash('sha256')
    .update(JSON.stringify([provider, key]))
    .digest('hex');
}

async function describe(id: string, directory: string): Promise<IngestFolder> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  // A file may go while one looks: a journal is replaced all the time.
  const found = await Promise.all(
    ['.', ...names].map((name) => stat(join(directory, name)).catch(() => null)),
  );
  const known = found.filter((each) => each !== null);
  return {
    id,
    directory,
    sizeOnDiskBytes: known.reduce((sum, { blocks }) => sum + blocks * BLOCK_BYTES, 0),
    changedAt: new Date(Math.max(0, ...known.map(({ mtimeMs }) => mtimeMs))),
  };
}
