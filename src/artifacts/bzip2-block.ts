import type { BitReader } from './bit-reader.js';

const MAX_CODE_BITS = 20;
/** Symbols that one selected table decodes. */
const GROUP_SYMBOLS = 50;
const OUTPUT_BYTES = 64 * 2 ** 10;
/** Equal bytes behind which a byte tells how many more follow. */
const RUN_BYTES = 4;
const CRC_TABLE = makeCrcTable();

/** A canonical Huffman code: by length the greatest code and the place of its first symbol. */
interface HuffmanTable {
  readonly symbols: Uint16Array;
  /** Greatest code of each length; -1 where a length has none. */
  readonly limits: Int32Array;
  /** What to subtract from a code of each length to get the index of its symbol. */
  readonly bases: Int32Array;
}

/** One block of bzip2: Huffman codes over move-to-front over a Burrows-Wheeler transform over run lengths. Reusable. */
export class Bzip2Block {
  readonly #blockBytes: number;
  /** In the low 8 bits the bytes of the transform, above them where each one's successor is. */
  readonly #links: Uint32Array;
  #length = 0;
  #origin = 0;

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
    this.#links = new Uint32Array(blockBytes);
  }

  /** Reads a block behind its checksum. Throws when it is damaged. */
  decode(bits: BitReader): void {
    if (bits.read(1) === 1) throw new Error('The bzip2 block is of an obsolete kind.');
    this.#origin = bits.read(24);
    const alphabet = readAlphabet(bits);
    const tableCount = bits.read(3);
    if (tableCount < 2 || tableCount > 6) throw damaged();
    const selectors = readSelectors(bits, tableCount);
    const tables = Array.from({ length: tableCount }, () => readTable(bits, alphabet.length + 2));
    const counts = this.#readBytes(bits, alphabet, () => {
      const table = tables[selectors.next().value ?? -1];
      if (table === undefined) throw damaged();
      return table;
    });
    if (this.#origin >= this.#length) throw damaged();
    this.#link(counts);
  }

  /** Undoes move-to-front and the run lengths of zeros; gives how often each byte is there. */
  #readBytes(bits: BitReader, alphabet: Uint8Array, nextTable: () => HuffmanTable): Uint32Array {
    const links = this.#links;
    const counts = new Uint32Array(256);
    const order = Uint8Array.from(alphabet);
    const endSymbol = alphabet.length + 1;
    let length = 0;
    let runLength = 0;
    let runUnit = 1;
    let table = nextTable();
    for (let read = 0; ; read += 1) {
      if (read > 0 && read % GROUP_SYMBOLS === 0) table = nextTable();
      const symbol = readSymbol(bits, table);
      if (symbol <= 1) {
        runLength += runUnit << symbol;
        runUnit <<= 1;
        if (runLength > this.#blockBytes) throw damaged();
        continue;
      }
      const first = order[0] ?? 0;
      if (length + runLength > this.#blockBytes) throw damaged();
      links.fill(first, length, length + runLength);
      counts[first] = (counts[first] ?? 0) + runLength;
      length += runLength;
      runLength = 0;
      runUnit = 1;
      if (symbol === endSymbol) break;
      if (length === this.#blockBytes) throw damaged();
      const byte = order[symbol - 1] ?? 0;
      order.copyWithin(1, 0, symbol - 1);
      order[0] = byte;
      links[length] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
      length += 1;
    }
    this.#length = length;
    return counts;
  }

  /** Prepares the way back through the Burrows-Wheeler transform. */
  #link(counts: Uint32Array): void {
    const links = this.#links;
    const places = new Uint32Array(256);
    for (let byte = 1; byte < 256; byte += 1) {
      places[byte] = (places[byte - 1] ?? 0) + (counts[byte - 1] ?? 0);
    }
    for (let index = 0; index < this.#length; index += 1) {
      const byte = (links[index] ?? 0) & 0xff;
      const place = places[byte] ?? 0;
      links[place] = (links[place] ?? 0) | (index << 8);
      places[byte] = place + 1;
    }
  }

  /** What the block holds, in pieces. A block of 900,000 bytes may hold 46 MB. */
  *output(): Generator<Uint8Array, void> {
    const links = this.#links;
    let chunk = Buffer.allocUnsafe(OUTPUT_BYTES);
    let filled = 0;
    let position = (links[this.#origin] ?? 0) >>> 8;
    let previous = -1;
    let equal = 0;
    for (let index = 0; index < this.#length; index += 1) {
      const link = links[position] ?? 0;
      const byte = link & 0xff;
      position = link >>> 8;
      const isCount = equal === RUN_BYTES;
      const copies = isCount ? byte : 1;
      if (filled + copies > OUTPUT_BYTES) {
        yield chunk.subarray(0, filled);
        chunk = Buffer.allocUnsafe(OUTPUT_BYTES);
        filled = 0;
      }
      if (isCount) {
        chunk.fill(previous, filled, filled + copies);
        equal = 0;
        previous = -1;
      } else {
        chunk[filled] = byte;
        equal = byte === previous ? equal + 1 : 1;
        previous = byte;
      }
      filled += copies;
    }
    yield chunk.subarray(0, filled);
  }
}

/** The checksum of bzip2 continued over `bytes`; it begins with all bits set and ends inverted. */
export function crcOf(bytes: Uint8Array, crc: number): number {
  let value = crc;
  for (const byte of bytes) value = (value << 8) ^ (CRC_TABLE[(value >>> 24) ^ byte] ?? 0);
  return value >>> 0;
}

function makeCrcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index << 24;
    for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
    return value >>> 0;
  });
}

