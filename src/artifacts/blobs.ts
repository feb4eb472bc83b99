import { chmod, link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileErrorCode, orNullIfAbsent, syncDirectory } from '../files/durable-file.js';

/** What file systems without hard links answer. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Immutable files named by their SHA-256: `ab/<64 hex digits>`. */
export interface Blobs {
  /**
   * Puts a synced file in place. It keeps its old name, too, where the file system can do that, so that nothing is lost
   * if the process dies before somebody counts on the blob. Nothing happens when the blob is there already.
   */
  adopt(file: string, sha256: string): Promise<void>;
  /** Makes a blob read-only. */
  seal(sha256: string): Promise<void>;
  /** Where a blob is, if it is there. */
  pathOf(sha256: string): string;
  /** Null when there is no such blob. */
  open(sha256: string): Promise<FileHandle | null>;
  /** Null when there is no such blob. */
  sizeOf(sha256: string): Promise<number | null>;
  remove(sha256: string): Promise<void>;
  /** Removes all blobs but these. Gives the number of removed ones. */
  sweep(wanted: ReadonlySet<string>): Promise<number>;
}

export function openBlobs(folder: string): Blobs {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

  const adopt = async (file: string, sha256: string): Promise<void> => {
    const path = pathOf(sha256);
    if ((await sizeOf(sha256)) === (await stat(file)).size) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // One of another size is what a crash or a fault of the disk left behind.
    await rm(path, { force: true });
    await linkOrMove(file, path);
    await syncDirectory(dirname(path));
    await syncDirectory(folder);
  };

  const sizeOf = async (sha256: string): Promise<number | null> =>
    orNullIfAbsent(stat(pathOf(sha256)).then(({ size }) => size));

  const sweep = async (wanted: ReadonlySet<string>): Promise<number> => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const unwanted = files.filter((file) => file.isFile() && !wanted.has(file.name));
    await Promise.all(unwanted.map((file) => rm(join(file.parentPath, file.name))));
    return unwanted.length;
  };

  return {
    adopt,
    pathOf,
    seal: (sha256) => chmod(pathOf(sha256), 0o400),
    open: (sha256) => orNullIfAbsent(open(pathOf(sha256), 'r')),
    sizeOf,
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    sweep,
  };
}

async function linkOrMove(file: string, path: string): Promise<void> {
  try {
    await link(file, path);
  } catch (error) {
    if (!NO_LINKS.has(fileErrorCode(error))) throw error;
    await rename(file, path);
  }
}
