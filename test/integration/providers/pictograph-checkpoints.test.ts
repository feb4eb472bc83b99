import { describe, expect, it } from 'vitest';
import { joinNativeKey } from '../../../src/domain/native-key.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { found, openRegistryAdapter, registryCall as call, useRegistry } from '../../helpers/registry.js';
import { wireFile, wireVersion } from '../../helpers/registry-wire.js';

const registry = useRegistry();
const ABSENT = '00000000-0000-4000-8000-000000000000';

describe('checkpoints of a model', () => {
  it('are the weights files of its versions, newest first', async () => {
    const { checkpoints } = registry().openAdapter();
    const modelId = await registry().idOf('Wake Gate');
    const { weights } = registry().environment.catalog;

    const [list] = await checkpoints!.ofModels([modelId], null, call);

    const { items, hasMore } = found(list);
    expect(hasMore).toBe(false);
    expect(items.map(({ name, format, sizeBytes }) => [name, format, sizeBytes])).toEqual([
      ['3.0.0', 'onnx', weights.file('silero-vad-v6').sizeBytes],
      ['2.0.0', 'onnx', weights.file('silero-vad-v5').sizeBytes],
      ['1.0.0', 'onnx', weights.file('silero-vad-v4').sizeBytes],
    ]);
    expect(items[0]).toMatchObject({
      provider: 'registry',
      modelId,
      downloadable: true,
      epoch: null,
      digest: null,
      metrics: [{ name: 'accuracy' }, { name: 'f1' }],
      raw: { version: { version_number: 3 }, file: { kind: 'weights' } },
    });
    expect(items[0]?.runId).not.toBe(items[1]?.runId);
  });

  it('are cut to the asked number, with word that there are more', async () => {
    const { checkpoints } = registry().openAdapter();

    const [list] = await checkpoints!.ofModels([await registry().idOf('Wake Gate')], 1, call);

    expect(found(list)).toMatchObject({ items: [{ name: '3.0.0' }], hasMore: true });
  });

  it('have the file in their name where a version has several', async () => {
    const { checkpoints } = registry().openAdapter();

    const [list] = await checkpoints!.ofModels([await registry().idOf('Meeting Background')], null, call);

    expect(found(list).items.map(({ name, format }) => [name, format])).toEqual([
      ['1.0.0/selfie_segmentation.tflite', 'tflite'],
      ['1.0.0/selfie_segmentation_landscape.tflite', 'tflite'],
    ]);
  });

  it('are none while the model has never been ready, and null for no model', async () => {
    const { checkpoints } = registry().openAdapter();

    const lists = await checkpoints!.ofModels(
      [await registry().idOf('Smoke Alarm Camera'), ABSENT],
      null,
      call,
    );

    expect(lists).toEqual([{ items: [], hasMore: false }, null]);
  });

  it('fail alone', async () => {
    const { checkpoints } = registry().openAdapter();
    const [one, other] = [await registry().idOf('Wake Gate'), await registry().idOf('Face Blur (GDPR)')];
    registry().misbehave({ kind: 'status', match: `${one}/files`, status: 422, body: '{"detail":[]}' });

    const lists = await checkpoints!.ofModels([one, other], null, call);

    expect(lists[0]).toMatchObject({ code: 'PROVIDER_REJECTED' });
    expect(found(lists[1]).items.length).toBeGreaterThan(0);
  });

  it('are known by a key that is unique although names repeat in each version', async () => {
    const server = await startServer((_, response) =>
      sendJson(response, {
        data: {
          versions: [wireVersion({ version_id: 'v1' }), wireVersion({ version_id: 'v2', is_current: false })],
          files: [wireFile({ version_id: 'v1' }), wireFile({ version_id: 'v2', kind: 'weights' })],
        },
      }),
    );
    const { checkpoints } = openRegistryAdapter(server.origin);

    const [list] = await checkpoints!.ofModels(['m1'], null, call);

    expect(found(list).items.map(({ nativeId }) => nativeId)).toEqual([
      'm1/v1/yolox-2.onnx',
      'm1/v2/yolox-2.onnx',
    ]);
  });
});

describe('checkpoints by key', () => {
  it('come in the asked order', async () => {
    const { checkpoints } = registry().openAdapter();
    const modelId = await registry().idOf('Wake Gate');
    const items = found((await checkpoints!.ofModels([modelId], null, call))[0]).items;
    const keys = items.map(({ nativeId }) => nativeId);

    expect(await checkpoints!.getMany(keys.toReversed(), call)).toEqual(items.toReversed());
  });

  it.each([
    ['no checkpoint at all', () => 'nonsense'],
    ['a model that does not exist', () => joinNativeKey(ABSENT, ABSENT, 'model.onnx')],
    [
      'a file that is no weights',
      (modelId: string, versionId: string) => joinNativeKey(modelId, versionId, 'README.md'),
    ],
    ['a version of another model', (modelId: string) => joinNativeKey(modelId, ABSENT, 'silero_vad_v6.onnx')],
  ])('are null for %s', async (_, makeKey) => {
    const { checkpoints } = registry().openAdapter();
    const modelId = await registry().idOf('Wake Gate');
    const list = found((await checkpoints!.ofModels([modelId], null, call))[0]);
    const versionId = list.items[0]!.nativeId.split('/')[1]!;

    expect(await checkpoints!.getMany([makeKey(modelId, versionId)], call)).toEqual([null]);
  });
});
