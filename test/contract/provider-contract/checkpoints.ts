import { describe, expect, it } from 'vitest';
import type { CheckpointRecord } from '../../../src/domain/checkpoint.js';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import type { CheckpointList, Lookup, ProviderAdapter } from '../../../src/providers/provider.js';
import { callOptions } from '../../helpers/adapter.js';
import { modelQuery } from '../../helpers/records.js';
import type { ContractBench } from '../provider-contract.js';
import { everything, expectDate } from './listings.js';

const MODELS = 6;

/** The first trained models with all their checkpoints. */
async function readAll(adapter: ProviderAdapter) {
  const trained = (await everything(adapter.models.listings(modelQuery()))).filter(
    ({ status }) => status === 'READY',
  );
  const ids = trained.slice(0, MODELS).map(({ nativeId }) => nativeId);
  const checkpoints = adapter.checkpoints!;
  return { checkpoints, ids, lists: await checkpoints.ofModels(ids, null, callOptions()) };
}

function itemsOf(list: Lookup<CheckpointList> | undefined): readonly CheckpointRecord[] {
  if (list === undefined || isGatewayError(list)) throw new Error('Expected a list of checkpoints.');
  return list?.items ?? [];
}

/** Checkpoints. */
export function describeCheckpoints({ facts, adapter: open }: ContractBench): void {
  describe('checkpoints', () => {
    it('of models come in the order of the models, newest first, with finite metrics and existing dates', async () => {
      const all = await readAll(open());

      expect(all.lists).toHaveLength(all.ids.length);
      expect(all.lists.flatMap(itemsOf).length).toBeGreaterThan(0);
      for (const [index, list] of all.lists.entries()) {
        const items = itemsOf(list);
        expect(new Set(items.map(({ nativeId }) => nativeId)).size).toBe(items.length);
        for (const item of items) {
          expect(item).toMatchObject({ provider: facts.server, modelId: all.ids[index] });
          for (const metric of item.metrics) expect(metric.value).toSatisfy(Number.isFinite);
          expectDate(item.createdAt);
        }
        const times = items.flatMap(({ createdAt }) => (createdAt === null ? [] : [createdAt.getTime()]));
        expect(times).toEqual(times.toSorted((a, b) => b - a));
      }
    });

    it('within a limit are the newest, and say whether there are more', async () => {
      const all = await readAll(open());

      const limited = await all.checkpoints.ofModels(all.ids, 1, callOptions());

      for (const [index, list] of limited.entries()) {
        const items = itemsOf(all.lists[index]);
        expect(itemsOf(list)[0]?.nativeId).toBe(items[0]?.nativeId);
        expect(list).toHaveProperty('hasMore', itemsOf(list).length < items.length);
      }
    });

    it('are read by their keys in the asked order, with null for what is absent', async () => {
      const all = await readAll(open());
      const [first, second] = all.lists.flatMap(itemsOf);
      const keys = [second!.nativeId, facts.absent.checkpoint, first!.nativeId];

      const found = await all.checkpoints.getMany(keys, callOptions());

      expect(found).toMatchObject([{ nativeId: second!.nativeId }, null, { nativeId: first!.nativeId }]);
    });

    it.each(['', '..', 'a/b', '%', '\u0000', 'a/b/c/d'])('with the key %j do not exist', async (key) => {
      const [found] = await open().checkpoints!.getMany([key], callOptions());

      expect(isGatewayError(found) ? found.code : found).toSatisfy(
        (outcome) => outcome === null || outcome === 'INVALID_ID',
      );
    });

    it('have no deferred fields, or `fill` completes them in order', async () => {
      const all = await readAll(open());
      const items = all.lists.flatMap(itemsOf).slice(0, 5);
      const complete = (await all.checkpoints.fill?.(items, callOptions())) ?? items;

      expect(complete).toMatchObject(items.map(({ nativeId }) => ({ nativeId, deferred: [] })));
    });

    it('are downloadable only where the provider has downloads', async () => {
      const adapter = open();
      const all = await readAll(adapter);

      const downloadable = all.lists.flatMap(itemsOf).filter((item) => item.downloadable);

      expect(adapter.downloads !== undefined || downloadable.length === 0).toBe(true);
    });
  });
}
