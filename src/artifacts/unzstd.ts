import { Decompress } from 'fzstd';
import type { ByteReader } from './byte-reader.js';

/** Largest window that is allocated: what `zstd -d` allows without `--memory`. */
const MAX_WINDOW_BYTES = 128 * 2 ** 20;
const FRAME_MAGIC = 0xfd2fb528;
/** RFC 8878 §3.1.1.2.3; what a block takes, and what comes out of it. */
const MAX_BLOCK_BYTES = 128 * 2 ** 10;
/** Largest piece of a skippable frame that is held. */
const SKIP_BYTES = 64 * 2 ** 10;
const NO_BYTES = Buffer.alloc(0);

/**
 * Decompresses zstd frames (RFC 8878 §3.1) block by block, so that at most one block, 128 KiB, is produced at a time.
 * Content checksums are not compared. Throws for damaged or cut frames and for windows above {@link MAX_WINDOW_BYTES}.
 */
export async function* unzstd(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  while ((await reader.peek(1)).length > 0) {
    const magic = (await reader.take(4)).readUInt32LE();
    if (magic === FRAME_MAGIC) yield* readFrame(reader);
    else if (magic >>> 4 === 0x184d2a5) await skipFrame(reader);
    else throw new Error('There is something else than a zstd frame.');
  }
}

async function* readFrame(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const { header, hasChecksum } = await readFrameHeader(reader);
  const output: Uint8Array[] = [];
  const frame = new Decompress((bytes) => output.push(bytes));
  let before = header;
  for (let isLast = false; !isLast;) {
    const start = await reader.take(3);
    const bits = start.readUIntLE(0, 3);
    isLast = (bits & 1) === 1;
    if (bits >>> 3 > MAX_BLOCK_BYTES) throw new Error('A zstd block is too large.');
    // A block of one repeated byte (type 1) holds that byte alone.
    const body = await reader.take(((bits >>> 1) & 3) === 1 ? 1 : bits >>> 3);
    const checksum = isLast && hasChecksum ? await reader.take(4) : NO_BYTES;
    frame.push(Buffer.concat([before, start, body, checksum]), isLast);
    before = NO_BYTES;
    yield* output.splice(0);
  }
}

/** The header with its magic; RFC 8878 §3.1.1.1. */
async function readFrameHeader(
  reader: ByteReader,
): Promise<{ readonly header: Buffer; readonly hasChecksum: boolean }> {
  const descriptor = (await reader.peek(1)).at(0) ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const windowLength = isSingleSegment ? 0 : 1;
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const fields = await reader.take(1 + windowLength + dictionaryLength + sizeLength);
  const windowBytes = isSingleSegment
    ? contentBytes(fields.subarray(1 + dictionaryLength))
    : windowOf(fields[1] ?? 0);
  if (windowBytes > MAX_WINDOW_BYTES) throw new Error('The zstd window is too large.');
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(FRAME_MAGIC);
  return { header: Buffer.concat([magic, fields]), hasChecksum: (descriptor & 4) !== 0 };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentBytes(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

async function skipFrame(reader: ByteReader): Promise<void> {
  let remainingBytes = (await reader.take(4)).readUInt32LE();
  while (remainingBytes > 0) {
    const length = Math.min(remainingBytes, SKIP_BYTES);
    await reader.take(length);
    remainingBytes -= length;
  }
}
