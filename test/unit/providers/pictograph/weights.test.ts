import { describe, expect, it } from 'vitest';
import {
  parseWeightsKey,
  syntheticWeightsOf,
  weightsOf,
} from '../../../../src/providers/pictograph/weights.js';
import { readItem } from '../../../../src/providers/received.js';
import { readManifest, wireModel as modelSchema } from '../../../../src/providers/pictograph/wire.js';
import { wireFile, wireModel, wireVersion } from '../../../helpers/registry-wire.js';

type Fields = Readonly<Record<string, unknown>>;
const weights = (versions: readonly Fields[], files: readonly Fields[]) =>
  weightsOf('m1', readManifest({ versions: versions.map(wireVersion), files: files.map(wireFile) })!);

describe('weights files', () => {
  it('are named by model, version and file, because a file’s name is unique only inside its version', () => {
    const versions = [{ version_id: 'v1' }, { version_id: 'v2' }];
    const files = [
      { version_id: 'v1', name: 'a b/c.onnx' },
      { version_id: 'v2', name: 'a b/c.onnx' },
    ];

    const keys = weights(versions, files).map(({ key }) => key);

    expect(keys).toEqual(['m1/v1/a%20b%2Fc.onnx', 'm1/v2/a%20b%2Fc.onnx']);
    expect(parseWeightsKey(keys[0]!)).toEqual({ modelId: 'm1', versionId: 'v1', fileName: 'a b/c.onnx' });
  });

  it('come newest version first, by number and not by the order that was sent', () => {
    const versions = [
      { version_id: 'v2', version_number: 2, version_label: '2.0.0' },
      { version_id: 'v10', version_number: 10, version_label: '10.0.0' },
      { version_id: 'v1', version_number: 1, version_label: '1.0.0' },
    ];

    const list = weights(versions, [{ version_id: 'v1' }, { version_id: 'v2' }, { version_id: 'v10' }]);

    expect(list.map(({ label }) => label)).toEqual(['10.0.0', '2.0.0', '1.0.0']);
  });

  it('leave out every file that is no weights, also of kinds that are newer than this code', () => {
    const files = [{}, { name: 'config.json', kind: 'config' }, { name: 'card.pdf', kind: 'model_card' }];

    expect(weights([{}], files)).toHaveLength(1);
  });

  it('put a fresh ONNX build before others and a stale build last', () => {
    const files = [
      { name: 'stale.onnx', stale: true },
      { name: 'model.pth', format: 'pytorch' },
      { name: 'model.onnx', format: 'ONNX' },
    ];

    const list = weights([{}], files);

    expect(list.map(({ label }) => label)).toEqual([
      '2.0.0/model.onnx',
      '2.0.0/model.pth',
      '2.0.0/stale.onnx',
    ]);
    expect(list[0]?.format).toBe('onnx');
  });

  it('take the current version from the server’s pointer and not from the highest number', () => {
    const versions = [
      { version_id: 'v2', version_number: 2, is_latest: false, is_current: false },
      { version_id: 'v1', version_number: 1, is_latest: true, is_current: true },
    ];

    const list = weights(versions, [{ version_id: 'v1' }, { version_id: 'v2' }]);

    expect(list.filter(({ isCurrent }) => isCurrent).map(({ versionId }) => versionId)).toEqual(['v1']);
  });

  it.each([
    ['ready', true],
    ['training', false],
    ['failed', false],
    ['building', false],
    [undefined, true],
  ])('of a version that is %s are ready: %s', (status, isReady) => {
    expect(weights([{ status }], [{}])[0]?.isReady).toBe(isReady);
  });

  it('get another revision when they are built again', () => {
    const [before] = weights([{}], [{}]);
    const [after] = weights([{}], [{ updated_at: '2026-08-01T00:00:00Z' }]);

    expect(after?.revision).not.toBe(before?.revision);
  });
});

describe('the synthetic checkpoint of a server without files', () => {
  const synthetic = (fields: Fields) => syntheticWeightsOf(readItem(modelSchema, wireModel(fields))!);

  it('stands for the weights of a ready model', () => {
    expect(synthetic({ id: 'm1' })).toMatchObject([
      { key: 'm1/m1/model.onnx', label: '2.0.0', format: 'onnx', sizeBytes: null, isReady: true },
    ]);
  });

  it('does not exist while the model is not ready', () => {
    expect(synthetic({ status: 'training' })).toEqual([]);
  });
});

describe('parseWeightsKey', () => {
  it.each(['m1', 'm1/v1', 'm1/v1/a/b', 'm1//a', 'm1/v1/%', 'm1/v%31/a'])('is null for %s', (key) => {
    expect(parseWeightsKey(key)).toBeNull();
  });
});
