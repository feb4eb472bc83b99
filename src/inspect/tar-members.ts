import type { ByteSource } from './byte-source.js';
import type { HeaderReader } from './header-reader.js';
import { invalidFile } from './invalid-file.js';

const BLOCK_BYTES = 512;
const MAX_ENTRIES = 1_000;
/** Longest name that an extra header may carry. */
const MAX_NAME_BYTES = 64 * 2 ** 10;
const MAGIC = 'ustar';

/** A regular file inside a plain tar. */
export interface TarMember {
  readonly path: string;
  readonly start: number;
  readonly sizeBytes: number;
}

/** Whether a file that begins so is a plain tar (POSIX.1-1988 ustar and everything behind it). */
export function isTar(start: Buffer): boolean {
  return start.toString('latin1', 257, 257 + MAGIC.length) === MAGIC;
}

/** The regular files of a plain tar, found by their headers alone. Throws FILE_INVALID where a header is damaged. */
export async function* membersOfTar(reader: HeaderReader): AsyncGenerator<TarMember, void> {
  let offset = 0;
  let longName: string | null = null;
  let paxSize: number | null = null;
  for (let entries = 0; entries < MAX_ENTRIES; entries += 1) {
    const header = await reader.upTo(offset, BLOCK_BYTES);
    if (header.length < BLOCK_BYTES || header[0] === 0) return;
    if (!isTar(header)) throw invalidFile('it is a damaged tar');
    const type = header.toString('latin1', 156, 157);
    const start = offset + BLOCK_BYTES;
    const sizeBytes: number = paxSize ?? sizeOf(header);
    const isExtra = type === 'L' || type === 'x';
    if (isExtra && sizeBytes > MAX_NAME_BYTES) throw invalidFile('it is a damaged tar');
    const extra = isExtra ? (await reader.at(start, sizeBytes)).toString('utf8') : '';
    if (type === 'L') longName = cString(extra);
    else if (type === 'x') {
      longName = paxRecord(extra, 'path') ?? longName;
      paxSize = toSize(paxRecord(extra, 'size'));
    } else {
      if (type === '0' || type === '\0') yield { path: longName ?? nameOf(header), start, sizeBytes };
      longName = null;
      paxSize = null;
    }
    offset = start + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
}

/** A part of a source as a source. */
export function partOf(source: ByteSource, { start, sizeBytes }: TarMember): ByteSource {
  return {
    sizeBytes,
    read: (offset, length) => source.read(start + offset, Math.min(length, sizeBytes - offset)),
  };
}

function nameOf(header: Buffer): string {
  const name = cString(header.toString('utf8', 0, 100));
  const prefix = cString(header.toString('utf8', 345, 500));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal digits, or a binary number where the first bit is set (GNU, for 8 GiB and more). */
function sizeOf(header: Buffer): number {
  const isBinary = ((header[124] ?? 0) & 0x80) !== 0;
  const digits = header.toString('latin1', 124, 136).replaceAll(/[\0 ]/gu, '');
  const size = isBinary ? Number(header.readBigUInt64BE(128)) : Number.parseInt(digits || '0', 8);
  if (!Number.isSafeInteger(size) || size < 0) throw invalidFile('it is a damaged tar');
  return size;
}

function toSize(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/u.test(text) ? Number(text) : null;
}

/** A record of a PAX header: `length key=value\n`. */
function paxRecord(text: string, key: string): string | null {
  return new RegExp(`^\\d+ ${key}=(.*)$`, 'mu').exec(text)?.[1] ?? null;
}

function cString(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
