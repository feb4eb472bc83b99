import type { JsonValue } from '../domain/common.js';
import type { InspectionRecord } from '../domain/inspection.js';
import { GatewayError } from '../errors/gateway-error.js';
import { CollectedTensors } from './collected-tensors.js';
import type { HeaderReader } from './header-reader.js';
import { invalidFile } from './invalid-file.js';
import { boundedText } from './metadata.js';

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
const MAGIC = Buffer.from('GGUF');
const MAX_TEXT_BYTES = 2 ** 20;
/** Of the length of a text. */
const LENGTH_BYTES = 8;
const MAX_PAIRS = 10_000;
const MAX_TENSORS = 100_000;
const MAX_DIMENSIONS = 8;
/** Elements of a list that are kept. */
const MAX_ELEMENTS = 16;

/** Names of `ggml_type`, each in its number's place; `-` where a type was removed. */
const TENSOR_TYPES = (
  'F32 F16 Q4_0 Q4_1 - - Q5_0 Q5_1 Q8_0 Q8_1 Q2_K Q3_K Q4_K Q5_K Q6_K Q8_K IQ2_XXS IQ2_XS IQ3_XXS IQ1_S IQ4_NL ' +
  'IQ3_S IQ2_S IQ4_XS I8 I16 I32 I64 F64 IQ1_M BF16 - - - TQ1_0 TQ2_0 - - - MXFP4'
).split(' ');

/** A value type of fixed size. */
interface Scalar {
  readonly bytes: number;
  read(bytes: Buffer): JsonValue;
}

/** `gguf_metadata_value_type` by number; 8 is a text, 9 a list. */
const SCALARS: Readonly<Record<number, Scalar>> = {
  0: { bytes: 1, read: (bytes) => bytes.readUInt8() },
  1: { bytes: 1, read: (bytes) => bytes.readInt8() },
  2: { bytes: 2, read: (bytes) => bytes.readUInt16LE() },
  3: { bytes: 2, read: (bytes) => bytes.readInt16LE() },
  4: { bytes: 4, read: (bytes) => bytes.readUInt32LE() },
  5: { bytes: 4, read: (bytes) => bytes.readInt32LE() },
  6: { bytes: 4, read: (bytes) => finite(bytes.readFloatLE()) },
  7: { bytes: 1, read: (bytes) => bytes.readUInt8() !== 0 },
  10: { bytes: 8, read: (bytes) => exact(bytes.readBigUInt64LE()) },
  11: { bytes: 8, read: (bytes) => exact(bytes.readBigInt64LE()) },
  12: { bytes: 8, read: (bytes) => finite(bytes.readDoubleLE()) },
};
const TEXT = 8;
const LIST = 9;

