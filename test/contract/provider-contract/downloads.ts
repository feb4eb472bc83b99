import { describe, expect, it } from 'vitest';
import { callOptions } from '../../helpers/adapter.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';
import type { ContractBench } from '../provider-contract.js';
import { everything } from './listings.js';

/** Downloads, up to the place of the bytes; the transfer is the download manager's. */
export function describeDownloads({ facts, adapter: open }: ContractBench): void {
  describe('downloads', () => {
    it('have the same plan each time, and no URL in its key', async () => {
      const { downloads: facet, models } = open();
      const downloads = facet!;
      const all = await everything(models.listings(modelQuery()));
      const model = all.find(({ actions }) => actions.includes('DOWNLOAD'));
      const target = { kind: 'model', nativeId: model!.nativeId } as const;

      const plan = await downloads.plan(target, callOptions());

      expect(plan.key).not.toBe('');
      expect(plan.key).not.toContain('://');
      expect((await downloads.plan(target, callOptions())).key).toBe(plan.key);
    });

    it('of what does not exist are refused', async () => {
      const downloads = open().downloads!;

      const error = await rejectionOf(
        downloads.plan({ kind: 'model', nativeId: facts.absent.model }, callOptions()),
      );

      expect(error).toMatchObject({ code: 'NOT_FOUND', provider: facts.server });
    });
  });
}

/** Downloads whose bytes the gateway fetches. */
export function describeLocations({ adapter: open }: ContractBench): void {
  it('names a place for the bytes that the gateway may fetch from, for a time to come', async () => {
    const { downloads, models } = open();
    const carried = downloads!;
    if (carried.carrier !== 'gateway') throw new Error('The gateway does not fetch from this provider.');
    const all = await everything(models.listings(modelQuery()));
    const model = all.find(({ actions }) => actions.includes('DOWNLOAD'));
    const plan = await carried.plan({ kind: 'model', nativeId: model!.nativeId }, callOptions());

    const location = await carried.locate(plan, callOptions());

    if (location.kind !== 'url') throw new Error('A model is too large to be inline.');
    const { origin, protocol } = new URL(location.url);
    expect(protocol === 'https:' || carried.trustedOrigins.includes(origin)).toBe(true);
    expect(location.expiresAt?.getTime() ?? Infinity).toBeGreaterThan(Date.now());
  });
}
