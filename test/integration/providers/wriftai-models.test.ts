import { describe, expect, it } from 'vitest';
import { createHttp } from '../../../src/http/create-http.js';
import type { ProviderAdapter } from '../../../src/providers/provider.js';
import { wriftai } from '../../../src/providers/wriftai/index.js';
import { sendJson, startServer } from '../../helpers/http-server.js';
import { found, marketCall as call, openMarketAdapter, useMarket } from '../../helpers/market.js';
import { fullModel } from '../../helpers/market-wire.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { silentLog } from '../../helpers/sandbox.js';

const market = useMarket({ size: 30 });

const fill = (adapter: ProviderAdapter) => adapter.models.fill!;

describe('models by key', () => {
  it('come in the asked order, with null for what does not exist', async () => {
    const adapter = openMarketAdapter(market().server.origin);

    const [missing, model] = await adapter.models.getMany(
      ['greenlab/nothing', 'greenlab/leaf-segmenter'],
      call,
    );

    expect(missing).toBeNull();
    expect(model).toMatchObject({ nativeId: 'greenlab/leaf-segmenter', deferred: [], status: 'READY' });
  });

  it.each(['greenlab/', 'greenlab', '/', 'a/b/c', 'acme/../user', 'greenlab/..', './x'])(
    'are null without a call for %j (trap 6: an empty name would list)',
    async (nativeId) => {
      const adapter = openMarketAdapter(market().server.origin, null);
      const targets = market().watchTargets();

      expect(await adapter.models.getMany([nativeId], call)).toEqual([null]);
      expect(targets()).toEqual([]);
    },
  );

  it('may hold any characters', async () => {
    const adapter = openMarketAdapter(market().server.origin, null);
    const search = adapter.models.listings(modelQuery({ search: 'vogelstimmen' }))[0]!;
    const { items } = await search.page({ after: null, limit: 5 }, call);

    const [model] = await adapter.models.getMany([items[0]!.nativeId], call);

    expect(model).toMatchObject({ name: 'vogelstimmen #2 (50%)' });
  });

  it('are null when they are somebody else’s private ones', async () => {
    const adapter = openMarketAdapter(market().server.origin);

    const [own, others] = await adapter.models.getMany(
      ['greenlab/pest-spotter', 'ana-costa/pest-spotter'],
      call,
    );

    expect(own).toMatchObject({ visibility: 'PRIVATE' });
    expect(others).toBeNull();
  });

  it('fail one by one', async () => {
    market().misbehave({ kind: 'malformed-json', match: 'leaf-segmenter$' });
    const adapter = openMarketAdapter(market().server.origin, null);
    const [missing, broken] = await adapter.models.getMany(
      ['greenlab/nothing', 'greenlab/leaf-segmenter'],
      call,
    );

    expect(missing).toBeNull();
    expect(broken).toMatchObject({ code: 'PROVIDER_PROTOCOL', provider: 'market' });
  });

  it('reject as a whole when the caller leaves', async () => {
    const adapter = openMarketAdapter(market().server.origin, null);
    const signal = AbortSignal.abort(new Error('the client is gone'));

    const error = await rejectionOf(adapter.models.getMany(['greenlab/leaf-segmenter'], { ...call, signal }));

    expect(error.code).toBe('CANCELLED');
  });
});

