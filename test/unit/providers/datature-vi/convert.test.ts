import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/common.js';
import {
  newestFirst,
  toCheckpoint,
  toExpiry,
  toModel,
  toRun,
  withOutputs,
} from '../../../../src/providers/datature-vi/convert.js';
import { readItem } from '../../../../src/providers/received.js';
import { wireOutput, wireRun } from '../../../../src/providers/datature-vi/wire.js';
import { contractOutput, contractRun, ORGANIZATION_ID } from '../../../helpers/datature-vi.js';

const context = { provider: 'runs', organizationId: ORGANIZATION_ID };
const receivedRun = (run: JsonObject) => readItem(wireRun, run)!;
const receivedOutput = (output: JsonObject) => readItem(wireOutput, output)!;
const runOf = (run: JsonObject) => toRun(context, receivedRun(run));
const modelOf = (run: JsonObject) => toModel(context, receivedRun(run));
const checkpointOf = (output: JsonObject) => toCheckpoint(context, receivedOutput(output));
const ended = (condition: string, status: string, more: JsonObject = {}) =>
  contractRun({}, { conditions: [{ condition, status, lastTransitionTime: 1760000500000, ...more }] });

describe('a run', () => {
  it('takes its name from the flow and its times from metadata and conditions', () => {
    expect(runOf(contractRun())).toMatchObject({
      provider: 'runs',
      nativeId: 'run_4f21',
      name: 'defect-vlm',
      status: 'RUNNING',
      datasetId: 'ds_19ab',
      createdAt: new Date(1760000000000),
      startedAt: new Date(1760000060000),
      finishedAt: null,
      modelId: 'run_4f21',
      errorMessage: null,
      raw: contractRun(),
    });
  });

  it.each([
    ['its own before that of the flow', { trainingProject: 'ds_own' }, 'ds_own'],
    ['without the prefix of the organization', { trainingProject: `${ORGANIZATION_ID}_ds_own` }, 'ds_own'],
    ['that of the flow when it has none', { trainingProject: null }, 'ds_19ab'],
  ])('has the dataset: %s', (_name, spec, datasetId) => {
    expect(runOf(contractRun(spec)).datasetId).toBe(datasetId);
  });

  it('keeps the dataset’s id whole where the organization’s prefix stands inside it', () => {
    const run = receivedRun(contractRun({ trainingProject: 'data_set_1' }));

    expect(toRun({ provider: 'runs', organizationId: 'a' }, run).datasetId).toBe('data_set_1');
  });

  it.each([
    ['reason and message', { reason: 'OutOfMemory', message: 'GPU is full' }, 'OutOfMemory: GPU is full'],
    ['a reason alone', { reason: 'OutOfMemory' }, 'OutOfMemory'],
    ['a message alone', { reason: null, message: 'GPU is full' }, 'GPU is full'],
    ['a composite id', { message: `Dataset ${ORGANIZATION_ID}_ds_1 is empty` }, 'Dataset ds_1 is empty'],
    ['neither', {}, null],
  ])('that failed tells why from %s', (_name, more, errorMessage) => {
    expect(runOf(ended('Finished', 'FailedReach', more))).toMatchObject({ status: 'FAILED', errorMessage });
  });
});

describe('a model', () => {
  it('has the name and architecture of what its run trains', () => {
    expect(modelOf(contractRun())).toMatchObject({
      nativeId: 'run_4f21',
      name: 'defect-vlm',
      architecture: 'qwen2.5-vl-7b',
      createdAt: new Date(1760000000000),
      updatedAt: new Date(1760000900000),
    });
  });

  it.each([
    ['TRAINING', contractRun(), [], ['metrics']],
    ['TRAINING', contractRun({}, { conditions: [] }), [], ['metrics']],
    ['READY', ended('Finished', 'Reached'), ['DOWNLOAD'], ['metrics']],
    ['FAILED', ended('Failed', 'Reached'), [], ['status', 'statusReason', 'metrics', 'actions']],
    ['CANCELLED', ended('Cancelled', 'Reached'), [], ['status', 'statusReason', 'metrics', 'actions']],
    ['UNKNOWN', ended('Evicted', 'Reached'), [], ['metrics']],
  ])('is %s as its run is, before its outputs are known', (status, run, actions, deferred) => {
    expect(modelOf(run)).toMatchObject({ status, actions, deferred });
  });

  it('shows the raw condition when its state is unknown', () => {
    expect(modelOf(ended('Evicted', 'Reached')).statusReason).toBe('The run reports Evicted as Reached.');
  });
});

