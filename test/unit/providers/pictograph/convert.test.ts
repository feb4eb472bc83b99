import { describe, expect, it } from 'vitest';
import {
  decodeDataUrl,
  toModel,
  toRun,
  toWireChanges,
  toWireModelType,
  toWireRunStatus,
  toWireStatus,
} from '../../../../src/providers/pictograph/convert.js';
import { readItem } from '../../../../src/providers/received.js';
import { wireModel as modelSchema, wireRun as runSchema } from '../../../../src/providers/pictograph/wire.js';
import { wireModel, wireRun } from '../../../helpers/registry-wire.js';

const model = (fields: Readonly<Record<string, unknown>> = {}) =>
  toModel('registry', readItem(modelSchema, wireModel(fields))!);
const run = (fields: Readonly<Record<string, unknown>> = {}) =>
  toRun('registry', readItem(runSchema, wireRun(fields))!);

describe('a model', () => {
  it('has what the contract’s example says', () => {
    expect(model()).toMatchObject({
      provider: 'registry',
      nativeId: '5b0f6c1e-0000-4000-8000-000000000001',
      name: 'dock-door-detector',
      description: null,
      status: 'READY',
      task: 'OBJECT_DETECTION',
      architecture: 'yolox-s',
      metrics: [
        { name: 'mAP', value: 0.712 },
        { name: 'precision', value: 0.8 },
        { name: 'recall', value: 0.69 },
      ],
      classes: [
        { index: 0, name: 'door' },
        { index: 1, name: 'truck' },
      ],
      visibility: 'PRIVATE',
      createdAt: new Date('2026-07-01T09:00:00Z'),
      updatedAt: new Date('2026-07-02T10:30:00Z'),
      actions: ['DOWNLOAD', 'UPDATE', 'DELETE'],
      deferred: [],
      raw: wireModel(),
    });
  });

  it.each([
    ['training', 'TRAINING', ['UPDATE', 'DELETE'], []],
    ['failed', 'FAILED', ['UPDATE', 'DELETE'], ['statusReason']],
    ['archived', 'ARCHIVED', [], []],
    ['hibernating', 'UNKNOWN', ['UPDATE', 'DELETE'], []],
  ])('that is %s has the status %s', (status, expected, actions, deferred) => {
    expect(model({ status })).toMatchObject({ status: expected, actions, deferred });
  });

  it.each([
    ['semantic_segmentation', 'SEMANTIC_SEGMENTATION'],
    ['instance_segmentation', 'INSTANCE_SEGMENTATION'],
    ['classification', 'CLASSIFICATION'],
    ['keypoint_detection', 'KEYPOINT_DETECTION'],
    ['panoptic', 'OTHER'],
  ])('of type %s has the task %s', (modelType, task) => {
    expect(model({ model_type: modelType }).task).toBe(task);
  });

  it.each([
    [{ '10': 'lorry', '2': 'car' }, [2, 'car', 10, 'lorry']],
    [{ classes: ['door', null, 'truck'] }, [0, 'door', 2, 'truck']],
    [{ classes: [] }, []],
    [{ background: 'x', '0': 'door' }, [0, 'door']],
    [null, []],
  ])('has its classes from %j, in the order of the indices', (mapping, expected) => {
    const { classes } = model({ class_mapping: mapping });

    expect(classes.flatMap(({ index, name }) => [index, name])).toEqual(expected);
  });

  it('keeps only finite numbers as metrics', () => {
    const metrics = { mAP: 0.5, per_class: { door: 1 }, note: 'good', count: '3', best: true };

    expect(model({ metrics }).metrics).toEqual([{ name: 'mAP', value: 0.5 }]);
  });
});

describe('a run', () => {
  it('has what the contract’s example says', () => {
    expect(run()).toMatchObject({
      nativeId: '9d1e7a30-0000-4000-8000-000000000001',
      name: 'door-run-3',
      status: 'FAILED',
      errorMessage: 'worker ran out of memory in epoch 33',
      progressPercent: 41,
      epoch: 33,
      totalEpochs: 80,
      etaSeconds: null,
      pipeline: 'yolox',
      datasetId: 'd0000000-0000-4000-8000-000000000001',
      createdAt: new Date('2026-07-03T08:00:00Z'),
      startedAt: new Date('2026-07-03T08:00:10Z'),
      finishedAt: new Date('2026-07-03T08:15:22Z'),
      modelId: null,
      raw: wireRun(),
    });
  });

  it.each([
    ['pending', 'PENDING'],
    ['queued', 'QUEUED'],
    ['running', 'RUNNING'],
    ['completed', 'SUCCEEDED'],
    ['cancelled', 'CANCELLED'],
    ['paused', 'UNKNOWN'],
  ])('that is %s has the status %s', (status, expected) => {
    expect(run({ status }).status).toBe(expected);
  });

  it('starts at 0 where the answer leaves progress and epoch out', () => {
    expect(run({ progress: undefined, current_epoch: undefined })).toMatchObject({
      progressPercent: 0,
      epoch: 0,
    });
  });
});

describe('native filter values', () => {
  it.each([
    [toWireStatus('READY'), 'ready'],
    [toWireStatus('CANCELLED'), null],
    [toWireStatus('UNKNOWN'), null],
    [toWireModelType('CLASSIFICATION'), 'classification'],
    [toWireModelType('OTHER'), null],
    [toWireModelType('OCR'), null],
    [toWireRunStatus('SUCCEEDED'), 'completed'],
    [toWireRunStatus('UNKNOWN'), null],
  ])('are null where the provider has no word (%#)', (native, expected) => {
    expect(native).toBe(expected);
  });
});

describe('toWireChanges', () => {
  it('leaves out what is to stay and sends an empty text for what is to be cleared', () => {
    expect(toWireChanges({ description: null, licenseText: 'MIT', visibility: 'PUBLIC' })).toEqual({
      description: '',
      license_custom_text: 'MIT',
      visibility: 'public',
    });
  });
});

describe('decodeDataUrl', () => {
  it.each([
    ['data:text/markdown;charset=utf-8,%23%20%E6%B0%B4%2C%20caf%C3%A9', '# 水, café'],
    ['data:,plain', 'plain'],
    ['data:text/plain;base64,aGVsbG8=', 'hello'],
  ])('decodes %s', (url, text) => {
    expect(Buffer.from(decodeDataUrl(url)!).toString('utf8')).toBe(text);
  });

  it.each(['data:text/plain', 'data:,%E0%A4%A', 'https://example.com/'])('is null for %s', (url) => {
    expect(decodeDataUrl(url)).toBeNull();
  });
});
