import { describe, expect, it } from 'vitest';
import type { Page } from '../../../src/domain/listing.js';
import type { ModelRecord } from '../../../src/domain/model.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { calmCall, federationOf, refsOf, walkModels } from '../../helpers/federated-walk.js';
import { modelQuery, modelRecord } from '../../helpers/records.js';
import { shelf, shelfProvider, type PageCall, type ShelfProvider } from '../../helpers/shelf.js';

const named = (name: string): ModelRecord => modelRecord({ provider: 'p', nativeId: name, name });
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index).padStart(5, '0'));

/** A provider whose pages the test makes up, whatever it calls itself. */
function scripted(page: (call: PageCall) => Partial<Page<ModelRecord>>, ordered = true): ShelfProvider {
  const provider = shelfProvider('p', [], {
    listings: () => [
      {
        key: 'all',
        ordered,
        pageSize: { min: 1, max: 100 },
        page: async (request, call) => {
          const asked = { listing: 'all', ...request };
          provider.calls.push(asked);
          await provider.onPage(call, asked);
          return { items: [], next: null, total: null, rejected: 0, ...page(asked) };
        },
      },
    ],
  });
  return provider;
}

const ask = { query: modelQuery(), first: 25, after: null, countTotal: false };
const orderedOrNot = [
  ['ordered', true],
  ['unordered', false],
] as const;

describe('a listing that calls itself ordered and is not', () => {
  it('is read as a whole and sorted, also where the lie shows on a later page', async () => {
    const names = [...numbers(1, 40), '00000', ...numbers(41, 50)];
    const provider = scripted(({ after, limit }) => {
      const start = Number(after ?? 0);
      const end = start + limit;
      return { items: names.slice(start, end).map(named), next: end < names.length ? String(end) : null };
    });

    const page = await federationOf([provider]).models({ ...ask, first: 100 }, calmCall());

    expect(refsOf(page)).toEqual(names.toSorted().map((name) => `p:${name}`));
  });

  it('is not trusted again by the next page', async () => {
    const names = numbers(0, 10).toReversed();
    const provider = scripted(() => ({ items: names.map(named) }));

    const pages = await walkModels(federationOf([provider]), modelQuery(), 3);

    expect(pages.flatMap(refsOf)).toEqual(names.toSorted().map((name) => `p:${name}`));
    expect(provider.calls.length).toBe(2);
  });
});

describe.each(orderedOrNot)('an %s listing without end', (_kind, ordered) => {
  it('stops where its pages lead back, keeps what was read and says so', async () => {
    const provider = scripted(({ after }) => {
      const here = after ?? 'a';
      return {
        items: [named(here)],
        next: here === 'c' ? 'a' : String.fromCodePoint(here.codePointAt(0)! + 1),
      };
    }, ordered);

    const page = await federationOf([provider]).models(ask, calmCall());

    expect(refsOf(page)).toEqual(['p:a', 'p:b', 'p:c']);
    expect(page.unavailable).toMatchObject([{ provider: 'p', code: 'PROVIDER_PROTOCOL' }]);
    expect(provider.calls.length).toBeLessThanOrEqual(4);
  });

  it('stops where pages with new tokens bring nothing new', async () => {
    let token = 0;
    const provider = scripted(() => ({ items: [named('a')], next: String((token += 1)) }), ordered);

    const page = await federationOf([provider]).models(ask, calmCall());

    expect(refsOf(page)).toEqual(['p:a']);
    expect(page.unavailable).toMatchObject([{ provider: 'p', code: 'PROVIDER_PROTOCOL' }]);
    expect(provider.calls.length).toBeLessThanOrEqual(12);
  });

  it('stops at the configured number of records and says that it is truncated', async () => {
    const provider = scripted(({ after, limit }) => {
      const start = Number(after ?? 0);
      return { items: numbers(start, start + limit).map(named), next: String(start + limit) };
    }, ordered);
    const query = modelQuery({ search: '00041' });

    const page = await federationOf([provider], { maxDrain: 500 }).models({ ...ask, query }, calmCall());

    expect(refsOf(page)).toEqual(['p:00041']);
    expect(page.unavailable).toEqual([
      {
        provider: 'p',
        code: 'TRUNCATED',
        message: 'Only 500 items of a list of p were read. Narrow the filter to see the others.',
        retryAfterMs: null,
      },
    ]);
  });

  it('lets a few empty pages pass', async () => {
    const provider = scripted(
      ({ after }) => (after === '5' ? { items: [named('a')] } : { next: String(Number(after ?? 0) + 1) }),
      ordered,
    );

    const page = await federationOf([provider]).models(ask, calmCall());

    expect(refsOf(page)).toEqual(['p:a']);
    expect(page.unavailable).toEqual([]);
  });
});

