import { describe, expect, it } from 'vitest';
import type { CheckpointList, Lookup, ProviderAdapter } from '../../../src/providers/provider.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createLoaders, type Loaders } from '../../../src/loaders/create-loaders.js';
import { calmCall } from '../../helpers/federated-walk.js';
import { checkpointRecord, modelRecord, runRecord } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { shelfProvider } from '../../helpers/shelf.js';

/** Ten checkpoints, newest first; as many of them as asked for. */
function newest(limit: number | null): CheckpointList {
  const all = Array.from({ length: 10 }, (_, index) => checkpointRecord({ name: `epoch_${10 - index}` }));
  return limit === null || limit >= 10
    ? { items: all, hasMore: false }
    : { items: all.slice(0, limit), hasMore: true };
}

const broken = () => new GatewayError('PROVIDER_UNAVAILABLE', 'It broke.');

/** A provider that counts its calls. Ids that begin with `no` do not exist, those that begin with `bad` fail. */
function counting(name: string): { readonly adapter: ProviderAdapter; readonly calls: unknown[] } {
  const calls: unknown[] = [];
  const answer = <T>(call: string, ids: readonly string[], make: (id: string) => T, ...more: unknown[]) => {
    calls.push([call, ids, ...more]);
    return Promise.resolve(
      ids.map((id): Lookup<T> => {
        if (id.startsWith('bad')) return broken();
        return id.startsWith('no') ? null : make(id);
      }),
    );
  };
  const model = (nativeId: string) => modelRecord({ provider: name, nativeId });
  const run = (nativeId: string) => runRecord({ provider: name, nativeId });
  const checkpoint = (nativeId: string) => checkpointRecord({ provider: name, nativeId });
  const idsOf = (records: readonly { readonly nativeId: string }[]) =>
    records.map(({ nativeId }) => nativeId);
  const { adapter } = shelfProvider(
    name,
    [],
    {
      getMany: (ids) => answer('models', ids, model),
      fill: (records) => answer('fill models', idsOf(records), model),
    },
    {
      runs: {
        listings: () => [],
        getMany: (ids) => answer('runs', ids, run),
        ofModels: (ids) => answer('runs of models', ids, (id) => run(`run of ${id}`)),
        pollIntervalMs: 1000,
      },
      checkpoints: {
        getMany: (ids) => answer('checkpoints', ids, checkpoint),
        fill: (records) => answer('fill checkpoints', idsOf(records), checkpoint),
        ofModels: (ids, limit) => answer('checkpoints of models', ids, () => newest(limit), limit),
        ofRuns: (ids, limit) => answer('checkpoints of runs', ids, () => newest(limit), limit),
      },
    },
  );
  return { adapter, calls };
}

function loadersOf(...adapters: readonly ProviderAdapter[]): Loaders {
  return createLoaders({
    adapters: new Map(adapters.map((adapter) => [adapter.name, adapter])),
    call: calmCall(),
  });
}

describe('loading by key', () => {
  it('asks for the same key once, also later', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const key = { provider: 'p', nativeId: 'm1' };

    const [first, second] = await Promise.all([loaders.model(key), loaders.model({ ...key })]);
    const third = await loaders.model({ ...key });

    expect(first?.nativeId).toBe('m1');
    expect([second, third]).toEqual([first, first]);
    expect(calls).toEqual([['models', ['m1']]]);
  });

  it('asks each provider once for all of a tick and answers in the order of the keys', async () => {
    const [a, b] = [counting('a'), counting('b')];
    const loaders = loadersOf(a.adapter, b.adapter);
    const keys = [
      { provider: 'b', nativeId: '1' },
      { provider: 'a', nativeId: '1' },
      { provider: 'b', nativeId: '2' },
      { provider: 'a', nativeId: '2' },
    ];

    const runs = await Promise.all(keys.map((key) => loaders.run(key)));

    expect(runs).toMatchObject(keys);
    expect([a.calls, b.calls]).toEqual([[['runs', ['1', '2']]], [['runs', ['1', '2']]]]);
  });

  it('gives null for what does not exist and for providers that are not configured', async () => {
    const loaders = loadersOf(counting('p').adapter);

    expect(await loaders.model({ provider: 'p', nativeId: 'none' })).toBeNull();
    expect(await loaders.model({ provider: 'unknown', nativeId: 'm1' })).toBeNull();
  });

  it('fails only the key that failed, in the name of its provider', async () => {
    const loaders = loadersOf(counting('p').adapter);

    const good = loaders.checkpoint({ provider: 'p', nativeId: 'c1' });
    const error = await rejectionOf(loaders.checkpoint({ provider: 'p', nativeId: 'bad' }));

    expect([error.code, error.provider]).toEqual(['PROVIDER_UNAVAILABLE', 'p']);
    expect((await good)?.nativeId).toBe('c1');
  });

  it('fails only the keys of the provider whose call failed', async () => {
    const down = shelfProvider('down', [], { getMany: () => Promise.reject(broken()) });
    const loaders = loadersOf(down.adapter, counting('p').adapter);

    const good = loaders.model({ provider: 'p', nativeId: 'm1' });
    const error = await rejectionOf(loaders.model({ provider: 'down', nativeId: 'm1' }));

    expect([error.code, error.provider]).toEqual(['PROVIDER_UNAVAILABLE', 'down']);
    expect((await good)?.nativeId).toBe('m1');
  });

  it('does not take an adapter at its word that answers too little', async () => {
    const short = shelfProvider('short', [], { getMany: () => Promise.resolve([]) });

    const error = await rejectionOf(loadersOf(short.adapter).model({ provider: 'short', nativeId: 'm1' }));

    expect(error.code).toBe('INTERNAL');
  });

  it('gives nothing where the provider has no such things', async () => {
    const loaders = loadersOf(shelfProvider('bare', []).adapter);
    const key = { provider: 'bare', nativeId: '1' };
    const deferred = modelRecord({ provider: 'bare', deferred: ['metrics'] });

    expect(await loaders.run(key)).toBeNull();
    expect(await loaders.runOfModel(key)).toBeNull();
    expect(await loaders.checkpoint(key)).toBeNull();
    expect(await loaders.checkpointsOfModel(key, 5)).toEqual({ items: [], hasMore: false });
    expect(await loaders.checkpointsOfRun(key, null)).toEqual({ items: [], hasMore: false });
    expect(await loaders.modelDetails(deferred)).toBe(deferred);
  });
});