describe('a model with its checkpoints', () => {
  const failed = modelOf(ended('Failed', 'Reached', { reason: 'LossDiverged' }));
  const newest = checkpointOf(contractOutput());
  const older = checkpointOf(contractOutput({ spec: { kind: 'checkpoint', epoch: 3 } }));

  it('has the metrics of the newest one', () => {
    expect(withOutputs(modelOf(contractRun()), [newest, older])).toMatchObject({
      status: 'TRAINING',
      metrics: [
        { name: 'loss', value: 0.41 },
        { name: 'accuracy', value: 0.91 },
      ],
      deferred: [],
    });
  });

  it('is READY and says why the run ended when it failed', () => {
    expect(withOutputs(failed, [newest, older])).toMatchObject({
      status: 'READY',
      statusReason: 'The run failed (LossDiverged), but left 2 checkpoints.',
      actions: ['DOWNLOAD'],
      deferred: [],
    });
  });

  it('is READY when its run was cancelled', () => {
    expect(withOutputs(modelOf(ended('Cancelled', 'Reached')), [newest])).toMatchObject({
      status: 'READY',
      statusReason: 'The run was cancelled, but left a checkpoint.',
      actions: ['DOWNLOAD'],
    });
  });

  it('stays FAILED when there are none', () => {
    expect(withOutputs(failed, [])).toMatchObject({
      status: 'FAILED',
      statusReason: 'LossDiverged',
      metrics: [],
      actions: [],
      deferred: [],
    });
  });
});

describe('a checkpoint', () => {
  it('is named by its epoch and keyed by run and output', () => {
    expect(checkpointOf(contractOutput())).toMatchObject({
      nativeId: 'run_4f21/out_0010',
      modelId: 'run_4f21',
      runId: 'run_4f21',
      name: 'epoch_10',
      epoch: 10,
      etag: 'e-1',
      createdAt: new Date(1760000800000),
      downloadable: true,
      sizeBytes: null,
    });
  });

  it('is named by its id where the epoch is unknown', () => {
    expect(checkpointOf(contractOutput({ spec: { kind: 'final' } }))).toMatchObject({
      name: 'out_0010',
      epoch: null,
      metrics: [],
    });
  });

  it('has only numbers as metrics', () => {
    const evaluationMetrics = { loss: 0.4, grade: 'A', perClass: { a: 1 }, f1: null, steps: 1200 };

    expect(checkpointOf(contractOutput({ spec: { epoch: 1, evaluationMetrics } })).metrics).toEqual([
      { name: 'loss', value: 0.4 },
      { name: 'steps', value: 1200 },
    ]);
  });

  it('never holds a signed URL, even when one came', () => {
    const contents = { downloadUrl: { url: 'https://storage.example/o?sig=abc', expiresAt: 1760003600000 } };

    const checkpoint = checkpointOf(contractOutput({}, { contents }));

    expect(JSON.stringify(checkpoint)).not.toContain('sig=abc');
    expect(checkpoint.raw).toMatchObject({
      status: { contents: null, storageObject: 'outputs/run_4f21/0010' },
    });
  });
});

describe('the order of checkpoints', () => {
  it('is by epoch, then by time, those without an epoch last', () => {
    const output = (runOutputId: string, epoch: number | null, timeCreated: number) =>
      receivedOutput(
        contractOutput({ runOutputId, spec: { epoch }, metadata: { timeCreated, lastUpdated: 1 } }),
      );
    const outputs = [output('a', 2, 50), output('b', null, 90), output('c', 10, 20), output('d', 2, 60)];

    expect(newestFirst(outputs).map(({ fields }) => fields.runOutputId)).toEqual(['c', 'd', 'a', 'b']);
  });
});

describe('the end of a signed URL, whose unit is not stated (contract §2)', () => {
  it.each([
    ['milliseconds', 1760003600000, new Date(1760003600000)],
    ['the least that are milliseconds', 1e11, new Date(1e11)],
    ['seconds', 1760003600, new Date(1760003600000)],
    ['nothing', null, null],
    ['a time beyond all dates', 1e300, null],
  ])('is read from %s', (_name, expiresAt, expected) => {
    expect(toExpiry(expiresAt)).toEqual(expected);
  });
});
