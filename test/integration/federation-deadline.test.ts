import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StopSignal } from '../../src/async/stop.js';
import type { ModelRecord } from '../../src/domain/model.js';
import { GatewayError } from '../../src/errors/gateway-error.js';
import type { CallOptions } from '../../src/providers/provider.js';
import { createDeferred } from '../helpers/deferred.js';
import { calmCall, federationOf, refsOf } from '../helpers/federated-walk.js';
import { modelQuery, modelRecord } from '../helpers/records.js';
import { rejectionOf } from '../helpers/rejection.js';
import { shelf, shelfProvider, type Shelf, type ShelfProvider } from '../helpers/shelf.js';

const PROVIDER_DEADLINE_MS = 400;
/** What the requirement allows for the gateway's own part of an answer. */
const OWN_PART_MS = 500;

const ask = { query: modelQuery(), first: 25, after: null, countTotal: false };

const numbered = (provider: string, count: number, fields: Partial<ModelRecord> = {}): ModelRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const name = String(index).padStart(4, '0');
    return modelRecord({ provider, nativeId: name, name, ...fields });
  });

const provider = (name: string, count: number, fields: Partial<Shelf> = {}): ShelfProvider =>
  shelfProvider(name, [shelf({ records: numbered(name, count), ...fields })]);

/** Answers only to its signal, or not even to that. */
function hang(heedsSignal: boolean): (call: CallOptions) => Promise<void> {
  return ({ signal }) =>
    new Promise((_resolve, reject) => {
      if (heedsSignal) {
        signal.addEventListener('abort', () => reject(new GatewayError('CANCELLED', 'The call was ended.')));
      }
    });
}

async function timed<T>(work: Promise<T>): Promise<{ readonly result: T; readonly elapsedMs: number }> {
  const startedMs = performance.now();
  const result = await work;
  return { result, elapsedMs: performance.now() - startedMs };
}

describe('a provider that does not answer', () => {
  const shapes = [true, false].flatMap((ordered) =>
    [true, false].map((heedsSignal) => ({ ordered, heedsSignal })),
  );

  it.each(shapes)(
    'is named within the deadline while the others answer (ordered: $ordered, heeds the signal: $heedsSignal)',
    async ({ ordered, heedsSignal }) => {
      const silent = provider('silent', 10, { ordered });
      silent.onPage = hang(heedsSignal);
      const federation = federationOf(
        [silent, provider('registry', 3), provider('market', 3, { ordered: false })],
        {
          providerDeadlineMs: PROVIDER_DEADLINE_MS,
        },
      );

      const { result, elapsedMs } = await timed(federation.models(ask, calmCall()));

      expect(elapsedMs).toBeLessThan(PROVIDER_DEADLINE_MS + OWN_PART_MS);
      expect(result.unavailable).toMatchObject([{ provider: 'silent', code: 'PROVIDER_TIMEOUT' }]);
      expect(refsOf(result).length).toBe(6);
    },
  );

  it('does not cost the others their place when its absence makes them read further', async () => {
    const silent = provider('silent', 10);
    silent.onPage = hang(true);
    // Pages of 5, so that the whole answer takes six of them.
    const registry = provider('registry', 40, { pageSize: { min: 1, max: 5 } });
    registry.onPage = () => delay(5);
    const federation = federationOf([silent, registry], { providerDeadlineMs: PROVIDER_DEADLINE_MS });

    const { result, elapsedMs } = await timed(federation.models(ask, calmCall()));

    expect(elapsedMs).toBeLessThan(PROVIDER_DEADLINE_MS + OWN_PART_MS);
    expect(result.unavailable.map((problem) => problem.provider)).toEqual(['silent']);
    expect(refsOf(result)).toEqual(numbered('registry', 25).map(({ nativeId }) => `registry:${nativeId}`));
    expect(result.hasNextPage).toBe(true);
  });

  it('is dropped as a whole when only one of its listings hangs', async () => {
    const shelves = ['live', 'archived'].map((key) => shelf({ key, records: numbered(`half`, 2) }));
    const half = shelfProvider('half', shelves);
    half.onPage = async (call, page) => (page.listing === 'archived' ? hang(true)(call) : undefined);
    const federation = federationOf([half, provider('registry', 1)], {
      providerDeadlineMs: PROVIDER_DEADLINE_MS,
    });

    const page = await federation.models(ask, calmCall());

    expect(refsOf(page)).toEqual(['registry:0000']);
    expect(page.unavailable).toMatchObject([{ provider: 'half', code: 'PROVIDER_TIMEOUT' }]);
  });

  it('shows what lies behind the position when it is back', async () => {
    const silent = provider('a', 30);
    const federation = federationOf([silent, provider('b', 30)], {
      providerDeadlineMs: PROVIDER_DEADLINE_MS,
    });
    silent.onPage = hang(true);
    const first = await federation.models({ ...ask, first: 10 }, calmCall());
    silent.onPage = () => {};

    const second = await federation.models(
      { ...ask, first: 5, after: first.edges.at(-1)!.cursor },
      calmCall(),
    );

    expect(refsOf(second)).toEqual(['a:0010', 'b:0010', 'a:0011', 'b:0011', 'a:0012']);
    expect(second.unavailable).toEqual([]);
  });

  it('takes its time in reading all of a long listing, and the next answer has it', async () => {
    const slow = provider('slow', 3, { ordered: false });
    const gate = createDeferred();
    slow.onPage = () => gate.promise;
    const federation = federationOf([slow], { providerDeadlineMs: 50 });

    const first = await federation.models(ask, calmCall());
    gate.resolve();
    const second = await federation.models(ask, calmCall());

    expect(first.unavailable).toMatchObject([{ provider: 'slow', code: 'PROVIDER_TIMEOUT' }]);
    expect(refsOf(second)).toEqual(['slow:0000', 'slow:0001', 'slow:0002']);
    expect(slow.calls.length).toBe(1);
  });
});

