import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../../../src/sandbox/catalog/safetensors.js';
import { createWeightsLibrary } from '../../../src/sandbox/catalog/weights.js';

const library = createWeightsLibrary();
type Options = Parameters<typeof library.runArchive>[0];

const archive = (options: Partial<Options> = {}) =>
  library.runArchive({ runId: 'run_1', epoch: 4, layout: 'sdk', compression: 'none', ...options }).load();

async function untar(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const members = new Map<string, Buffer>();
  const reader = extract();
  reader.end(bytes);
  for await (const entry of reader) members.set(entry.header.name, await buffer(entry));
  return members;
}

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Reads a file as the format's description says: length, JSON header, data. */
function decodeSafetensors(bytes: Buffer) {
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: metadata, ...tensors }: Record<string, TensorEntry> = JSON.parse(
    bytes.subarray(8, 8 + headerBytes).toString(),
  );
  return { metadata, tensors, data: bytes.subarray(8 + headerBytes) };
}

describe('a safetensors file', () => {
  it('has a padded header whose offsets cover the data without gaps', () => {
    const one = {
      name: 'one',
      type: 'F32',
      shape: [2],
      bytes: Buffer.from('00000000000080bf', 'hex'),
    } as const;
    const two = {
      name: 'zwei/β',
      type: 'F32',
      shape: [1, 1],
      bytes: Buffer.from('0000803f', 'hex'),
    } as const;

    const bytes = encodeSafetensors([one, two], { epoch: '7' });

    const { metadata, tensors, data } = decodeSafetensors(bytes);
    expect(Number(bytes.readBigUInt64LE(0)) % 8).toBe(0);
    expect(metadata).toEqual({ epoch: '7' });
    expect(tensors).toEqual({
      one: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      'zwei/β': { dtype: 'F32', shape: [1, 1], data_offsets: [8, 12] },
    });
    expect(data.toString('hex')).toBe('00000000000080bf0000803f');
  });
});

describe('a run archive', () => {
  it('in the layout of the client holds model_full with weights and run.json', async () => {
    const members = await untar(await archive());

    expect([...members.keys()]).toEqual(
      expect.arrayContaining([
        'model_full/model.safetensors',
        'model_full/config.json',
        'model_full/run.json',
      ]),
    );
    expect(JSON.parse(members.get('model_full/run.json')!.toString())).toMatchObject({
      runId: 'run_1',
      epoch: 4,
    });
  });

  it('in the client layout has an adapter for some runs', async () => {
    const runs = Array.from({ length: 12 }, (_, index) => archive({ runId: `run_${index}` }));
    const names = await Promise.all(runs.map(async (bytes) => [...(await untar(await bytes)).keys()]));

    const withAdapter = names.filter((list) => list.includes('model_adapter/adapter_model.safetensors'));
    expect(withAdapter.length).toBeGreaterThan(0);
    expect(withAdapter.length).toBeLessThan(12);
  });

  it('in the documented layout holds model_full, adapter and run_config.json', async () => {
    const members = await untar(await archive({ layout: 'documented' }));

    expect([...members.keys()].sort()).toEqual([
      'adapter/adapter_config.json',
      'adapter/adapter_model.safetensors',
      'model_full/config.json',
      'model_full/model.safetensors',
      'run_config.json',
    ]);
  });

  it('holds the tensors of the published model, scaled by the epoch', async () => {
    const weightsAt = async (epoch: number) =>
      decodeSafetensors((await untar(await archive({ epoch }))).get('model_full/model.safetensors')!);

    const [early, late] = [await weightsAt(1), await weightsAt(3)];

    expect(early.metadata).toMatchObject({ epoch: '1', run: 'run_1' });
    expect(Object.keys(early.tensors)).toHaveLength(19);
    for (const {
      dtype,
      shape,
      data_offsets: [start, end],
    } of Object.values(early.tensors)) {
      expect([dtype, end - start]).toEqual(['F32', 4 * shape.reduce((product, size) => product * size, 1)]);
    }
    // Epoch 1 has half of the published values, epoch 3 three quarters.
    expect(late.data.readFloatLE(0) / early.data.readFloatLE(0)).toBeCloseTo(1.5, 5);
  });

  it('is the same for the same run and epoch, differs for others, and may be gzipped', async () => {
    const plain = await archive();

    expect((await archive()).equals(plain)).toBe(true);
    expect((await archive({ epoch: 5 })).equals(plain)).toBe(false);
    expect((await archive({ runId: 'run_2' })).equals(plain)).toBe(false);
    expect(gunzipSync(await archive({ compression: 'gzip' })).equals(plain)).toBe(true);
  });
});
