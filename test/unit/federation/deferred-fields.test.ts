import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../src/domain/common.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import type { Lookup } from '../../../src/providers/provider.js';
import { calmCall, federationOf, refsOf } from '../../helpers/federated-walk.js';
import { modelQuery, modelRecord } from '../../helpers/records.js';
import { shelf, shelfProvider, type Shelf, type ShelfProvider } from '../../helpers/shelf.js';

/** A provider whose list leaves the metrics out; `values` are what completing a model finds. */
function deferring(
  values: Record<string, number | null>,
  fields: Partial<Shelf> = {},
): { readonly provider: ShelfProvider; readonly filled: string[]; broken: ReadonlySet<string> } {
  const filled: string[] = [];
  const records = Object.keys(values).map((name) =>
    modelRecord({ provider: 'p', nativeId: name, name, deferred: ['metrics'] }),
  );
  const fill = (batch: readonly ModelRecord[]): Promise<Lookup<ModelRecord>[]> => {
    filled.push(...batch.map(({ nativeId }) => nativeId));
    return Promise.resolve(
      batch.map((record) => {
        if (result.broken.has(record.nativeId)) return new GatewayError('PROVIDER_UNAVAILABLE', 'It broke.');
        const value = values[record.nativeId];
        const metrics: Metric[] = value == null ? [] : [{ name: 'mAP', value }];
        return { ...record, metrics, deferred: [] };
      }),
    );
  };
  const provider = shelfProvider('p', [shelf({ records, ...fields })], { fill });
  const result = { provider, filled, broken: new Set<string>() };
  return result;
}

const byMetric = modelQuery({ order: { field: 'METRIC', direction: 'DESC', metric: 'mAP' } });
const ask = { query: byMetric, first: 2, after: null, countTotal: false };

describe('sorting by a metric that the list leaves out', () => {
  it('completes the models first, once, and shows them complete', async () => {
    const { provider, filled } = deferring({ a: 0.1, b: 0.9, c: null, d: 0.5 });
    const federation = federationOf([provider]);

    const first = await federation.models(ask, calmCall());
    const second = await federation.models({ ...ask, after: first.edges[1]!.cursor }, calmCall());

    expect([refsOf(first), refsOf(second)]).toEqual([
      ['p:b', 'p:d'],
      ['p:a', 'p:c'],
    ]);
    expect(first.edges.map((edge) => edge.node.deferred)).toEqual([[], []]);
    expect(filled.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('completes only what meets the other conditions', async () => {
    const { provider, filled } = deferring({ apple: 0.1, pear: 0.9 });
    const query = { ...byMetric, search: 'pear' };

    expect(refsOf(await federationOf([provider]).models({ ...ask, query }, calmCall()))).toEqual(['p:pear']);
    expect(filled).toEqual(['pear']);
  });

  it('leaves out what cannot be completed, says why, and tries again', async () => {
    const scene = deferring({ a: 0.1, b: 0.9 });
    const federation = federationOf([scene.provider]);
    scene.broken = new Set(['b']);

    const page = await federation.models(ask, calmCall());
    scene.broken = new Set();
    const later = await federation.models(ask, calmCall());

    expect(refsOf(page)).toEqual(['p:a']);
    expect(page.unavailable).toMatchObject([{ provider: 'p', code: 'PROVIDER_UNAVAILABLE' }]);
    expect(refsOf(later)).toEqual(['p:b', 'p:a']);
    expect(later.unavailable).toEqual([]);
    expect(scene.filled).toEqual(['a', 'b', 'b']);
  });
});

describe('a condition on a metric that the list leaves out', () => {
  const query = modelQuery({ filter: { metric: [{ name: 'mAP', gte: 0.5, lte: null }] } });

  it('is checked on completed models', async () => {
    const { provider } = deferring({ a: 0.1, b: 0.9, c: null, d: 0.5 });

    expect(refsOf(await federationOf([provider]).models({ ...ask, query }, calmCall()))).toEqual([
      'p:b',
      'p:d',
    ]);
  });

  it('completes of an ordered listing only the pages that the answer needs', async () => {
    const values = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [String(index + 10), 0.9]));
    const { provider, filled } = deferring(values);

    await federationOf([provider]).models({ ...ask, query }, calmCall());

    // One more than the page; one more page where the last of them could have had a namesake.
    expect(filled.length).toBeLessThanOrEqual(9);
  });
});

describe('a query that does not look at metrics', () => {
  it('completes nothing', async () => {
    const { provider, filled } = deferring({ a: 0.1 });

    await federationOf([provider]).models({ ...ask, query: modelQuery() }, calmCall());

    expect(filled).toEqual([]);
  });
});