describe('priming', () => {
  it('spares the call for a model or run that came with a list', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const model = modelRecord({ provider: 'p', nativeId: 'm1' });
    const run = runRecord({ provider: 'p', nativeId: 'r1' });

    loaders.primeModel(model);
    loaders.primeRun(run);

    expect(await loaders.model({ provider: 'p', nativeId: 'm1' })).toBe(model);
    expect(await loaders.run({ provider: 'p', nativeId: 'r1' })).toBe(run);
    expect(calls).toEqual([]);
  });

  it('does not keep a model with fields left out', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);

    loaders.primeModel(modelRecord({ provider: 'p', nativeId: 'm1', deferred: ['metrics'] }));
    await loaders.model({ provider: 'p', nativeId: 'm1' });

    expect(calls).toEqual([['models', ['m1']]]);
  });
});

describe('details', () => {
  it('complete the records of a tick in one call, each once', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const records = ['m1', 'm2', 'm1'].map((nativeId) =>
      modelRecord({ provider: 'p', nativeId, deferred: ['metrics'] }),
    );

    const complete = await Promise.all(records.map((record) => loaders.modelDetails(record)));

    expect(complete.map(({ nativeId, deferred }) => [nativeId, deferred])).toEqual([
      ['m1', []],
      ['m2', []],
      ['m1', []],
    ]);
    expect(calls).toEqual([['fill models', ['m1', 'm2']]]);
  });

  it('cost nothing for a record that is complete', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const record = checkpointRecord({ provider: 'p' });

    expect(await loaders.checkpointDetails(record)).toBe(record);
    expect(calls).toEqual([]);
  });

  it('leave a record that has vanished as it was', async () => {
    const record = modelRecord({ provider: 'p', nativeId: 'no longer', deferred: ['metrics'] });

    expect(await loadersOf(counting('p').adapter).modelDetails(record)).toBe(record);
  });
});

describe('lists of checkpoints', () => {
  const names = (list: CheckpointList) => list.items.map(({ name }) => name);

  it('of twenty runs are one call with twenty ids', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);

    const lists = await Promise.all(
      ids.map((nativeId) => loaders.checkpointsOfRun({ provider: 'p', nativeId }, 10)),
    );

    expect(lists.map(({ items }) => items.length)).toEqual(ids.map(() => 10));
    expect(calls).toEqual([['checkpoints of runs', ids, 10]]);
  });

  it('share the longest list that is wanted of a key in a tick, and each wish is cut to its length', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const key = { provider: 'p', nativeId: 'm1' };

    const [one, all, three] = await Promise.all([
      loaders.checkpointsOfModel(key, 1),
      loaders.checkpointsOfModel(key, null),
      loaders.checkpointsOfModel({ ...key }, 3),
    ]);

    expect([names(one), one.hasMore]).toEqual([['epoch_10'], true]);
    expect([names(three), three.hasMore]).toEqual([['epoch_10', 'epoch_9', 'epoch_8'], true]);
    expect([all.items.length, all.hasMore]).toEqual([10, false]);
    expect(calls).toEqual([['checkpoints of models', ['m1'], null]]);
  });

  it('read before serve a shorter wish later, but not a longer one', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);
    const key = { provider: 'p', nativeId: 'r1' };

    await loaders.checkpointsOfRun(key, 4);
    expect(names(await loaders.checkpointsOfRun(key, 2))).toEqual(['epoch_10', 'epoch_9']);
    expect(names(await loaders.checkpointsOfRun(key, 5)).length).toBe(5);

    expect(calls).toEqual([
      ['checkpoints of runs', ['r1'], 4],
      ['checkpoints of runs', ['r1'], 5],
    ]);
  });

  it('do not make one key pay for the length that another wants', async () => {
    const { adapter, calls } = counting('p');
    const loaders = loadersOf(adapter);

    await Promise.all([
      loaders.checkpointsOfRun({ provider: 'p', nativeId: 'r1' }, 1),
      loaders.checkpointsOfRun({ provider: 'p', nativeId: 'r2' }, null),
    ]);

    expect(calls).toEqual([
      ['checkpoints of runs', ['r1'], 1],
      ['checkpoints of runs', ['r2'], null],
    ]);
  });

  it('fail only for the key that failed, and are empty for one that does not exist', async () => {
    const loaders = loadersOf(counting('p').adapter);

    const good = loaders.checkpointsOfModel({ provider: 'p', nativeId: 'm1' }, 1);
    const none = loaders.checkpointsOfModel({ provider: 'p', nativeId: 'none' }, 1);
    const error = await rejectionOf(loaders.checkpointsOfModel({ provider: 'p', nativeId: 'bad' }, 1));

    expect([error.code, error.provider]).toEqual(['PROVIDER_UNAVAILABLE', 'p']);
    expect(names(await good)).toEqual(['epoch_10']);
    expect(await none).toEqual({ items: [], hasMore: false });
  });
});
