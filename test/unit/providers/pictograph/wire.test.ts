import { describe, expect, it } from 'vitest';
import { readItem } from '../../../../src/providers/received.js';
import {
  readManifest,
  readPage,
  unwrap,
  wireModel as modelSchema,
  wireRun as runSchema,
  wireVersion as versionSchema,
} from '../../../../src/providers/pictograph/wire.js';
import { wireFile, wireModel, wireRun, wireVersion } from '../../../helpers/registry-wire.js';

describe('unwrap', () => {
  it.each([
    ['the envelope of today', { data: { id: 'm1' } }],
    ['the bare object of the oldest servers', { id: 'm1' }],
  ])('reads %s', (_, body) => {
    expect(unwrap(body)).toEqual({ id: 'm1' });
  });
});

describe('readPage', () => {
  const pagination = { limit: 50, offset: 0, total: 1, has_more: false };

  it.each([
    ['today’s envelope', { data: [wireModel()], pagination }, { limit: 50, total: 1, has_more: false }],
    ['an envelope without pagination', { data: [wireModel()] }, {}],
    ['the oldest servers’ named list', { models: [wireModel()] }, {}],
    ['a bare array', [wireModel()], {}],
    ['unreadable pagination', { data: [wireModel()], pagination: 'soon' }, {}],
  ])('reads %s', (_, body, expected) => {
    const page = readPage(modelSchema, 'models', body);

    expect(page).toMatchObject({ received: 1, rejected: 0, pagination: expected });
    expect(page?.items[0]?.fields.name).toBe('dock-door-detector');
  });

  it.each([[null], ['<html>'], [{ data: { id: 'm1' } }], [{ runs: [] }]])('is null for %j', (body) => {
    expect(readPage(modelSchema, 'models', body)).toBeNull();
  });

  it('drops and counts items that name nothing, and keeps the rest of the page', () => {
    const bad = [wireModel({ id: 7 }), wireModel({ name: '' }), null, 'model', wireModel({ id: '\ud800' })];

    const page = readPage(modelSchema, 'models', { data: [...bad, wireModel()] });

    expect(page).toMatchObject({ received: 6, rejected: 5 });
    expect(page?.items).toHaveLength(1);
  });
});

describe('readItem', () => {
  it.each([
    [modelSchema, wireModel({ status: 'hibernating' }), { status: 'unknown' }],
    [modelSchema, wireModel({ model_type: 'panoptic' }), { model_type: 'unknown' }],
    [runSchema, wireRun({ status: 'paused' }), { status: 'unknown' }],
    [versionSchema, wireVersion({ status: 'building' }), { status: 'unknown' }],
    [versionSchema, wireVersion({ status: undefined }), { status: null }],
  ])('reads enum values that it does not know as unknown (%#)', (schema, value, expected) => {
    expect(readItem<object>(schema, value)?.fields).toMatchObject(expected);
  });

  it.each(['description', 'metrics', 'class_mapping', 'created_at', 'visibility', 'version'])(
    'reads a %s of another type as null',
    (field) => {
      const item = readItem(modelSchema, wireModel({ [field]: 12 }));

      expect(item?.fields).toMatchObject({ [field]: null });
      expect(item?.raw).toMatchObject({ [field]: 12 });
    },
  );

  it('keeps fields that it does not know in the raw record', () => {
    expect(readItem(modelSchema, wireModel({ brand_new: [1] }))?.raw).toMatchObject({ brand_new: [1] });
  });
});

describe('readManifest', () => {
  it('drops and counts versions and files that name nothing', () => {
    const body = {
      data: { versions: [wireVersion(), {}], files: [wireFile(), { name: 'x' }], pinned_version_id: null },
    };

    expect(readManifest(body)).toMatchObject({ versions: [{}], files: [{}], rejected: 2 });
  });

  it('reads the answer about versions, which has no files', () => {
    expect(readManifest({ data: { versions: [wireVersion()] } })).toMatchObject({ files: [], rejected: 0 });
  });

  it.each([[null], ['text'], [{ data: [] }]])('is null for %j', (body) => {
    expect(readManifest(body)).toBeNull();
  });
});
