import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelQuery } from '../../../src/domain/listing.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import { toRef } from '../../../src/domain/ref.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { federationOf, refsOf, walkModels } from '../../helpers/federated-walk.js';
import { modelQuery, modelRecord } from '../../helpers/records.js';
import { PAGINGS, shelf, shelfProvider, type ShelfProvider } from '../../helpers/shelf.js';

/** Set WALK_RUNS for a long run. */
const RUNS = Number(process.env['WALK_RUNS'] ?? 25);
const TIMEOUT_MS = 20_000 + RUNS * 1_000;

/** Equal, missing and awkward keys are frequent, but there are enough others for cursors to resume in mid-listing. */
const keys = fc.record({
  name: fc.oneof(
    fc.constantFrom('a', 'A', 'b', 'ä', 'aa', '', '\u{1f600}', '\ud83d', 'zebra'),
    fc.integer({ min: 100, max: 999 }).map(String),
  ),
  createdAt: fc.constantFrom(null, ...Array.from({ length: 20 }, (_, day) => new Date(day * 86_400_000))),
});

const orders = fc.constantFrom(
  ...(['NAME', 'CREATED_AT'] as const).flatMap((field) =>
    (['ASC', 'DESC'] as const).map((direction) => ({ field, direction, metric: null })),
  ),
);

const shelfShape = fc.record({
  ordered: fc.boolean(),
  paging: fc.constantFrom(...PAGINGS),
  max: fc.integer({ min: 1, max: 30 }),
});

/** Providers with one or two listings; an item of a provider stands in either or both of them. */
const providerShape = fc.record({
  shelves: fc.array(shelfShape, { minLength: 1, maxLength: 2 }),
  items: fc.array(fc.record({ keys, places: fc.constantFrom('first', 'last', 'both') }), {
    maxLength: 60,
    size: 'max',
  }),
});
type ProviderShape = typeof providerShape extends fc.Arbitrary<infer Shape> ? Shape : never;
const providerShapes = fc.array(providerShape, { minLength: 1, maxLength: 4 });

function build(shapes: readonly ProviderShape[]): readonly ShelfProvider[] {
  return shapes.map(({ shelves, items }, index) => {
    const provider = `p${index}`;
    const built = shelves.map(({ ordered, paging, max }, number) =>
      shelf({ key: `list${number}`, ordered, paging, pageSize: { min: 1, max } }),
    );
    items.forEach((item, number) => {
      const record = modelRecord({ provider, nativeId: `m${number}`, ...item.keys });
      const [first, last] = [built[0]!, built.at(-1)!];
      if (item.places !== 'last') first.records.push(record);
      if (item.places !== 'first' && !first.records.includes(record)) last.records.push(record);
      if (item.places === 'both' && first !== last) last.records.push(record);
    });
    return shelfProvider(provider, built);
  });
}

function recordsOf(providers: readonly ShelfProvider[]): readonly ModelRecord[] {
  const all = providers.flatMap(({ shelves }) => shelves.flatMap(({ records }) => records));
  return [...new Map(all.map((record) => [toRef(record), record])).values()];
}

/** The order as the documentation states it, written down as plainly as possible. */
function compare(left: ModelRecord, right: ModelRecord, { order }: ModelQuery): number {
  const value = (record: ModelRecord) => (order.field === 'NAME' ? record.name : record.createdAt?.getTime());
  const [a, b] = [value(left), value(right)];
  if (a === undefined && b !== undefined) return 1;
  if (b === undefined && a !== undefined) return -1;
  if (a !== undefined && b !== undefined && a !== b) return a < b === (order.direction === 'ASC') ? -1 : 1;
  if (toRef(left) === toRef(right)) return 0;
  return toRef(left) < toRef(right) ? -1 : 1;
}

const sortedRefs = (records: readonly ModelRecord[], query: ModelQuery) =>
  records.toSorted((left, right) => compare(left, right, query)).map(toRef);

