import type { HeaderReader } from './header-reader.js';
import { invalidFile } from './invalid-file.js';

/** A part of the file that holds one message. */
export interface MessageRange {
  readonly start: number;
  readonly end: number;
}

/** One field of a message; https://protobuf.dev/programming-guides/encoding. */
export interface Field {
  readonly number: number;
  /** Of a varint, as a signed number (exact up to 2^53); null for other wire types. */
  readonly value: number | null;
  /** Where the content of other wire types is; not read yet. */
  readonly range: MessageRange;
}

const MAX_VARINT_BYTES = 10;
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message one by one, their contents skipped. Throws FILE_INVALID where it is no message. */
export async function* fieldsOf(
  reader: HeaderReader,
  { start, end }: MessageRange,
): AsyncGenerator<Field, void> {
  let offset = start;
  while (offset < end) {
    const tag = await readVarint(reader, { start: offset, end });
    offset += tag.bytes;
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (tag.value < 8) throw damaged();
    if (wireType === 0) {
      const { value, bytes } = await readVarint(reader, { start: offset, end });
      yield { number, value, range: { start: offset, end: offset + bytes } };
      offset += bytes;
      continue;
    }
    let length = FIXED_BYTES[wireType];
    if (wireType === 2) {
      const prefix = await readVarint(reader, { start: offset, end });
      offset += prefix.bytes;
      length = prefix.value;
    }
    if (length === undefined || length < 0 || length > end - offset) throw damaged();
    yield { number, value: null, range: { start: offset, end: offset + length } };
    offset += length;
  }
}

/** A repeated number, which may come one by one or packed; at most `most` packed ones. */
export async function numbersOf(
  reader: HeaderReader,
  { value, range }: Field,
  most: number,
): Promise<readonly number[]> {
  if (value !== null) return [value];
  if (range.end - range.start > most * MAX_VARINT_BYTES) throw damaged();
  const numbers: number[] = [];
  for (let { start } = range; start < range.end;) {
    const next = await readVarint(reader, { start, end: range.end });
    numbers.push(next.value);
    start += next.bytes;
  }
  return numbers;
}

/** A text of at most `maxBytes`; what is longer is cut. */
export async function textOf(
  reader: HeaderReader,
  { range: { start, end } }: Field,
  maxBytes: number,
): Promise<string> {
  return (await reader.at(start, Math.min(end - start, maxBytes))).toString('utf8');
}

async function readVarint(
  reader: HeaderReader,
  { start, end }: MessageRange,
): Promise<{ readonly value: number; readonly bytes: number }> {
  const window = await reader.upTo(start, Math.min(MAX_VARINT_BYTES, end - start));
  let value = 0n;
  for (const [index, byte] of window.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: Number(BigInt.asIntN(64, value)), bytes: index + 1 };
  }
  throw damaged();
}

function damaged(): Error {
  return invalidFile('it is damaged or not ONNX');
}
