import type { FileRole } from '../domain/download.js';

/** Extensions of files that hold weights, by the formats that model registries hand out. */
const WEIGHTS = new Set(
  'bin ckpt engine gguf h5 keras mlmodel npz onnx pb pt pte pth safetensors tflite torchscript'.split(' '),
);
const CONFIG = new Set(['json', 'toml', 'yaml', 'yml']);
/** Folders of an adapter: as the SDK of the run store wants it, and as its documentation draws it (contract §10). */
const ADAPTER_FOLDERS = new Set(['model_adapter', 'adapter']);

/** What a file is for, as far as its place and its name tell. The settings of an adapter belong to the adapter. */
export function roleOf(path: string): FileRole {
  const parts = path.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const isConfig = CONFIG.has(extension);
  if (!isConfig && !WEIGHTS.has(extension)) return 'OTHER';
  if (parts.slice(0, -1).some((folder) => ADAPTER_FOLDERS.has(folder))) return 'ADAPTER';
  return isConfig ? 'CONFIG' : 'WEIGHTS';
}
