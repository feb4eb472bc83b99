import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactOrigin } from '../domain/download.js';
import type { IngestFolder, Ingests } from './types.js';

/** Name of the received object in an ingest's directory. */
export const OBJECT_FILE = 'data';
/** Name of the folder in an ingest's directory for what comes out of an archive. */
export const UNPACKED_FOLDER = 'unpacked';

/** Unit of `stat.blocks` (POSIX `st_blocks` on every system that Node runs on). */
const BLOCK_BYTES = 512;

/** The folders of objects on their way in, below `parent`, which is there. */
export function openIngests(parent: string): Ingests {
  const directoryOf = (id: string): string => join(parent, id);

  const list = async (): Promise<readonly IngestFolder[]> => {
    const entries = await readdir(parent, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    return Promise.all(folders.map(({ name }) => describe(name, directoryOf(name))));
  };

  const remove = async (id: string): Promise<boolean> => {
    const isThere = await stat(directoryOf(id)).then(
      () => true,
      () => false,
    );
    await rm(directoryOf(id), { recursive: true, force: true });
    return isThere;
  };

  return {
    idOf: ingestIdOf,
    directoryOf,
    list,
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