describe('a request that its caller gives up', () => {
  it('ends at once and ends the calls made for it', async () => {
    const silent = provider('silent', 1);
    const begun = createDeferred<StopSignal>();
    silent.onPage = (call) => {
      begun.resolve(call.signal);
      return hang(true)(call);
    };
    const caller = new AbortController();

    const page = federationOf([silent]).models(ask, { ...calmCall(), signal: caller.signal });
    const signal = await begun.promise;
    caller.abort(new Error('The client has gone.'));

    expect((await rejectionOf(page)).code).toBe('CANCELLED');
    expect(signal.aborted).toBe(true);
  });
});

describe('upstream calls', () => {
  it('are one for each provider when a page of each is enough, and they are made at the same time', async () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => provider(name, 500));
    const everybodyAsked = createDeferred();
    let asked = 0;
    for (const each of all) {
      each.onPage = () => {
        asked += 1;
        if (asked === all.length) everybodyAsked.resolve();
        return everybodyAsked.promise;
      };
    }

    const page = await federationOf(all).models(ask, calmCall());

    expect(refsOf(page).length).toBe(25);
    expect(all.map(({ calls }) => calls)).toEqual(
      all.map(() => [{ listing: 'all', after: null, limit: 26 }]),
    );
  });

  it('keep within the page sizes that a provider accepts', async () => {
    const market = provider('market', 100, { pageSize: { min: 5, max: 50 } });

    await federationOf([market]).models({ ...ask, first: 1 }, calmCall());
    await federationOf([market]).models({ ...ask, first: 90 }, calmCall());

    expect(market.calls.map(({ limit }) => limit)).toEqual([5, 50, 50]);
  });

  it('grow with a rare match instead of growing in number', async () => {
    const records = numbered('p', 5000).map((record, index) =>
      index === 4999 ? { ...record, tags: ['rare'] } : record,
    );
    const long = shelfProvider('p', [shelf({ records, pageSize: { min: 1, max: 1000 } })]);

    const page = await federationOf([long]).models(
      { ...ask, query: modelQuery({ search: 'rare' }), first: 1 },
      calmCall(),
    );

    expect(refsOf(page)).toEqual(['p:4999']);
    // 2, 4, 8 … 512, then pages of 1000.
    expect(long.calls.length).toBeLessThanOrEqual(14);
  });
});