/** Whether a file that begins so is GGUF. */
export function isGguf(start: Buffer): boolean {
  return start.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Reads header, key-value pairs and tensor infos of a GGUF file of version 2 or 3, little-endian. */
export async function inspectGguf(reader: HeaderReader): Promise<InspectionRecord> {
  const cursor = new GgufCursor(reader, MAGIC.length);
  const version = await cursor.uint32();
  if (version !== 2 && version !== 3) {
    throw new GatewayError(
      'UNSUPPORTED',
      'This is a GGUF file of a version or byte order that cannot be inspected; 2 and 3, little-endian, can.',
    );
  }
  const tensorCount = await cursor.count(MAX_TENSORS);
  const pairCount = await cursor.count(MAX_PAIRS);
  const pairs: [string, JsonValue][] = [];
  for (let index = 0; index < pairCount; index += 1) {
    pairs.push([await cursor.text(), await readValue(cursor, await cursor.uint32())]);
  }
  const tensors = new CollectedTensors();
  for (let index = 0; index < tensorCount; index += 1) {
    const name = await cursor.text();
    const shape: number[] = [];
    const dimensions = await cursor.uint32();
    if (dimensions > MAX_DIMENSIONS) throw invalidFile('it has a tensor with too many dimensions');
    while (shape.length < dimensions) shape.push(await cursor.count(Number.MAX_SAFE_INTEGER));
    const type = await cursor.uint32();
    // Where its data is.
    cursor.skip(8);
    tensors.add({ name, dtype: tensorType(type), shape });
  }
  return {
    format: 'GGUF',
    member: null,
    tensors: tensors.listed,
    tensorCount: tensors.count,
    parameterCount: tensors.parameters,
    inputs: [],
    outputs: [],
    metadata: Object.fromEntries([['gguf.version', version], ...pairs]),
  };
}

async function readValue(cursor: GgufCursor, type: number): Promise<JsonValue> {
  if (type === TEXT) return cursor.text();
  if (type === LIST) return readList(cursor);
  const scalar = SCALARS[type];
  if (scalar === undefined) throw invalidFile('it has a value of an unknown type');
  return scalar.read(await cursor.take(scalar.bytes));
}

/** A short list as it is; of a long one its first elements and its length. Lists of lists do not occur. */
async function readList(cursor: GgufCursor): Promise<JsonValue> {
  const type = await cursor.uint32();
  const length = await cursor.count(Number.MAX_SAFE_INTEGER);
  const scalar = SCALARS[type];
  if (scalar === undefined && type !== TEXT) throw invalidFile('it has a list of an unknown type');
  const elements: JsonValue[] = [];
  while (elements.length < Math.min(length, MAX_ELEMENTS)) elements.push(await readValue(cursor, type));
  const rest = length - elements.length;
  if (scalar === undefined) await cursor.skipTexts(rest);
  else cursor.skip(rest * scalar.bytes);
  return rest === 0 ? elements : { length, first: elements };
}

/** Reads one thing after the other. */
class GgufCursor {
  readonly #reader: HeaderReader;
  #offset: number;

  constructor(reader: HeaderReader, offset: number) {
    this.#reader = reader;
    this.#offset = offset;
  }

  async take(length: number): Promise<Buffer> {
    const bytes = await this.#reader.at(this.#offset, length);
    this.#offset += length;
    return bytes;
  }

  skip(length: number): void {
    this.#offset += length;
    if (!Number.isSafeInteger(this.#offset)) throw invalidFile('it has a list of impossible length');
  }

  async uint32(): Promise<number> {
    return (await this.take(4)).readUInt32LE();
  }

  /** A 64-bit number that is at most `most`. */
  async count(most: number): Promise<number> {
    const value = (await this.take(8)).readBigUInt64LE();
    if (value > BigInt(most)) throw tooMany();
    return Number(value);
  }

  async text(): Promise<string> {
    return boundedText((await this.take(await this.count(MAX_TEXT_BYTES))).toString('utf8'));
  }

  /** Vocabularies have hundreds of thousands of texts: what is here already is skipped without waiting for each. */
  async skipTexts(count: number): Promise<void> {
    let remaining = count;
    while (remaining > 0) {
      await this.#reader.at(this.#offset, LENGTH_BYTES);
      const ready = this.#reader.ready(this.#offset);
      let skipped = 0;
      while (remaining > 0 && skipped + LENGTH_BYTES <= ready.length) {
        const length = ready.readUInt32LE(skipped);
        if (length > MAX_TEXT_BYTES || ready.readUInt32LE(skipped + 4) > 0) throw tooMany();
        skipped += LENGTH_BYTES + length;
        remaining -= 1;
      }
      this.skip(skipped);
    }
  }
}

function tooMany(): Error {
  return invalidFile('it counts more things than a file can hold');
}

/** JSON knows no NaN and no infinity. */
function finite(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}

/** A number where it is exact, else its digits. */
function exact(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function tensorType(number: number): string {
  const name = TENSOR_TYPES[number] ?? '-';
  return name === '-' ? `TYPE_${number}` : name;
}
