import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { mismatch, type FileOfArtifact, type OpenFile } from './artifact-files.js';
import { pause } from './abort.js';
import type { ModelgateClient } from './create-client.js';
import { ModelgateError, networkError } from './errors.js';

const TRIES = 5;
const FIRST_PAUSE_MS = 250;

/** How far saving is; `receivedBytes` counts what an earlier try left, too. */
export interface SaveProgress {
  readonly path: string;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/** What can be said about saving. */
export interface SaveOptions {
  readonly signal?: AbortSignal;
  /** Told of each piece that was written. */
  readonly onProgress?: (progress: SaveProgress) => void;
}

/**
 * Saves an artifact's files, compared with their SHA-256, and gives their places. An artifact of one file becomes the
 * file `target`, or a file of its own name when `target` is a folder; one of several becomes a folder `target`.
 *
 * What is not complete is in `<file>.part`; a later call goes on from there. A file appears under its name only when
 * it is whole and right. Rejects with `INTEGRITY_MISMATCH` when it is not, and leaves nothing then.
 */
export async function saveArtifact(
  client: Pick<ModelgateClient, 'openFile'>,
  artifact: { readonly files: readonly FileOfArtifact[] },
  target: string,
  options: SaveOptions = {},
): Promise<readonly string[]> {
  const places = await placesOf(artifact.files, target);
  const saved: string[] = [];
  for (const { file, place } of places) {
    await mkdir(dirname(place), { recursive: true });
    await saveFile(client, file, place, options);
    saved.push(place);
  }
  return saved;
}

async function placesOf(files: readonly FileOfArtifact[], target: string) {
  const [first] = files;
  if (files.length === 1 && first !== undefined) {
    const isFolder = target.endsWith('/') || target.endsWith(sep) || (await isDirectory(target));
    return [{ file: first, place: resolve(isFolder ? join(target, basename(first.path)) : target) }];
  }
  return files.map((file) => ({ file, place: placeInside(resolve(target), file.path) }));
}

/** A path inside a folder. The gateway has refused others already, but a file system deserves a second look. */
function placeInside(folder: string, path: string): string {
  const place = resolve(folder, path);
  if (place.startsWith(folder + sep)) return place;
  throw new ModelgateError('ARCHIVE_INVALID', `The artifact names a file outside the target folder: ${path}`);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function saveFile(
  client: Pick<ModelgateClient, 'openFile'>,
  file: FileOfArtifact,
  place: string,
  options: SaveOptions,
): Promise<void> {
  const part = `${place}.part`;
  const signal = options.signal ?? new AbortController().signal;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const digest = await appendRest(client, file, part, { ...options, signal });
      if (digest !== file.sha256) {
        await rm(part);
        throw mismatch(file, digest);
      }
      await rename(part, place);
      return;
    } catch (error) {
      const isLost = error instanceof ModelgateError && error.code === 'NETWORK' && error.retryable;
      if (!isLost || attempt === TRIES) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
    }
  }
}

/** Brings a partial file to its end; gives the SHA-256 of the whole. */
async function appendRest(
  client: Pick<ModelgateClient, 'openFile'>,
  file: FileOfArtifact,
  part: string,
  { signal, onProgress }: SaveOptions & { readonly signal: AbortSignal },
): Promise<string> {
  const report = (receivedBytes: number) =>
    onProgress?.({ path: file.path, receivedBytes, totalBytes: file.sizeBytes });
  const handle = await open(part, 'a');
  try {
    let hash = createHash('sha256');
    let size = (await handle.stat()).size;
    if (size > file.sizeBytes) {
      await handle.truncate(0);
      size = 0;
    }
    await hashFile(part, size, hash);
    report(size);
    if (size < file.sizeBytes) {
      const opened = await client.openFile(file, { offset: size, signal });
      if (opened.offset !== size) {
        await handle.truncate(0);
        [hash, size] = [createHash('sha256'), 0];
      }
      for await (const chunk of chunksOf(opened, signal)) {
        await handle.writeFile(chunk);
        hash.update(chunk);
        size += chunk.byteLength;
        report(size);
      }
      if (size < file.sizeBytes) throw networkError(`${file.path} broke off after ${size} bytes.`);
    }
    await handle.sync();
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

async function hashFile(path: string, size: number, hash: Hash): Promise<void> {
  if (size === 0) return;
  for await (const chunk of createReadStream(path, { end: size - 1 })) hash.update(chunk);
}

async function* chunksOf(
  { body }: OpenFile,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    signal.throwIfAborted();
    throw networkError('The connection broke off.', error);
  }
}
