import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract } from 'tar-stream';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { detectArchiveForm } from './archive-form.js';
import { memberPath } from './member-path.js';
import { toStorageError } from './storage-error.js';

/** Most members, directories included. */
const MAX_ENTRIES = 10_000;
/** Most bytes of all members together. */
const MAX_TOTAL_BYTES = 512 * 2 ** 30;
/** Most unpacked bytes per byte of the archive. Weights hardly compress; a bomb does by a thousand. */
const MAX_RATIO = 100;
/** Below this total the ratio is not looked at: a small archive of text may compress well. */
const RATIO_FLOOR_BYTES = 16 * 2 ** 20;

type Entry = Extract extends AsyncIterable<infer Element> ? Element : never;

/** One regular file out of an archive, now in a file of our own. */
export interface UnpackedMember {
  /** As the archive names it, without a leading `./`. A label. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Where it is on disk: in the given folder, named by its position. */
  readonly file: string;
}

/**
 * Takes the regular files out of a tar (plain or gzip) into `folder`, under names of our own. Throws ARCHIVE_INVALID for
 * another form, a damaged archive, and members that a well-meant archive does not have (links, devices, paths that lead
 * out, the same path twice, too many, too much); STORAGE_FULL; the signal's reason.
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  signal: AbortSignal,
): Promise<readonly UnpackedMember[]> {
  const form = await detectArchiveForm(archive);
  const { size } = await stat(archive);
  const limitBytes = Math.min(MAX_TOTAL_BYTES, Math.max(RATIO_FLOOR_BYTES, size * MAX_RATIO));
  const tar = extract();
  const source = createReadStream(archive);
  const feeding =
    form === 'gzip'
      ? pipeline(source, createGunzip(), boundedTo(limitBytes), tar, { signal })
      : pipeline(source, tar, { signal });
  const [taking] = await Promise.allSettled([takeMembers(tar, folder, limitBytes), feeding]);
  signal.throwIfAborted();
  if (taking.status === 'rejected') throw toUnpackError(taking.reason);
  if (taking.value.length === 0) throw invalid('it holds no files');
  return taking.value;
}

/** Passes on at most so many bytes: what a bomb holds need not stand in its files. */
function boundedTo(limitBytes: number) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let passedBytes = 0;
    for await (const chunk of source) {
      passedBytes += chunk.length;
      if (passedBytes > limitBytes) throw outOfProportion();
      yield chunk;
    }
  };
}

async function takeMembers(tar: Extract, folder: string, limitBytes: number): Promise<UnpackedMember[]> {
  const members: UnpackedMember[] = [];
  const paths = new Set<string>();
  let entries = 0;
  let remainingBytes = limitBytes;
  for await (const entry of tar) {
    entries += 1;
    if (entries > MAX_ENTRIES) throw invalid(`it has more than ${MAX_ENTRIES} entries`);
    const path = acceptEntry(entry, remainingBytes);
    if (path === null) {
      entry.resume();
      continue;
    }
    if (paths.has(path)) throw invalid(`it holds ${JSON.stringify(path)} twice`);
    paths.add(path);
    const member = await writeMember(entry, path, join(folder, String(members.length)));
    members.push(member);
    remainingBytes -= member.sizeBytes;
  }
  return members;
}

/** The path of a regular file; null for a directory. Throws for everything else. */
function acceptEntry(entry: Entry, remainingBytes: number): string | null {
  const { name, type, size } = entry.header;
  const path = memberPath(name);
  if (path === null) throw invalid('it holds a path that leads out of it');
  if (type === 'directory') return null;
  if (path === '') throw invalid('it holds a file without a name');
  if (type !== 'file' && type !== 'contiguous-file') {
    throw invalid(`it holds ${JSON.stringify(path)}, which is not a regular file`);
  }
  // The announced size is exact: the reader gives neither more nor fewer bytes than it.
  if ((size ?? 0) > remainingBytes) throw outOfProportion();
  return path;
}

async function writeMember(entry: Entry, path: string, file: string): Promise<UnpackedMember> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600).catch((error: unknown) => {
    throw toStorageError(error);
  });
  let sizeBytes = 0;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tar-stream gives Buffers; its types do not say so
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await handle.writeFile(chunk).catch((error: unknown) => {
        throw toStorageError(error);
      });
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { path, sizeBytes, sha256: hash.digest('hex'), file };
}

function toUnpackError(error: unknown): GatewayError {
  return isGatewayError(error) ? error : invalid('it is damaged or not a tar', error);
}

function outOfProportion(): GatewayError {
  return invalid('its contents are out of proportion to its size');
}

function invalid(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('ARCHIVE_INVALID', `The archive cannot be unpacked: ${reason}.`, { cause });
}
