import { describe, expect, it } from 'vitest';
import { canMatch, taskOf, toModelRecord } from '../../../../src/providers/pieces-os/convert.js';
import { parseModel } from '../../../../src/providers/pieces-os/wire.js';
import type { ModelRecord } from '../../../../src/domain/model.js';
import { exampleModel } from '../../../helpers/pieces-os.js';
import { modelFilter } from '../../../helpers/records.js';

function convert(json: unknown): ModelRecord {
  const entry = parseModel(json);
  if (entry === null) throw new Error('Not a model.');
  return toModelRecord('local', entry);
}

describe('a local language model', () => {
  it('says everything that the runtime knows, parameters in thousand millions (trap 15)', () => {
    const wire = exampleModel('ModelLocalIdle');

    expect(convert(wire)).toEqual({
      provider: 'local',
      nativeId: '3f0b6c1e-8a1d-4b52-9c7e-2d41f5a0b9c3',
      name: 'Acorn 7B Chat Model',
      description: 'Synthetic sample of a local chat model.',
      status: 'READY',
      statusReason: null,
      task: 'TEXT_GENERATION',
      architecture: null,
      metrics: [],
      classes: [],
      visibility: null,
      owner: null,
      license: null,
      sourceUrl: null,
      paperUrl: null,
      tags: [],
      sizeBytes: 4_140_373_632,
      createdAt: new Date('2024-11-05T08:15:00.000Z'),
      updatedAt: null,
      listing: null,
      runtime: {
        state: 'NOT_DOWNLOADED',
        diskBytes: 4_140_373_632,
        memoryBytes: 5_600_000_000,
        quantization: 'q4_K_S',
        foundation: 'MISTRAL_LATEST',
        parametersBillions: 7,
        contextTokens: 4096,
        custom: false,
      },
      actions: ['DOWNLOAD'],
      deferred: [],
      raw: wire,
    });
  });

  it('cuts microseconds of its creation to milliseconds', () => {
    const record = convert(exampleModel('ModelLocalReady'));

    expect(record.createdAt).toEqual(new Date('2025-01-20T10:00:01.617Z'));
  });

  it('has no context where the total is null', () => {
    expect(convert(exampleModel('ModelLocalReady')).runtime?.contextTokens).toBeNull();
  });

  it('is the same but for raw when only readable texts have changed', () => {
    const wire = exampleModel('ModelLocalIdle');
    const later = {
      ...wire,
      created: { value: '2024-11-05T08:15:00.000Z', readable: '4 months ago' },
      bytes: { value: 4_140_373_632, readable: '3.86 GiB' },
    };

    expect({ ...convert(later), raw: {} }).toEqual({ ...convert(wire), raw: {} });
  });

  it('has no creation time where the runtime sent none that can be read', () => {
    const wire = exampleModel('ModelLocalIdle');

    expect(convert({ ...wire, created: null }).createdAt).toBeNull();
    expect(convert({ ...wire, created: { value: 'yesterday' } }).createdAt).toBeNull();
  });
});

describe('sparse and null fields', () => {
  it('reads an internal model with hardly any field', () => {
    expect(convert(exampleModel('ModelInternalSparse'))).toMatchObject({
      name: 'Sample Language Classifier',
      task: 'CLASSIFICATION',
      description: null,
      sizeBytes: null,
      runtime: { state: 'NOT_DOWNLOADED', foundation: null, custom: false },
    });
  });

  it('reads a field that is null as one that is missing', () => {
    const wire = exampleModel('ModelExplicitNulls');
    const sparse = Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== null));

    expect({ ...convert(wire), raw: {} }).toEqual({ ...convert(sparse), raw: {} });
  });
});

describe('state and actions', () => {
  it.each([
    ['nothing', {}, 'NOT_DOWNLOADED', ['DOWNLOAD']],
    ['downloading', { downloading: true }, 'DOWNLOADING', ['DOWNLOAD']],
    ['downloaded', { downloaded: true }, 'DOWNLOADED', ['LOAD', 'DELETE']],
    ['loaded', { downloaded: true, loaded: true }, 'LOADED', ['UNLOAD', 'DELETE']],
    ['custom', { custom: true }, 'NOT_DOWNLOADED', ['DOWNLOAD', 'UPDATE', 'DELETE']],
    ['custom, downloaded', { custom: true, downloaded: true }, 'DOWNLOADED', ['LOAD', 'UPDATE', 'DELETE']],
    ['no language model', { usage: 'TEXT_EMBEDDING', downloaded: true }, 'DOWNLOADED', ['LOAD']],
    ['cloud', { cloud: true }, 'CLOUD', []],
    ['cloud, said to be downloaded', { cloud: true, downloaded: true }, 'CLOUD', []],
  ])('%s', (_name, fields, state, actions) => {
    const record = convert({ ...exampleModel('ModelLocalIdle'), ...fields });

    expect(record.runtime?.state).toBe(state);
    expect(record.actions).toEqual(actions);
  });
});

describe('task', () => {
  it.each([
    ['OCR', 'OCR'],
    ['VIDEO_OCR', 'OCR'],
    ['TEXT_EMBEDDING', 'EMBEDDING'],
    ['CODE_CLASSIFICATION', 'CLASSIFICATION'],
    ['TEXT_VS_CODE', 'CLASSIFICATION'],
    ['CODE_GENERATION', 'TEXT_GENERATION'],
    ['CODE_CONVERSATION', 'TEXT_GENERATION'],
    ['TAGIFY_CODE', 'OTHER'],
    ['UNKNOWN', 'OTHER'],
    ['SOMETHING_OF_NEXT_YEAR', 'OTHER'],
    [null, 'OTHER'],
  ])('%s is %s', (usage, task) => {
    expect(taskOf({ usage })).toBe(task);
  });
});

describe('filters that no model of a runtime can match', () => {
  it.each([
    ['no condition', {}, true],
    ['ready among others', { status: ['FAILED', 'READY'] as const }, true],
    ['no status at all', { status: [] }, true],
    ['training only', { status: ['TRAINING'] as const }, false],
    ['an owner', { owner: 'ada' }, false],
    ['a visibility', { visibility: 'PUBLIC' as const }, false],
    ['a metric', { metric: [{ name: 'mAP', gte: 0.5, lte: null }] }, false],
    ['a category', { category: ['vision'] }, false],
  ])('%s', (_name, condition, expected) => {
    expect(canMatch(modelFilter(condition))).toBe(expected);
  });
});
