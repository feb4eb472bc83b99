import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import type { DownloadFileRecord } from '../domain/download.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { ByteReader } from './byte-reader.js';
import { DamagedArchiveError } from './damaged-archive-error.js';
import { decompress } from './decompress.js';
import { memberPath } from './member-path.js';
import { toStorageError } from './storage-error.js';

/** Most members, directories included. */
const MAX_ENTRIES = 10_000;
/** Most bytes of the tar, which are those of all members with their headers. */
const MAX_TOTAL_BYTES = 512 * 2 ** 30;
/** Most bytes of one member. */
const MAX_MEMBER_BYTES = 256 * 2 ** 30;
/** Most bytes of the tar per byte of the archive that has been read. Weights hardly compress; a bomb does by a thousand. */
const MAX_RATIO = 100;
/** Below this total the ratio is not looked at: a small archive of text may compress well. */
const RATIO_FLOOR_BYTES = 16 * 2 ** 20;
/** A member is made durable in steps of so much, so that little is left to do at its end. */
const SYNC_EVERY_BYTES = 64 * 2 ** 20;
/** Records of a PAX header by which GNU tar tells that a file has holes. */
const SPARSE_RECORD = /^GNU\.sparse\./u;

type Entry = Extract extends AsyncIterable<infer Element> ? Element : never;

/** One regular file out of an archive, now in a file of our own. */
export interface UnpackedMember {
  /** As the archive names it, without a leading `./`. A label. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Where it is on disk: in a private folder, named by its position. Synced. */
  readonly file: string;
}

/** What {@link unpackStream} tells while it works. */
export interface UnpackStreamHooks {
  /** A member begins, has more bytes on disk, or is whole. `readBytes`: how much of the archive has been read. */
  onMember(member: DownloadFileRecord, readBytes: number): void;
  /** It has failed: `bytes` must end, with this error, also where they wait for more. */
  onFailure(error: Error): void;
}

/**
 * Takes the regular files out of a tar, plain or compressed with gzip, bzip2, xz or zstd, into `folder`, under names of our
 * own. The archive is read once and no faster than the disk takes what comes out. Throws ARCHIVE_INVALID for another form, for
 * what a well-meant archive does not have (links, devices, sparse files, paths that lead out, the same path twice, too
 * many members, too much in all or in one), and as {@link DamagedArchiveError} for what makes no sense; STORAGE_FULL; a
 * GatewayError of `bytes`. What has been written by then stays in `folder`.
 */
export async function unpackStream(
  bytes: AsyncIterable<Uint8Array>,
  folder: string,
  hooks: UnpackStreamHooks,
): Promise<readonly UnpackedMember[]> {
  const reader = new ByteReader(bytes);
  const tar = extract();
  const tell = (member: DownloadFileRecord): void => hooks.onMember(member, reader.consumedBytes);
  const giveUp = (error: Error): never => {
    hooks.onFailure(error);
    throw error;
  };
  const feeding = pipeline(bounded(decompress(reader), reader), tar).catch(giveUp);
  const [taken, fed] = await Promise.allSettled([takeMembers(tar, folder, tell).catch(giveUp), feeding]);
  await reader.close();
  // A failure of the source ends the tar, too; the source's own words are the better ones.
  const failures = [fed, taken].filter((result) => result.status === 'rejected');
  const known = failures.find(({ reason }) => isGatewayError(reason));
  if (known !== undefined) throw known.reason;
  if (taken.status === 'rejected') throw new DamagedArchiveError(taken.reason);
  if (fed.status === 'rejected') throw new DamagedArchiveError(fed.reason);
  if (taken.value.length === 0) throw refusal('it holds no files');
  return taken.value;
}

/** The tar's bytes, as long as they are in proportion to the archive's. */
async function* bounded(
  tar: AsyncIterable<Uint8Array>,
  reader: ByteReader,
): AsyncGenerator<Uint8Array, void> {
  let tarBytes = 0;
  for await (const chunk of tar) {
    tarBytes += chunk.byteLength;
    const limit = Math.max(RATIO_FLOOR_BYTES, reader.consumedBytes * MAX_RATIO);
    if (tarBytes > Math.min(MAX_TOTAL_BYTES, limit)) {
      throw refusal('its contents are out of proportion to its size');
    }
    yield chunk;
  }
}

type Tell = (member: DownloadFileRecord) => void;

async function takeMembers(tar: Extract, folder: string, tell: Tell): Promise<UnpackedMember[]> {
  const members: UnpackedMember[] = [];
  const paths = new Set<string>();
  let entries = 0;
  for await (const entry of tar) {
    entries += 1;
    if (entries > MAX_ENTRIES) throw refusal(`it has more than ${MAX_ENTRIES} entries`);
    const path = acceptEntry(entry);
    if (path === null) {
      entry.resume();
      continue;
    }
    if (paths.has(path)) throw refusal(`it holds ${JSON.stringify(path)} twice`);
    paths.add(path);
    members.push(await writeMember(entry, path, join(folder, String(members.length)), tell));
  }
  return members;
}

/** The path of a regular file; null for a directory. Throws for everything else. */
function acceptEntry(entry: Entry): string | null {
  const { name, type, size, pax } = entry.header;
  const path = memberPath(name);
  if (path === null) throw refusal('it holds a path that leads out of it');
  if (type === 'directory') return null;
  if (path === '') throw refusal('it holds a file without a name');
  const isSparse = Object.keys(pax ?? {}).some((record) => SPARSE_RECORD.test(record));
  if ((type !== 'file' && type !== 'contiguous-file') || isSparse) {
    throw refusal(`it holds ${JSON.stringify(path)}, which is not a regular file`);
  }
  // The announced size is exact: the reader gives neither more nor fewer bytes than it.
  if ((size ?? 0) > MAX_MEMBER_BYTES) throw refusal(`it holds ${JSON.stringify(path)}, which is too large`);
  return path;
}

async function writeMember(entry: Entry, path: string, file: string, tell: Tell): Promise<UnpackedMember> {
  const sizeBytes = entry.header.size ?? 0;
  const hash = createHash('sha256');
  const handle = await orStorageError(open(file, 'wx', 0o600));
  let receivedBytes = 0;
  let unsyncedBytes = 0;
  try {
    tell({ path, sizeBytes, receivedBytes });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tar-stream gives Buffers; its types do not say so
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk);
      await orStorageError(handle.writeFile(chunk));
      receivedBytes += chunk.length;
      unsyncedBytes += chunk.length;
      if (unsyncedBytes >= SYNC_EVERY_BYTES) {
        await orStorageError(handle.datasync());
        unsyncedBytes = 0;
      }
      tell({ path, sizeBytes, receivedBytes });
    }
    await orStorageError(handle.sync());
  } finally {
    await handle.close();
  }
  return { path, sizeBytes: receivedBytes, sha256: hash.digest('hex'), file };
}

async function orStorageError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toStorageError(error);
  }
}

function refusal(reason: string): GatewayError {
  return new GatewayError('ARCHIVE_INVALID', `The archive cannot be unpacked: ${reason}.`);
}
