import * as z from 'zod';
import type { InspectionRecord } from '../domain/inspection.js';
import { CollectedTensors, elementsOf } from './collected-tensors.js';
import { headerTooLarge, type HeaderReader } from './header-reader.js';
import { invalidFile } from './invalid-file.js';
import { boundedText } from './metadata.js';

/** What the format allows; https://github.com/huggingface/safetensors#format. */
const MAX_HEADER_BYTES = 100_000_000;
/** What is parsed in place; JSON is parsed in one go, while others wait. Enough for 40,000 tensors. */
const MAX_PARSED_BYTES = 4 * 2 ** 20;
const LENGTH_BYTES = 8;
const MAX_METADATA = 200;

/** Bytes of an element by type. A type that is not here is newer than this list and is not checked. */
const ELEMENT_BYTES = new Map(
  Object.entries({
    8: 'F64 I64 U64 C64',
    4: 'F32 I32 U32',
    2: 'F16 BF16 I16 U16',
    1: 'F8_E4M3 F8_E5M2 I8 U8 BOOL',
  }).flatMap(([bytes, types]) => types.split(' ').map((type) => [type, Number(bytes)] as const)),
);

const natural = z.number().int().nonnegative();
const tensorSchema = z.object({
  dtype: z.string().max(32),
  shape: z.array(natural).max(64),
  data_offsets: z.tuple([natural, natural]),
});
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(tensorSchema);

type StoredTensor = z.infer<typeof tensorSchema>;

/** Whether a file that begins so is safetensors: a plausible length, then JSON. */
export function isSafetensors(start: Buffer): boolean {
  if (start.length <= LENGTH_BYTES || start[LENGTH_BYTES] !== 0x7b) return false;
  const length = start.readBigUInt64LE();
  return length >= 2n && length <= BigInt(MAX_HEADER_BYTES);
}

/** Reads the header of a safetensors file and checks that its tensors lie inside of the file and are as long as their shape. */
export async function inspectSafetensors(reader: HeaderReader): Promise<InspectionRecord> {
  const length = Number((await reader.at(0, LENGTH_BYTES)).readBigUInt64LE());
  if (length > MAX_PARSED_BYTES) throw headerTooLarge();
  const header = parseHeader(await reader.at(LENGTH_BYTES, length));
  const { __metadata__: metadata = {}, ...stored } = header;
  const dataBytes = reader.sizeBytes === null ? null : reader.sizeBytes - LENGTH_BYTES - length;
  const tensors = new CollectedTensors();
  for (const [name, tensor] of Object.entries(stored)) {
    checkPlace(tensor, dataBytes);
    tensors.add({ name, dtype: tensor.dtype, shape: tensor.shape });
  }
  return {
    format: 'SAFETENSORS',
    member: null,
    tensors: tensors.listed,
    tensorCount: tensors.count,
    parameterCount: tensors.parameters,
    inputs: [],
    outputs: [],
    metadata: Object.fromEntries(
      Object.entries(metadata)
        .slice(0, MAX_METADATA)
        .map(([key, text]) => [boundedText(key), boundedText(text)]),
    ),
  };
}

function parseHeader(
  bytes: Buffer,
): Record<string, StoredTensor> & { __metadata__?: Record<string, string> } {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw invalidFile('its header is not JSON', error);
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) throw invalidFile('its header does not describe tensors', parsed.error);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the schema says; its type cannot tell the two kinds of keys apart
  return parsed.data as ReturnType<typeof parseHeader>;
}

function checkPlace(
  { dtype, shape, data_offsets: [begin, end] }: StoredTensor,
  dataBytes: number | null,
): void {
  if (begin > end || (dataBytes !== null && end > dataBytes)) {
    throw invalidFile('it has a tensor that lies outside of it');
  }
  const elementBytes = ELEMENT_BYTES.get(dtype);
  if (elementBytes !== undefined && elementsOf(shape) * elementBytes !== end - begin) {
    throw invalidFile('it has a tensor whose length does not fit its shape');
  }
}
