import { readFileSync } from 'node:fs';
import type { ByteSource } from '../../src/inspect/byte-source.js';

/** Bytes of a file inside a package of node_modules. */
export function packageFile(name: string, path: string): Buffer {
  return readFileSync(new URL(`../../node_modules/${name}/${path}`, import.meta.url));
}

/** A source in memory that counts what is read of it. */
export function countedSource(bytes: Uint8Array) {
  const counted = { reads: 0, bytes: 0 };
  const source: ByteSource = {
    sizeBytes: bytes.byteLength,
    read: async (offset, length) => {
      const part = Buffer.from(bytes.subarray(offset, offset + length));
      counted.reads += 1;
      counted.bytes += part.length;
      return part;
    },
  };
  return { source, counted };
}

/** Writes numbers and texts as GGUF does: little-endian, texts with a 64-bit length. */
export const gguf = {
  uint32: (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  },
  uint64: (value: number | bigint): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  },
  text: (text: string): Buffer => Buffer.concat([gguf.uint64(Buffer.byteLength(text)), Buffer.from(text)]),
};

/**
 * A GGUF file of version 3 with two tensors and, as key-value pairs: a text, a 32-bit number, a boolean, and a list of 40
 * texts. Types by number as in docs/gguf.md of ggml: 4 uint32, 7 bool, 8 string, 9 array; tensors 0 F32, 12 Q4_K.
 */
export function ggufFile(): Buffer {
  const { uint32, uint64, text } = gguf;
  const tokens = Array.from({ length: 40 }, (_, index) => text(`t${index}`));
  const parts = [
    [Buffer.from('GGUF'), uint32(3), uint64(2), uint64(4)],
    [text('general.architecture'), uint32(8), text('llama')],
    [text('llama.block_count'), uint32(4), uint32(32)],
    [text('tokenizer.ggml.add_bos_token'), uint32(7), Buffer.from([1])],
    [text('tokenizer.ggml.tokens'), uint32(9), uint32(8), uint64(40), ...tokens],
    [text('output_norm.weight'), uint32(1), uint64(256), uint32(0), uint64(0)],
    [text('blk.0.attn_q.weight'), uint32(2), uint64(256), uint64(512), uint32(12), uint64(1_024)],
    [Buffer.alloc(2_048)],
  ];
  return Buffer.concat(parts.flat());
}
