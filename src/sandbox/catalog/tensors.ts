import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { packageFile } from './package-file.js';
import type { Tensor } from './safetensors.js';

const PACKAGE = '@vladmandic/face-api';
const MANIFEST = 'model/tiny_face_detector_model-weights_manifest.json';
const SHARD = 'model/tiny_face_detector_model.bin';

/** What run archives say of where their tensors come from. */
export const TENSOR_SOURCE = {
  model: 'tiny_face_detector',
  package: PACKAGE,
  license: 'MIT',
} as const;

const manifestSchema = z.array(
  z.object({
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().positive()),
        quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }),
      }),
    ),
  }),
);

/**
 * Reads the tensors of a small published face detector, as 32-bit floats: TensorFlow.js keeps them as bytes `q` that
 * stand for `q * scale + min`. Throws, naming the package, when it is not installed.
 */
export async function readTensors(): Promise<readonly Tensor[]> {
  const manifest = await readFile(packageFile(PACKAGE, MANIFEST), 'utf8');
  const shard = await readFile(packageFile(PACKAGE, SHARD));
  let offset = 0;
  return manifestSchema
    .parse(JSON.parse(manifest))
    .flatMap((group) => group.weights)
    .map(({ name, shape, quantization: { scale, min } }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const bytes = Buffer.alloc(count * Float32Array.BYTES_PER_ELEMENT);
      for (const [index, quantum] of shard.subarray(offset, offset + count).entries()) {
        bytes.writeFloatLE(quantum * scale + min, index * Float32Array.BYTES_PER_ELEMENT);
      }
      offset += count;
      return { name, type: 'F32', shape, bytes };
    });
}

/** The tensor with every element multiplied. */
export function scaleTensor(tensor: Tensor, factor: number): Tensor {
  const bytes = Buffer.from(tensor.bytes);
  for (let at = 0; at < bytes.byteLength; at += Float32Array.BYTES_PER_ELEMENT) {
    bytes.writeFloatLE(bytes.readFloatLE(at) * factor, at);
  }
  return { ...tensor, bytes };
}