/** The bytes that occur: 16 bits tell which sixteenths are used, 16 bits for each of those which bytes. */
function readAlphabet(bits: BitReader): Uint8Array {
  const sixteenths = bits.read(16);
  const bytes: number[] = [];
  for (let high = 0; high < 16; high += 1) {
    const used = (sixteenths & (0x8000 >>> high)) === 0 ? 0 : bits.read(16);
    for (let low = 0; low < 16; low += 1) {
      if ((used & (0x8000 >>> low)) !== 0) bytes.push(high * 16 + low);
    }
  }
  if (bytes.length === 0) throw damaged();
  return Uint8Array.from(bytes);
}

/** Which table decodes each group of symbols; in the stream as move-to-front positions in unary. */
function readSelectors(bits: BitReader, tableCount: number): Iterator<number, undefined> {
  const count = bits.read(15);
  const order = Array.from({ length: tableCount }, (_, index) => index);
  const selectors = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    let place = 0;
    while (bits.read(1) === 1) place += 1;
    const [table] = order.splice(place, 1);
    if (table === undefined) throw damaged();
    order.unshift(table);
    selectors[index] = table;
  }
  return selectors.values();
}

/** Lengths of the codes of all symbols, each told by its difference to the one before. */
function readTable(bits: BitReader, symbolCount: number): HuffmanTable {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > MAX_CODE_BITS) throw damaged();
    lengths[symbol] = length;
  }
  const symbols: number[] = [];
  const limits = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  const bases = new Int32Array(MAX_CODE_BITS + 1);
  let code = 0;
  for (let size = 1; size <= MAX_CODE_BITS; size += 1) {
    code <<= 1;
    bases[size] = code - symbols.length;
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      if (lengths[symbol] === size) {
        symbols.push(symbol);
        limits[size] = code;
        code += 1;
      }
    }
  }
  return { symbols: Uint16Array.from(symbols), limits, bases };
}

function readSymbol(bits: BitReader, { symbols, limits, bases }: HuffmanTable): number {
  let code = 0;
  for (let size = 1; size <= MAX_CODE_BITS; size += 1) {
    code = (code << 1) | bits.read(1);
    if (code > (limits[size] ?? -1)) continue;
    const symbol = symbols[code - (bases[size] ?? 0)];
    if (symbol === undefined) break;
    return symbol;
  }
  throw damaged();
}

function damaged(): Error {
  return new Error('A bzip2 block is damaged.');
}