describe('a walk over federated models', { timeout: TIMEOUT_MS }, () => {
  it('shows every model once, in order, with every page size', async () => {
    await fc.assert(
      fc.asyncProperty(providerShapes, orders, async (shapes, order) => {
        const query = modelQuery({ order });
        const expected = sortedRefs(recordsOf(build(shapes)), query);
        for (const first of [1, 7, 25, 100]) {
          const pages = await walkModels(federationOf(build(shapes)), query, first);

          expect(pages.flatMap(refsOf)).toEqual(expected);
          expect(pages.slice(0, -1).every((page) => page.edges.length === first)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('shows every match of a filter once and fills its pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        providerShapes,
        orders,
        fc.integer({ min: 1, max: 9 }),
        async (shapes, order, first) => {
          const query = modelQuery({ order, filter: { nameContains: 'A' } });
          const providers = build(shapes);
          const matches = recordsOf(providers).filter(({ name }) => ['a', 'A', 'aa', 'zebra'].includes(name));

          const pages = await walkModels(federationOf(providers), query, first);

          expect(pages.flatMap(refsOf)).toEqual(sortedRefs(matches, query));
          expect(pages.slice(0, -1).every((page) => page.edges.length === first)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('neither repeats nor loses a model while others are added and deleted between pages', async () => {
    const insertion = fc.record({ provider: fc.nat(3), shelf: fc.nat(1), at: fc.nat(), added: keys });
    const deletion = fc.record({ provider: fc.nat(3), shelf: fc.nat(1), at: fc.nat(), deleted: fc.nat(12) });
    const change = fc.oneof(insertion, deletion);
    const changes = fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12, size: 'max' });
    await fc.assert(
      fc.asyncProperty(
        providerShapes,
        orders,
        fc.integer({ min: 1, max: 9 }),
        changes,
        async (shapes, order, first, steps) => {
          const query = modelQuery({ order });
          const providers = build(shapes);
          const federation = federationOf(providers);
          const touched = new Set<string>();
          let step = 0;

          const pages = await walkModels(federation, query, first, () => {
            for (const each of steps[step] ?? []) {
              const provider = providers[each.provider % providers.length]!;
              const { name } = provider.adapter;
              const target = provider.shelves[each.shelf % provider.shelves.length]!;
              const index = each.at % (target.records.length + 1);
              const changed =
                'deleted' in each
                  ? target.records.splice(index, each.deleted)
                  : [modelRecord({ provider: name, nativeId: `new${touched.size}`, ...each.added })];
              if ('added' in each) target.records.splice(index, 0, ...changed);
              for (const record of changed) touched.add(toRef(record));
              federation.invalidate(name);
            }
            step += 1;
          });

          const shown = pages.flatMap((page) => page.edges.map((edge) => edge.node));
          expect(shown.map(toRef)).toEqual(sortedRefs(shown, query));
          expect(new Set(shown.map(toRef)).size).toBe(shown.length);
          const lasting = recordsOf(providers)
            .map(toRef)
            .filter((ref) => !touched.has(ref));
          expect(shown.map(toRef)).toEqual(expect.arrayContaining(lasting));
        },
      ),
      { numRuns: 2 * RUNS },
    );
  });

  it('names failing providers and shows what lies behind the position once they are back', async () => {
    const outages = fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        providerShapes,
        orders,
        fc.integer({ min: 1, max: 9 }),
        outages,
        async (shapes, order, first, failing) => {
          const query = modelQuery({ order });
          const providers = build(shapes);
          let step = 0;
          providers.forEach((provider, index) => {
            provider.onPage = () => {
              if (failing[step]?.[index] === true)
                throw new GatewayError('PROVIDER_UNAVAILABLE', 'It is down.');
            };
          });
          const missing = new Set<string>();
          let previous: ModelRecord | null = null;

          const pages = await walkModels(federationOf(providers), query, first, (page) => {
            step += 1;
            const last = page.hasNextPage ? (page.edges.at(-1)?.node ?? null) : null;
            for (const record of recordsOf(providers)) {
              const isPassed =
                (previous === null || compare(record, previous, query) > 0) &&
                (last === null || compare(record, last, query) <= 0);
              const isDown = page.unavailable.some(({ provider }) => provider === record.provider);
              if (isPassed && isDown) missing.add(toRef(record));
            }
            previous = last;
          });

          const expected = recordsOf(providers).filter((record) => !missing.has(toRef(record)));
          expect(pages.flatMap(refsOf)).toEqual(sortedRefs(expected, query));
        },
      ),
      { numRuns: 2 * RUNS },
    );
  });
});
