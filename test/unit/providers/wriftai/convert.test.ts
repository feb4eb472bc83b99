import { describe, expect, it } from 'vitest';
import {
  toCheckpoint,
  toListedCheckpoint,
  toListedModel,
  toModel,
  toWireChanges,
} from '../../../../src/providers/wriftai/convert.js';
import type { Received } from '../../../../src/providers/received.js';
import {
  parseItem,
  wireModel,
  wireVersion,
  type WireModel,
  type WireVersion,
} from '../../../../src/providers/wriftai/wire.js';
import {
  fullModel,
  fullVersion,
  oldListedModel,
  thinModel,
  thinVersion,
} from '../../../helpers/market-wire.js';

const context = { provider: 'market', accountId: null };
const greenlab = { owner: 'greenlab', name: 'leaf-segmenter' };

function model(fields: object): Received<WireModel> {
  const item = parseItem(wireModel, fields);
  if ('raw' in item) return item;
  throw new Error(JSON.stringify(item));
}

function version(fields: object): Received<WireVersion> {
  const item = parseItem(wireVersion, fields);
  if ('raw' in item) return item;
  throw new Error(JSON.stringify(item));
}

describe('a full model', () => {
  it('says everything that the marketplace knows', () => {
    expect(toModel(context, model(fullModel))).toMatchObject({
      provider: 'market',
      nativeId: 'greenlab/leaf-segmenter',
      name: 'leaf-segmenter',
      description: 'Outlines leaves in field photos.',
      status: 'READY',
      visibility: 'PUBLIC',
      owner: { username: 'greenlab', displayName: null, avatarUrl: 'https://img.example/g.png' },
      license: { id: null, url: 'https://lic.example/mit', text: null },
      sourceUrl: null,
      createdAt: new Date('2026-02-03T09:00:00Z'),
      updatedAt: null,
      listing: {
        overview: null,
        hardware: { identifier: 'cpu', name: 'CPU', gpus: null, cpus: null, ramGb: null },
        predictionsCount: 41,
        categories: [{ slug: 'vision', name: 'Vision' }],
        latestVersionKey: 'greenlab/leaf-segmenter/3',
      },
      deferred: [],
      raw: fullModel,
    });
  });

  it('has no latest version where none was registered', () => {
    const record = toModel(context, model({ ...fullModel, latest_version: null }));

    expect(record.listing?.latestVersionKey).toBeNull();
    expect(record.deferred).toEqual([]);
  });

  it.each([['javascript:alert(1)'], ['data:text/html,x'], ['not a URL'], ['']])(
    'passes on no link such as %j',
    (url) => {
      const record = toModel(context, model({ ...fullModel, source_url: url, license_url: url }));

      expect(record.sourceUrl).toBeNull();
      expect(record.license).toBeNull();
      expect(record.raw['source_url']).toBe(url);
    },
  );

  it('can be changed by the user of the token only', () => {
    const own = { provider: 'market', accountId: fullModel.owner.id };
    const other = { provider: 'market', accountId: '5a1c7f52-0b44-4f8e-8c5b-2f7d3f9e0002' };

    expect(toModel(own, model(fullModel)).actions).toEqual(['UPDATE', 'DELETE']);
    expect(toModel(other, model(fullModel)).actions).toEqual([]);
    expect(toModel(context, model(fullModel)).actions).toEqual([]);
  });
});

describe('a listed model', () => {
  it('defers what thin list items leave out (trap 2: lists are thin)', () => {
    const record = toListedModel(context, model(thinModel));

    expect(record.deferred).toEqual(['license', 'sourceUrl', 'paperUrl', 'listing']);
    expect(record.listing).toMatchObject({ predictionsCount: 41, latestVersionKey: null });
  });

  it('is complete in the older full form (trap 4: names drift between generations)', () => {
    const record = toListedModel(context, model(oldListedModel));

    expect(record).toMatchObject({
      deferred: [],
      visibility: 'PRIVATE',
      owner: { username: 'greenlab', displayName: 'Green Lab' },
      sourceUrl: 'https://code.example/leaf',
      updatedAt: new Date('2026-02-04T09:00:00.120Z'),
      listing: {
        overview: null,
        predictionsCount: 40,
        categories: [],
        latestVersionKey: 'greenlab/leaf-segmenter/3',
      },
    });
  });

  it('has no visibility where the word is not known', () => {
    const record = toListedModel(context, model({ ...thinModel, visibility: 'unlisted' }));

    expect(record.visibility).toBeNull();
    expect(record.raw['visibility']).toBe('unlisted');
  });
});