describe('thin list items (trap 2)', () => {
  it('are completed by one read each, and only those that lack something', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const listing = adapter.models.listings(modelQuery())[0]!;
    const { items } = await listing.page({ after: null, limit: 5 }, call);
    const thin = items.slice(0, 2);
    const full = found(await adapter.models.getMany(['greenlab/leaf-segmenter'], call));
    const records = [...thin, ...full];
    const targets = market().watchTargets();

    const filled = found(await fill(adapter)(records, call));

    expect(thin.every((model) => model.deferred.includes('listing'))).toBe(true);
    expect(filled.map((model) => model.deferred)).toEqual([[], [], []]);
    expect(filled.map((model) => model.nativeId)).toEqual(records.map((model) => model.nativeId));
    expect(targets()).toHaveLength(2);
  });

  it('become null when the model has gone meanwhile', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    await adapter.editing!.create!({ name: 'short-lived', hardware: 'cpu' }, call);
    const own = adapter.models.listings(modelQuery({ filter: { visibility: 'PRIVATE' } }))[0]!;
    const { items } = await own.page({ after: null, limit: 50 }, call);
    const listed = items.find((model) => model.name === 'short-lived')!;
    await adapter.editing!.remove(listed.nativeId, call);

    expect(await fill(adapter)([listed], call)).toEqual([null]);
  });
});

describe('credentials', () => {
  it('that are wrong are PROVIDER_AUTH', async () => {
    const adapter = openMarketAdapter(market().server.origin, 'wrong');

    const error = await rejectionOf(adapter.probe(call));

    expect(error).toMatchObject({ code: 'PROVIDER_AUTH', provider: 'market' });
    expect(error.message).not.toContain('wrong');
  });

  it('are probed by reading the user', async () => {
    const adapter = openMarketAdapter(market().server.origin);
    const targets = market().watchTargets();

    expect(await adapter.probe(call)).toEqual({ version: null });
    expect(targets()).toEqual(['/v1/user']);
  });

  it('are not needed to read public models', async () => {
    const adapter = openMarketAdapter(market().server.origin, null);
    const targets = market().watchTargets();

    await adapter.probe(call);

    expect(targets()).toEqual(['/v1/models?page_size=5']);
    expect(market().server.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('are needed to edit, so there is no editing without them', () => {
    expect(openMarketAdapter(market().server.origin, null).editing).toBeUndefined();
    expect(openMarketAdapter(market().server.origin).editing).toBeDefined();
  });

  it('whose user cannot be read leave models readable, but not changeable', async () => {
    market().misbehave({ kind: 'status', status: 403, match: '/user$', times: 1 });
    const adapter = openMarketAdapter(market().server.origin);

    const [unknown] = await adapter.models.getMany(['greenlab/leaf-segmenter'], call);
    const [known] = await adapter.models.getMany(['greenlab/leaf-segmenter'], call);

    expect(unknown).toMatchObject({ actions: [] });
    expect(known).toMatchObject({ actions: ['UPDATE', 'DELETE'] });
  });
});

describe('the adapter', () => {
  it('has neither runs nor downloads (trap 13: no endpoint returns weights)', () => {
    const adapter = openMarketAdapter(market().server.origin);

    expect(adapter).toMatchObject({ name: 'market', type: 'wriftai', kind: 'MARKETPLACE' });
    expect(adapter.downloads).toBeUndefined();
    expect(adapter.runs).toBeUndefined();
  });

  it('takes a base URL with a slash at its end', async () => {
    const server = await startServer((_request, response) => sendJson(response, fullModel));
    const settings = wriftai.settings.parse({ baseUrl: `${server.origin}/v1/` });
    const adapter = wriftai.create({ name: 'market', settings, http: createHttp(), log: silentLog });

    await adapter.models.getMany(['greenlab/leaf-segmenter'], call);
    await adapter.close();

    expect(server.requests[0]?.url).toBe('/v1/models/greenlab/leaf-segmenter');
  });

  it('talks to the public service unless told otherwise, and refuses settings it does not know', () => {
    expect(wriftai.settings.parse({})).toEqual({ baseUrl: 'https://api.wrift.ai/v1' });
    expect(wriftai.settings.safeParse({ token: 'x' }).success).toBe(false);
    expect(wriftai.settings.safeParse({ accessToken: 'in clear' }).success).toBe(false);
    expect(wriftai.settings.safeParse({ baseUrl: 'ftp://x' }).success).toBe(false);
  });
});
