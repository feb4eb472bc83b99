/** Element type of the format that the sandbox writes. */
export type TensorType = 'F32';

/** One tensor, its elements in row-major order, little-endian. */
export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Writes a safetensors file: the header's length (8 bytes, little-endian), the header (JSON, padded with spaces to a
 * multiple of 8), then the tensors without gaps. `metadata` becomes `__metadata__`.
 */
export function encodeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, type, shape, bytes } of tensors) {
    const end = offset + bytes.byteLength;
    header[name] = { dtype: type, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(json.byteLength / 8) * 8, ' ');
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.byteLength));
  return Buffer.concat([length, padded, ...tensors.map((tensor) => tensor.bytes)]);
}
