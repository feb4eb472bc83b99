import { describe, expect, it } from 'vitest';
import type { ModelAction, ModelRecord } from '../../../src/domain/model.js';
import type { ProviderAdapter } from '../../../src/providers/provider.js';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import { callOptions } from '../../helpers/adapter.js';
import { modelQuery } from '../../helpers/records.js';
import type { ContractBench } from '../provider-contract.js';
import { everything, expectDate, walk } from './listings.js';

/** The facet that each action of a model needs. */
const FACET_OF: Readonly<Record<ModelAction, (adapter: ProviderAdapter) => unknown>> = {
  DOWNLOAD: ({ downloads }) => downloads,
  UPDATE: ({ editing }) => editing,
  DELETE: ({ editing }) => editing,
  LOAD: ({ runtime }) => runtime,
  UNLOAD: ({ runtime }) => runtime,
};

const allModels = (adapter: ProviderAdapter): Promise<readonly ModelRecord[]> =>
  everything(adapter.models.listings(modelQuery()));

/** Models: listing, reading many, completing. */
export function describeModels({ facts, adapter: open, misbehave }: ContractBench): void {
  describe('models', () => {
    it.each(['min', 'max'] as const)(
      'are listed without gaps and duplicates in pages of the %s size',
      async (size) => {
        const { models } = open();
        const listings = models.listings(modelQuery());

        for (const listing of listings) {
          const ids = (await walk(listing, listing.pageSize[size])).map(({ nativeId }) => nativeId);
          expect(new Set(ids).size).toBe(ids.length);
        }
        expect(listings.length).toBeGreaterThan(0);
        expect(new Set(listings.map(({ key }) => key)).size).toBe(listings.length);
      },
    );

    it('come newest first where their listing says that it is ordered', async () => {
      const ordered = open()
        .models.listings(modelQuery())
        .filter((listing) => listing.ordered);

      for (const listing of ordered) {
        const times = (await walk(listing, listing.pageSize.max)).map(
          ({ createdAt }) => createdAt?.getTime() ?? 0,
        );
        expect(times).toEqual(times.toSorted((a, b) => b - a));
      }
    });

    it('have finite metrics, existing dates and only actions that the provider has a facet for', async () => {
      const adapter = open();

      const models = await allModels(adapter);

      expect(models.length).toBeGreaterThan(10);
      for (const model of models) {
        expect(model.provider).toBe(facts.server);
        expect(model.nativeId).not.toBe('');
        for (const metric of model.metrics) expect(metric.value).toSatisfy(Number.isFinite);
        expectDate(model.createdAt);
        expectDate(model.updatedAt);
        for (const action of model.actions) expect(FACET_OF[action](adapter)).toBeDefined();
      }
    });

    it('are read in the asked order, with null for what is absent and twice what is asked twice', async () => {
      const adapter = open();
      const [first, second] = await allModels(adapter);
      const ids = [second!.nativeId, facts.absent.model, first!.nativeId, second!.nativeId];

      const found = await adapter.models.getMany(ids, callOptions());

      expect(
        found.map((model) => (model === null || isGatewayError(model) ? model : model.nativeId)),
      ).toEqual([second!.nativeId, null, first!.nativeId, second!.nativeId]);
    });

    it.each([
      '',
      '..',
      '../models',
      'a/../b',
      '%',
      '%2e%2e',
      'a?b=c',
      'a#b',
      '\u0000',
      '\ud800',
      'x'.repeat(2_000),
    ])('with the id %j do not exist, and nothing else is read instead', async (nativeId) => {
      const [found] = await open().models.getMany([nativeId], callOptions());

      expect(isGatewayError(found) ? found.code : found).toSatisfy(
        (outcome) => outcome === null || outcome === 'INVALID_ID',
      );
    });

    it('fail one by one: a failure of one key leaves the others alone', async () => {
      const adapter = open();
      const [first, second] = await allModels(adapter);
      misbehave({ kind: 'status', status: 503, match: facts.modelPath(first!.nativeId) });

      const [failed, found] = await adapter.models.getMany(
        [first!.nativeId, second!.nativeId],
        callOptions(),
      );

      expect(failed).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: facts.server });
      expect(found).toMatchObject({ nativeId: second!.nativeId });
    });

    it('of none are read without a call', async () => {
      misbehave({ kind: 'drop' });

      expect(await open().models.getMany([], callOptions())).toEqual([]);
    });

    it('have no deferred fields, or `fill` completes them in order', async () => {
      const { models } = open();
      const records = (await everything(models.listings(modelQuery()))).slice(0, 6);
      const complete = (await models.fill?.(records, callOptions())) ?? records;

      expect(complete).toMatchObject(records.map(({ nativeId }) => ({ nativeId, deferred: [] })));
    });

    it('keep their page when one has an enum value that nobody knows', async () => {
      const [listing] = open().models.listings(modelQuery());
      const limit = listing!.pageSize.max;
      const before = await listing!.page({ after: null, limit }, callOptions());
      misbehave({
        kind: 'tamper',
        match: facts.listPath,
        pointer: facts.enumPointer,
        value: 'NEVER_HEARD_OF',
      });

      const after = await listing!.page({ after: null, limit }, callOptions());

      expect(after.rejected).toBe(0);
      expect(after.items.map(({ nativeId }) => nativeId)).toEqual(
        before.items.map(({ nativeId }) => nativeId),
      );
      expect(JSON.stringify(after.items[0]!.raw)).toContain('NEVER_HEARD_OF');
    });

    it('lose only the one that cannot be read, and it is counted', async () => {
      const [listing] = open().models.listings(modelQuery());
      const limit = listing!.pageSize.max;
      const before = await listing!.page({ after: null, limit }, callOptions());
      misbehave({ kind: 'tamper', match: facts.listPath, pointer: facts.idPointer, value: 5 });

      const after = await listing!.page({ after: null, limit }, callOptions());

      expect(after.rejected).toBe(1);
      expect(after.items.map(({ nativeId }) => nativeId)).toEqual(
        before.items.slice(1).map(({ nativeId }) => nativeId),
      );
    });
  });
}
