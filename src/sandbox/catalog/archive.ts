import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { WeightsLibrary } from '../core/types.js';
import { createRandom } from './random.js';
import { encodeSafetensors, type Tensor } from './safetensors.js';
import { scaleTensor, TENSOR_SOURCE } from './tensors.js';

export type RunArchiveOptions = Parameters<WeightsLibrary['runArchive']>[0];

const gzipAsync = promisify(gzip);
/** One fixed time, so that the same options always give the same bytes. */
const MEMBER_TIME = new Date('2025-01-01T00:00:00Z');

/**
 * A run's weights as a tar, in one of the two layouts that the run store's sources describe (contract datature-vi §10).
 * The tensors grow towards their published values with the epoch. The adapter holds the biases alone; in the `sdk`
 * layout, where it is optional, about every second run has one.
 */
export async function buildRunArchive(
  tensors: readonly Tensor[],
  options: RunArchiveOptions,
): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of membersOf(tensors, options)) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    archive.entry({ name, mtime: MEMBER_TIME, mode: 0o644 }, bytes);
  }
  archive.finalize();
  const tar = await buffer(archive);
  return options.compression === 'gzip' ? gzipAsync(tar) : tar;
}

function membersOf(
  published: readonly Tensor[],
  { runId, epoch, layout }: RunArchiveOptions,
): readonly (readonly [name: string, content: Buffer | string])[] {
  const tensors = published.map((tensor) => scaleTensor(tensor, epoch / (epoch + 1)));
  const biases = tensors.filter((tensor) => tensor.name.endsWith('/bias'));
  const metadata = { run: runId, epoch: String(epoch), source: TENSOR_SOURCE.package };
  const full = encodeSafetensors(tensors, metadata);
  const adapter = encodeSafetensors(biases, { ...metadata, part: 'biases' });
  const config = toJson({ model_type: TENSOR_SOURCE.model, torch_dtype: 'float32', source: TENSOR_SOURCE });
  const adapterConfig = toJson({ method: 'bias-only', base_model: TENSOR_SOURCE.model });
  const runConfig = toJson({ runId, epoch, optimizer: 'adamw', learningRate: 0.0002, batchSize: 8 });

  if (layout === 'documented') {
    return [
      ['model_full/config.json', config],
      ['model_full/model.safetensors', full],
      ['adapter/adapter_config.json', adapterConfig],
      ['adapter/adapter_model.safetensors', adapter],
      ['run_config.json', runConfig],
    ];
  }
  const hasAdapter = createRandom(`adapter ${runId}`).next() < 0.5;
  return [
    ['model_full/config.json', config],
    ['model_full/model.safetensors', full],
    ['model_full/run.json', runConfig],
    ...(hasAdapter
      ? ([
          ['model_adapter/adapter_config.json', adapterConfig],
          ['model_adapter/adapter_model.safetensors', adapter],
        ] as const)
      : []),
  ];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
