import { describe, expect, it } from 'vitest';
import type { ModelWriter } from '../../../src/providers/provider.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { found, marketCall as call, openMarketAdapter, useMarket } from '../../helpers/market.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';

const market = useMarket({ size: 12 });

const openWriter = (): ModelWriter => openMarketAdapter(market().server.origin).editing!;

/** A public model of somebody who is not the token's user. */
async function foreignModel(): Promise<string> {
  const adapter = openMarketAdapter(market().server.origin);
  const { items } = await adapter.models.listings(modelQuery())[0]!.page({ after: null, limit: 50 }, call);
  return items.find((model) => model.owner?.username !== 'greenlab')!.nativeId;
}

describe('creating a model', () => {
  it('gives the whole new model, private unless asked otherwise', async () => {
    const created = await openWriter().create!(
      {
        name: 'moss detector',
        hardware: 'gpu-t4',
        description: 'Grüner wird’s nicht.',
        categories: ['vision'],
      },
      call,
    );

    expect(created).toMatchObject({
      nativeId: 'greenlab/moss detector',
      visibility: 'PRIVATE',
      description: 'Grüner wird’s nicht.',
      listing: {
        hardware: { identifier: 'gpu-t4' },
        categories: [{ slug: 'vision' }],
        predictionsCount: 0,
        latestVersionKey: null,
      },
      actions: ['UPDATE', 'DELETE'],
      deferred: [],
    });
  });

  it('needs hardware, and makes no call without it', async () => {
    const targets = market().watchTargets();

    const error = await rejectionOf(openWriter().create!({ name: 'x' }, call));

    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', provider: 'market' });
    expect(error.message).toContain('hardware');
    expect(targets()).toEqual([]);
  });

  it('says which values the marketplace refuses', async () => {
    const error = await rejectionOf(openWriter().create!({ name: 'x', hardware: 'abacus' }, call));

    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', retryable: false });
    expect(error.message).toContain('hardware');
  });

  it('is a CONFLICT when the name is taken', async () => {
    const error = await rejectionOf(openWriter().create!({ name: 'leaf-segmenter', hardware: 'cpu' }, call));

    expect(error.code).toBe('CONFLICT');
  });

  it('takes a model without the body of one as a broken promise', async () => {
    const server = await startServer((_request, response) => sendJson(response, null, 201));
    const writer = openMarketAdapter(server.origin).editing!;

    const error = await rejectionOf(writer.create!({ name: 'x', hardware: 'cpu' }, call));

    expect(error.code).toBe('PROVIDER_PROTOCOL');
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(1);
  });
});

describe('updating a model', () => {
  it('leaves what is not named and clears what is null', async () => {
    const writer = openWriter();
    const texts = { description: 'a', overview: 'b', licenseUrl: 'https://lic.example/mit' };
    await writer.create!({ name: 'half-changed', hardware: 'cpu', ...texts }, call);

    const updated = await writer.update(
      'greenlab/half-changed',
      { description: null, visibility: 'PUBLIC' },
      call,
    );

    expect(updated).toMatchObject({
      description: null,
      visibility: 'PUBLIC',
      listing: { overview: 'b' },
      license: { url: 'https://lic.example/mit' },
    });
  });

  it('gives a renamed model under its new key (trap 9: owner/name:number breaks on rename)', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    await adapter.editing!.create!({ name: 'before', hardware: 'cpu' }, call);

    const renamed = await adapter.editing!.update('greenlab/before', { name: 'after' }, call);
    const [old, current] = await adapter.models.getMany(['greenlab/before', 'greenlab/after'], call);

    expect(renamed?.nativeId).toBe('greenlab/after');
    expect(old).toBeNull();
    expect(current).toMatchObject({ name: 'after' });
  });

  it('takes the fields of the marketplace and no others', () => {
    expect([...openWriter().updatable].sort()).toEqual([
      'categories',
      'description',
      'hardware',
      'licenseUrl',
      'name',
      'overview',
      'paperUrl',
      'sourceUrl',
      'visibility',
    ]);
  });

  it('is null for a model that does not exist or cannot', async () => {
    const writer = openWriter();

    expect(await writer.update('greenlab/nothing', { description: 'x' }, call)).toBeNull();
    expect(await writer.update('greenlab/', { description: 'x' }, call)).toBeNull();
  });

  it('is PROVIDER_FORBIDDEN for the model of another user', async () => {
    const nativeId = await foreignModel();

    const error = await rejectionOf(openWriter().update(nativeId, { description: 'mine' }, call));

    expect(error).toMatchObject({ code: 'PROVIDER_FORBIDDEN', provider: 'market' });
  });
});

describe('deleting a model', () => {
  it('removes it for good', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    await adapter.editing!.create!({ name: 'doomed', hardware: 'cpu' }, call);
    found(await adapter.models.getMany(['greenlab/doomed'], call));

    expect(await adapter.editing!.remove('greenlab/doomed', call)).toEqual({ outcome: 'REMOVED' });
    expect(await adapter.models.getMany(['greenlab/doomed'], call)).toEqual([null]);
    expect(await adapter.editing!.remove('greenlab/doomed', call)).toBeNull();
  });

  it('makes no call for a key that would delete something else', async () => {
    const targets = market().watchTargets();

    expect(await openWriter().remove('greenlab/', call)).toBeNull();
    expect(await openWriter().remove('greenlab/..', call)).toBeNull();
    expect(targets()).toEqual([]);
  });

  it.each([
    [200, 'null'],
    [200, ''],
    [202, '{"queued": true}'],
    [204, ''],
  ])('counts as done with status %i and the body %j (trap 3: bodies of DELETE)', async (status, body) => {
    const server = await startServer((_request, response) => response.writeHead(status).end(body));
    const writer = openMarketAdapter(server.origin).editing!;

    expect(await writer.remove('greenlab/leaf-segmenter', call)).toEqual({ outcome: 'REMOVED' });
    expect(server.requests.map(({ method, url }) => [method, url])).toEqual([
      ['DELETE', '/v1/models/greenlab/leaf-segmenter'],
    ]);
  });

  it('is not tried twice when the marketplace fails', async () => {
    const server = await startServer((_request, response) => response.writeHead(503).end());
    const writer = openMarketAdapter(server.origin).editing!;

    const error = await rejectionOf(writer.remove('greenlab/leaf-segmenter', call));

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true });
    expect(server.requests).toHaveLength(1);
  });
});