describe.each(orderedOrNot)('an %s listing with unreadable items', (_kind, ordered) => {
  it('shows the others and counts those', async () => {
    const provider = scripted(
      ({ after }) => ({
        items: [named(after ?? 'a')],
        rejected: after === null ? 1 : 2,
        next: after === null ? 'b' : null,
      }),
      ordered,
    );

    const page = await federationOf([provider]).models(ask, calmCall());

    expect(refsOf(page)).toEqual(['p:a', 'p:b']);
    expect(page.unavailable).toEqual([
      {
        provider: 'p',
        code: 'PROVIDER_PROTOCOL',
        message: '3 items of p could not be read.',
        retryAfterMs: null,
      },
    ]);
  });
});

describe('a listing of exactly the greatest length', () => {
  it('is not called truncated', async () => {
    const provider = scripted(() => ({ items: numbers(0, 50).map(named) }), false);

    const page = await federationOf([provider], { maxDrain: 50 }).models(ask, calmCall());

    expect(page.unavailable).toEqual([]);
  });
});

describe('resuming an ordered listing', () => {
  it('finds the models of one name that a deletion has moved to an earlier page', async () => {
    // Offset pages of 3: [a b c] [d 5 4] [3 2 1] [z]; the provider keeps equal names in its own order.
    const same = ['5', '4', '3', '2', '1'].map((id) =>
      modelRecord({ provider: 'p', nativeId: id, name: 'same' }),
    );
    const records = [...['a', 'b', 'c', 'd'].map(named), ...same, named('z')];
    const shelved = shelf({ records, paging: 'offset', pageSize: { min: 1, max: 3 } });
    const federation = federationOf([shelfProvider('p', [shelved])]);
    const first = await federation.models({ ...ask, first: 6 }, calmCall());
    expect(refsOf(first)).toEqual(['p:a', 'p:b', 'p:c', 'p:d', 'p:1', 'p:2']);

    // Now [c d 5] [4 3 2] [1 z]: where the second page began with d, it begins with 4.
    shelved.records = records.slice(2);
    const second = await federation.models({ ...ask, first: 6, after: first.edges[5]!.cursor }, calmCall());

    expect(refsOf(second)).toEqual(['p:3', 'p:4', 'p:5', 'p:z']);
  });

  it('begins again where the provider no longer knows the token', async () => {
    const provider = shelfProvider('p', [
      shelf({ records: numbers(0, 50).map(named), pageSize: { min: 1, max: 10 } }),
    ]);
    const federation = federationOf([provider]);
    const first = await federation.models(ask, calmCall());
    const read = provider.calls.length;
    provider.onPage = () => {
      if (provider.calls.length === read + 1)
        throw new GatewayError('PROVIDER_REJECTED', 'The token has expired.');
    };

    const second = await federation.models({ ...ask, after: first.edges[24]!.cursor }, calmCall());

    expect(provider.calls.slice(read, read + 2).map(({ after }) => after)).toEqual(['00019', null]);
    expect(refsOf(second)).toEqual(numbers(25, 50).map((name) => `p:${name}`));
    expect(second.unavailable).toEqual([]);
  });
});
