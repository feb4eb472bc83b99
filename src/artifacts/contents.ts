import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { onFirstAbort } from '../async/abort.js';
import { toFileLabel } from './file-name.js';
import { OBJECT_FILE } from './folder/ingests.js';
import type { CommitOptions, VerifiedObject } from './types.js';
import type { UnpackedMember } from './unpack-stream.js';

/** What a verified object consists of. */
export interface Contents {
  /** Of the object itself. */
  readonly sizeBytes: number;
  /** Synced, in the ingest's directory. */
  readonly files: readonly UnpackedMember[];
}

/** The object itself, or the members of an archive once all are out. Throws as `unpackStream` does, or INTERNAL when aborted. */
export async function contentsOf(
  directory: string,
  { fileName, sha256 }: VerifiedObject,
  { signal, unpacking }: CommitOptions,
): Promise<Contents> {
  const file = join(directory, OBJECT_FILE);
  const { size: sizeBytes } = await stat(file);
  if (unpacking === null)
    return { sizeBytes, files: [{ path: toFileLabel(fileName), sizeBytes, sha256, file }] };
  const letGo = onFirstAbort([signal], () => void unpacking.discard());
  try {
    return { sizeBytes, files: await unpacking.finish(sizeBytes) };
  } finally {
    letGo();
  }
}
