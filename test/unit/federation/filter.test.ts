import { describe, expect, it } from 'vitest';
import {
  matchesCompletedModel,
  matchesModel,
  matchesRun,
  matchesWords,
  searchWords,
} from '../../../src/federation/filter.js';
import type { ModelFilter, RunFilter } from '../../../src/domain/listing.js';
import { modelFilter, modelRecord, runFilter, runRecord } from '../../helpers/records.js';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

const model = modelRecord({
  name: 'Leaf Segmenter',
  description: 'Finds leaves in ﬁeld photos',
  status: 'READY',
  task: 'INSTANCE_SEGMENTATION',
  architecture: 'mask-rcnn',
  metrics: [{ name: 'mAP', value: 0.7 }],
  classes: [{ index: 0, name: 'Blatt' }],
  visibility: 'PUBLIC',
  owner: { username: 'GreenLab', displayName: 'Green Laboratory', avatarUrl: null },
  tags: ['plants'],
  createdAt: day(10),
  actions: ['DOWNLOAD'],
  listing: {
    overview: null,
    hardware: null,
    predictionsCount: 5,
    categories: [{ slug: 'vision', name: 'Vision' }],
    latestVersionKey: null,
  },
  runtime: {
    state: 'LOADED',
    diskBytes: null,
    memoryBytes: null,
    quantization: null,
    foundation: null,
    parametersBillions: null,
    contextTokens: null,
    custom: false,
  },
});

describe('a model filter', () => {
  it.each<[string, Partial<ModelFilter>, boolean]>([
    ['no condition', {}, true],
    ['empty lists, which are no condition', { status: [], task: [], category: [], runtimeState: [] }, true],
    ['one of several statuses', { status: ['FAILED', 'READY'] }, true],
    ['another status', { status: ['FAILED'] }, false],
    ['its task', { task: ['INSTANCE_SEGMENTATION'] }, true],
    ['another task', { task: ['OCR'] }, false],
    ['its owner in another case', { owner: 'greenLAB' }, true],
    ['a part of its owner', { owner: 'green' }, false],
    ['its visibility', { visibility: 'PUBLIC' }, true],
    ['the other visibility', { visibility: 'PRIVATE' }, false],
    ['its exact name', { nameEquals: 'Leaf Segmenter' }, true],
    ['its name in another case', { nameEquals: 'leaf segmenter' }, false],
    ['a part of its name in another case', { nameContains: 'SEGMENT' }, true],
    ['what its name does not contain', { nameContains: 'plants' }, false],
    ['a time before its creation', { createdAfter: day(9) }, true],
    ['the time of its creation as lower bound', { createdAfter: day(10) }, false],
    ['a time after its creation', { createdBefore: day(11) }, true],
    ['the time of its creation as upper bound', { createdBefore: day(10) }, false],
    ['a metric within inclusive bounds', { metric: [{ name: 'mAP', gte: 0.7, lte: 0.7 }] }, true],
    ['a metric below the bound', { metric: [{ name: 'mAP', gte: 0.71, lte: null }] }, false],
    ['a metric above the bound', { metric: [{ name: 'mAP', gte: null, lte: 0.69 }] }, false],
    [
      'a metric that it lacks, even without bounds',
      { metric: [{ name: 'loss', gte: null, lte: null }] },
      false,
    ],
    ['that it can be downloaded', { downloadable: true }, true],
    ['that it cannot be downloaded', { downloadable: false }, false],
    ['its load state', { runtimeState: ['LOADED'] }, true],
    ['another load state', { runtimeState: ['CLOUD'] }, false],
    ['one of its categories', { category: ['audio', 'vision'] }, true],
    ['a category that it is not in', { category: ['audio'] }, false],
    ['two conditions of which one holds', { status: ['READY'], visibility: 'PRIVATE' }, false],
  ])('meets %s', (_condition, fields, expected) => {
    const filter = modelFilter(fields);

    expect(matchesModel(model, filter) && matchesCompletedModel(model, filter)).toBe(expected);
  });

  it.each<[string, Partial<ModelFilter>]>([
    ['task', { task: ['OTHER'] }],
    ['owner', { owner: '' }],
    ['creation time', { createdAfter: day(1) }],
    ['creation time', { createdBefore: day(1) }],
    ['runtime', { runtimeState: ['LOADED'] }],
    ['listing', { category: ['vision'] }],
  ])('is not met by a model without a %s', (_field, fields) => {
    const filter = modelFilter(fields);

    expect(matchesModel(modelRecord(), filter) && matchesCompletedModel(modelRecord(), filter)).toBe(false);
  });
});

describe('a search', () => {
  it.each([
    ['a word of the name', 'segmenter', true],
    ['words of different fields in any order', 'plants LEAF greenlab', true],
    ['a part of the description', 'photo', true],
    ['a class', 'blatt', true],
    ['the architecture', 'rcnn', true],
    ['the displayed owner', 'laboratory', true],
    ['full-width letters', 'ｌｅａｆ', true],
    ['a word whose text has a ligature', 'field', true],
    ['nothing but spaces', ' \t ', true],
    ['words of which one is missing', 'leaf tractor', false],
  ])('finds %s', (_what, search, expected) => {
    expect(matchesWords(model, searchWords(search))).toBe(expected);
  });
});

describe('a run filter', () => {
  const run = runRecord({ name: 'Night run', status: 'RUNNING', createdAt: day(10) });

  it.each<[string, Partial<RunFilter>, boolean]>([
    ['no condition', {}, true],
    ['its status', { status: ['RUNNING'] }, true],
    ['another status', { status: ['QUEUED'] }, false],
    ['its exact name', { nameEquals: 'Night run' }, true],
    ['its name in another case', { nameEquals: 'night run' }, false],
    ['a part of its name', { nameContains: 'NIGHT' }, true],
    ['another name', { nameContains: 'day' }, false],
    ['a time after its creation', { createdAfter: day(11) }, false],
  ])('meets %s', (_condition, fields, expected) => {
    expect(matchesRun(run, runFilter(fields))).toBe(expected);
  });
});
