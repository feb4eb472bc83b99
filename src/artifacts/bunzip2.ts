import { Bzip2Block, crcOf } from './bzip2-block.js';
import type { ByteReader } from './byte-reader.js';
import { BitReader } from './bit-reader.js';

/**
 * More than a compressed block can take: 900,000 symbols of 20 bits, with its tables. The decoder works on a whole
 * block in memory.
 */
const MAX_BLOCK_BYTES = 2_400_000;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

/**
 * Decompresses bzip2, also several streams one after the other (as parallel compressors write them), a piece of a block at
 * a time. Compares the checksums of blocks and streams. Throws for damaged or cut input and for anything behind the end.
 */
export async function* bunzip2(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  while ((await reader.peek(1)).length > 0) {
    const header = (await reader.take(4)).toString('latin1');
    const level = /^BZh([1-9])$/u.exec(header)?.[1];
    if (level === undefined) throw new Error('There is something else than a bzip2 stream.');
    yield* readStream(reader, Number(level) * 100_000);
  }
}

/** Blocks begin at any bit, so the position inside a byte is carried from one to the next. */
async function* readStream(reader: ByteReader, blockBytes: number): AsyncGenerator<Uint8Array, void> {
  const block = new Bzip2Block(blockBytes);
  let bitOffset = 0;
  let streamCrc = 0;
  for (;;) {
    const bits = new BitReader(await reader.peek(MAX_BLOCK_BYTES), bitOffset);
    const magic = bits.read(24) * 2 ** 24 + bits.read(24);
    const crc = bits.read(32);
    if (magic === END_MAGIC) {
      if (crc !== streamCrc) throw new Error('A bzip2 stream is damaged.');
      reader.skip(Math.ceil(bits.position / 8));
      return;
    }
    if (magic !== BLOCK_MAGIC) throw new Error('A bzip2 block is damaged.');
    block.decode(bits);
    reader.skip(Math.floor(bits.position / 8));
    bitOffset = bits.position % 8;
    let blockCrc = 0xffffffff;
    for (const bytes of block.output()) {
      blockCrc = crcOf(bytes, blockCrc);
      yield bytes;
    }
    if (~blockCrc >>> 0 !== crc) throw new Error('A bzip2 block is damaged.');
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0;
  }
}