describe('a list item', () => {
  it.each([
    ['a missing name', { ...thinModel, name: undefined }],
    ['a name with a slash', { ...thinModel, name: 'a/b' }],
    ['an empty username', { ...thinModel, owner: { ...thinModel.owner, username: '' } }],
    ['no owner', { ...thinModel, owner: null }],
    ['a date that is none', { ...thinModel, created_at: 'yesterday' }],
    ['a count below zero', { ...thinModel, predictions_count: -1 }],
    ['no object', 'leaf-segmenter'],
    ['null', null],
    ['a list', []],
  ])('cannot be read with %s', (_what, item) => {
    expect(parseItem(wireModel, item)).not.toHaveProperty('raw');
  });
});

describe('a version', () => {
  it('is a checkpoint that names an image and cannot be fetched (trap 13: the digest is not a link)', () => {
    expect(toCheckpoint('market', greenlab, version(fullVersion))).toMatchObject({
      provider: 'market',
      nativeId: 'greenlab/leaf-segmenter/3',
      modelId: 'greenlab/leaf-segmenter',
      runId: null,
      name: '3',
      format: 'container-image',
      digest: `sha256:${'a'.repeat(64)}`,
      createdAt: new Date('2026-03-01T10:00:00Z'),
      releaseNotes: 'Smaller weights.',
      inputSchema: { type: 'object' },
      outputSchema: { type: 'string' },
      downloadable: false,
      deferred: [],
    });
  });

  it('defers its schemas in a list', () => {
    const record = toListedCheckpoint('market', greenlab, version(thinVersion));

    expect(record.deferred).toEqual(['inputSchema', 'outputSchema']);
    expect(record.inputSchema).toBeNull();
  });

  it('keeps a training pair of schemas in its raw record', () => {
    const schemas = { ...fullVersion.schemas, training: { input: {}, output: {} } };

    expect(toCheckpoint('market', greenlab, version({ ...fullVersion, schemas })).raw['schemas']).toEqual(
      schemas,
    );
  });

  it.each([
    ['with its algorithm', `sha256:${'0f'.repeat(32)}`, `sha256:${'0f'.repeat(32)}`],
    ['as bare hex', '0F'.repeat(32), `sha256:${'0f'.repeat(32)}`],
    ['in another form', 'v2-image', null],
    ['cut short', 'sha256:abc', null],
  ])('has a digest %s', (_what, text, digest) => {
    const record = toCheckpoint(
      'market',
      greenlab,
      version({ ...fullVersion, container_image_digest: text }),
    );

    expect(record.digest).toBe(digest);
  });
});

describe('the body of a change', () => {
  it('leaves out what stays and holds null for what is cleared', () => {
    expect(toWireChanges({ name: 'leaf', description: null, visibility: 'PUBLIC' })).toEqual({
      name: 'leaf',
      description: null,
      visibility: 'public',
    });
  });

  it('has the marketplace’s word for each field', () => {
    const changes = {
      overview: 'o',
      hardware: 'cpu',
      sourceUrl: 's',
      licenseUrl: 'l',
      paperUrl: 'p',
      categories: ['vision'],
    };

    expect(toWireChanges(changes)).toEqual({
      overview: 'o',
      hardware_identifier: 'cpu',
      source_url: 's',
      license_url: 'l',
      paper_url: 'p',
      category_slugs: ['vision'],
    });
  });
});
