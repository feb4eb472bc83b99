import {
  chmod,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasNoLinks, orNullIfAbsent, syncToDisk } from '../../files/durable-file.js';

/** Immutable files named by their SHA-256: `ab/<64 hex digits>`. */
export interface Blobs {
  /**
   * Puts a synced file of this size in place. It keeps its old name, too, so that nothing is lost if the process dies or the blob
   * is removed before somebody counts on it. Nothing happens when the blob is there already; one of another size, which a
   * crash or a fault of the disk left behind, is replaced.
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
  /** Every file, by its path, with its name, which is the SHA-256 of a blob unless somebody else put it there. */
  list(): Promise<ReadonlyMap<string, string>>;
}

export function openBlobs(folder: string): Blobs {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

  const adopt = async (file: string, sha256: string): Promise<void> => {
    const path = pathOf(sha256);
    if ((await sizeOf(sha256)) === (await stat(file)).size) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // By a name of its own, so that what is there is replaced in one step, also under another replica's eyes.
    const copy = `${file}.blob`;
    await rm(copy, { force: true });
    await linkOrCopy(file, copy);
    await rename(copy, path);
    // Renaming over another name of the same file does nothing.
    await rm(copy, { force: true });
    await syncToDisk(dirname(path));
    await syncToDisk(folder);
  };

  const sizeOf = async (sha256: string): Promise<number | null> =>
    orNullIfAbsent(stat(pathOf(sha256)).then(({ size }) => size));

  const list = async (): Promise<ReadonlyMap<string, string>> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return new Map(files.map(({ parentPath, name }) => [join(parentPath, name), name]));
  };

  return {
    adopt,
    pathOf,
    seal: (sha256) => chmod(pathOf(sha256), 0o400),
    open: (sha256) => orNullIfAbsent(open(pathOf(sha256), 'r')),
    sizeOf,
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    list,
  };
}

async function linkOrCopy(file: string, copy: string): Promise<void> {
  try {
    await link(file, copy);
  } catch (error) {
    if (!hasNoLinks(error)) throw error;
    await copyFile(file, copy);
    await syncToDisk(copy);
  }
}
