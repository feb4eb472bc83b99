import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OBJECT_FILE } from '../artifacts/folder/ingests.js';
import { toStorageError } from '../artifacts/storage-error.js';
import { createObjectHasher, type MeasuredDigests } from './object-hasher.js';

/** Puts an object that a provider gave in its answer where a transfer would have put it, synced. Throws STORAGE_FULL. */
export async function storeInline(directory: string, bytes: Uint8Array): Promise<MeasuredDigests> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, OBJECT_FILE);
    // What is there may have another name already, in the store: a commit was cut off. It is not written over.
    await rm(path, { force: true });
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toStorageError(error);
  }
  const hasher = await createObjectHasher({ md5: '', crc32c: '' });
  hasher.update(bytes);
  return hasher.digest();
}
