import { createHash } from 'node:crypto';
import { mkdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { toFileLabel } from './file-name.js';
import type { CommitOptions, VerifiedObject } from './types.js';
import { unpackArchive, type UnpackedMember } from './unpack.js';

/** Name of the received object in an ingest's directory. */
export const OBJECT_FILE = 'data';

/** Files of the new artifact, synced, in the ingest's directory. Throws as `unpackArchive` does. */
export async function membersOf(
  directory: string,
  object: VerifiedObject,
  { signal, onMember }: CommitOptions,
): Promise<readonly UnpackedMember[]> {
  const file = join(directory, OBJECT_FILE);
  if (object.packaging === 'archive') {
    const folder = join(directory, 'unpacked');
    // An unpacking that was cut off is not gone on with.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    return unpackArchive(file, folder, signal, {
      onMember: ({ path, sizeBytes }) => onMember?.({ path, sizeBytes, receivedBytes: sizeBytes }),
    });
  }
  const { size: sizeBytes } = await stat(file);
  return [{ path: toFileLabel(object.fileName), sizeBytes, sha256: object.sha256, file }];
}

/** SHA-256 of a whole file, hex; closes the handle. */
export async function digestOf(handle: FileHandle, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream({ signal })) hash.update(chunk);
  return hash.digest('hex');
}
