import { describe, expect, it } from 'vitest';
import { GatewayError, isGatewayError } from '../../../src/errors/gateway-error.js';
import type { ErrorCode } from '../../../src/errors/codes.js';
import type { CallOptions, ProviderAdapter } from '../../../src/providers/provider.js';
import { callOptions } from '../../helpers/adapter.js';
import { modelQuery } from '../../helpers/records.js';
import { rejectionOf } from '../../helpers/rejection.js';
import type { FaultSketch } from '../../helpers/sandbox.js';
import type { ContractBench } from '../provider-contract.js';

/** Longest that an adapter may take to notice that its caller has left, on a busy machine. */
const PROMPT_MS = 2_000;

const FAULTS: readonly (readonly [name: string, fault: FaultSketch, code: ErrorCode])[] = [
  ['refuses the credentials', { kind: 'status', status: 401 }, 'PROVIDER_AUTH'],
  [
    'limits the rate',
    { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
    'PROVIDER_RATE_LIMITED',
  ],
  ['fails', { kind: 'status', status: 503, body: '<html>canary</html>' }, 'PROVIDER_UNAVAILABLE'],
  ['cuts the connection', { kind: 'drop' }, 'PROVIDER_UNAVAILABLE'],
  ['sends half of its JSON', { kind: 'malformed-json' }, 'PROVIDER_PROTOCOL'],
  ['sends a page of HTML', { kind: 'status', status: 200, body: '<html>canary</html>' }, 'PROVIDER_PROTOCOL'],
  ['sends JSON of another shape', { kind: 'status', status: 200, body: '"canary"' }, 'PROVIDER_PROTOCOL'],
];

/** Reads the first page of the first listing. */
function firstPage({ models }: ProviderAdapter, call: CallOptions) {
  const [listing] = models.listings(modelQuery());
  return listing!.page({ after: null, limit: listing!.pageSize.max }, call);
}

/** How reading one key fails, be it as a whole or in its slot. */
async function failureOfKey({ models }: ProviderAdapter, nativeId: string, call: CallOptions) {
  return rejectionOf(
    models.getMany([nativeId], call).then(([outcome]) => {
      if (isGatewayError(outcome)) throw outcome;
      return outcome;
    }),
  );
}

/** A provider that is down, slow or lying. */
export function describeFailures({ facts, adapter: open, misbehave }: ContractBench): void {
  describe.each(FAULTS)('when the provider %s', (_name, fault, code) => {
    it(`a listing and a read fail with ${code}, name the provider and quote nothing`, async () => {
      const { items } = await firstPage(open(), callOptions());
      misbehave(fault);

      const errors = [
        await rejectionOf(firstPage(open(), callOptions())),
        await failureOfKey(open(), items[0]!.nativeId, callOptions()),
      ];

      for (const error of errors) {
        expect(error).toMatchObject({ code, provider: facts.server });
        expect(error.message).not.toContain('canary');
        expect(error.message).not.toMatch(/https?:/u);
      }
    });
  });

  describe('when the provider does not answer', () => {
    it('calls end with PROVIDER_TIMEOUT', async () => {
      misbehave({ kind: 'hang' });
      const adapter = open(200);

      const errors = await Promise.all([
        rejectionOf(firstPage(adapter, callOptions())),
        failureOfKey(adapter, facts.absent.model, callOptions()),
        rejectionOf(adapter.probe(callOptions())),
      ]);

      for (const error of errors)
        expect(error).toMatchObject({ code: 'PROVIDER_TIMEOUT', provider: facts.server });
    });

    it('a caller that leaves is told at once', async () => {
      misbehave({ kind: 'hang' });
      const adapter = open();
      const caller = new AbortController();
      const call = callOptions(caller.signal);
      const calls = Promise.allSettled([
        firstPage(adapter, call),
        failureOfKey(adapter, facts.absent.model, call),
        adapter.probe(call),
      ]);
      const reason = new GatewayError('CANCELLED', 'The caller has left.');
      const leftMs = performance.now();

      caller.abort(reason);

      // With the caller's reason or an error of the layer that noticed, but with nothing else.
      const [page, read, probe] = await calls;
      for (const ended of [page, probe]) {
        expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
      }
      expect(read).toMatchObject({ status: 'fulfilled', value: { code: 'CANCELLED' } });
      expect(performance.now() - leftMs).toBeLessThan(PROMPT_MS);
    });
  });
}
