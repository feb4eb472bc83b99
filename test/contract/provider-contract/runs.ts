import { describe, expect, it } from 'vitest';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import { callOptions } from '../../helpers/adapter.js';
import { modelQuery, runQuery } from '../../helpers/records.js';
import type { ContractBench } from '../provider-contract.js';
import { everything, expectDate, walk } from './listings.js';

/** Training runs. */
export function describeRuns({ facts, adapter: open }: ContractBench): void {
  describe('runs', () => {
    it.each(['min', 'max'] as const)(
      'are listed without duplicates in pages of the %s size',
      async (size) => {
        for (const listing of open().runs!.listings(runQuery())) {
          const ids = (await walk(listing, listing.pageSize[size])).map(({ nativeId }) => nativeId);
          expect(ids.length).toBeGreaterThan(0);
          expect(new Set(ids).size).toBe(ids.length);
        }
      },
    );

    it('have finite metrics, existing dates and a progress within bounds', async () => {
      for (const run of await everything(open().runs!.listings(runQuery()))) {
        expect(run.provider).toBe(facts.server);
        for (const metric of run.metrics) expect(metric.value).toSatisfy(Number.isFinite);
        for (const date of [run.createdAt, run.startedAt, run.finishedAt]) expectDate(date);
        expect(run.progressPercent ?? 0).toBeGreaterThanOrEqual(0);
        expect(run.progressPercent ?? 0).toBeLessThanOrEqual(100);
      }
    });

    it('are read in the asked order, with null for what is absent', async () => {
      const runs = open().runs!;
      const [first, second] = await everything(runs.listings(runQuery()));

      const found = await runs.getMany([second!.nativeId, facts.absent.run, first!.nativeId], callOptions());

      expect(found).toMatchObject([{ nativeId: second!.nativeId }, null, { nativeId: first!.nativeId }]);
    });

    it('of models come in the order of the models, and name no other model', async () => {
      const adapter = open();
      const [models, runs] = [adapter.models, adapter.runs!];
      const ids = (await everything(models.listings(modelQuery())))
        .slice(0, 8)
        .map(({ nativeId }) => nativeId);

      const made = await runs.ofModels([facts.absent.model, ...ids], callOptions());

      expect(made[0]).toBeNull();
      expect(made).toHaveLength(ids.length + 1);
      for (const [index, run] of made.slice(1).entries()) {
        // A provider may know the run of a model and not yet say so in the run.
        expect([null, ids[index]]).toContain(isGatewayError(run) ? run.code : (run?.modelId ?? null));
      }
    });

    it('are not read out of links that are not the provider’s', () => {
      const runs = open().runs!;

      for (const link of ['', 'https://example.com/', 'javascript:1', '/', '../..']) {
        expect(runs.parseLink?.(link) ?? null).toBeNull();
      }
    });
  });
}
