import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRecord } from '../domain/download.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { toStorageError } from './storage-error.js';
import type { Ingest, VerifiedObject } from './types.js';

/** An appended object on disk, synced, with room beside it for what is unpacked from it. */
export interface IngestedFile {
  readonly file: string;
  /** Private folder that holds `file`; the commit may put further files into it. It is removed afterwards. */
  readonly folder: string;
  readonly sizeBytes: number;
}

type CommitFile = (
  ingested: IngestedFile,
  object: VerifiedObject,
  signal: AbortSignal,
) => Promise<ArtifactRecord>;

/** Opens an ingest in a folder of its own below `parent`. `commit` takes the finished file over. */
export async function openIngest(parent: string, commit: CommitFile): Promise<Ingest> {
  return guard(async () => {
    const folder = await mkdtemp(join(parent, 'ingest-'));
    const handle = await open(join(folder, 'object'), 'wx', 0o600);
    return new FileIngest(folder, handle, commit);
  });
}

class FileIngest implements Ingest {
  readonly #folder: string;
  readonly #handle: FileHandle;
  readonly #commit: CommitFile;
  #sizeBytes = 0;

  constructor(folder: string, handle: FileHandle, commit: CommitFile) {
    this.#folder = folder;
    this.#handle = handle;
    this.#commit = commit;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await guard(async () => {
      let written = 0;
      // One write may take only a part of the bytes; positions make a failed one harmless.
      while (written < bytes.length) {
        const { bytesWritten } = await this.#handle.write(
          bytes,
          written,
          bytes.length - written,
          this.#sizeBytes,
        );
        written += bytesWritten;
        this.#sizeBytes += bytesWritten;
      }
    });
  }

  async restart(): Promise<void> {
    await guard(() => this.#handle.truncate(0));
    this.#sizeBytes = 0;
  }

  async commit(object: VerifiedObject, signal: AbortSignal): Promise<ArtifactRecord> {
    const artifact = await guard(async () => {
      await this.#handle.sync();
      const ingested = {
        file: join(this.#folder, 'object'),
        folder: this.#folder,
        sizeBytes: this.#sizeBytes,
      };
      return this.#commit(ingested, object, signal);
    }, signal);
    await this.discard();
    return artifact;
  }

  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Turns failures of the file system into ours; an ended signal's reason stays what it is. */
async function guard<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw isGatewayError(error) ? error : toStorageError(error);
  }
}
