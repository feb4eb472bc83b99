import { describe, expect, it } from 'vitest';
import type { ModelRecord } from '../../../src/domain/model.js';
import { toGlobalId } from '../../../src/domain/global-id.js';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { checkpointRecord, modelRecord } from '../../helpers/records.js';
import { gatewayOver } from '../../helpers/shelf-gateway.js';
import { shelf, shelfProvider } from '../../helpers/shelf.js';

const outage = new GatewayError('PROVIDER_UNAVAILABLE', 'It is down.', { retryable: true });

/** Two providers of one model each; `store` lists without `deferred`, and fails to say more. */
function providersWith(deferred: ModelRecord['deferred']) {
  const whole = modelRecord({ provider: 'registry', nativeId: 'm1', metrics: [{ name: 'mAP', value: 0.7 }] });
  const thin = modelRecord({ provider: 'store', nativeId: 'm2', deferred });
  const store = shelfProvider('store', [shelf({ records: [thin] })], {
    fill: () => Promise.resolve([outage]),
  });
  return [shelfProvider('registry', [shelf({ records: [whole] })]), store];
}

const checkpointId = (provider: string) => toGlobalId({ type: 'Checkpoint', provider, nativeId: 'c1' });

describe('a provider that fails to complete a model of a list', () => {
  it.each(['status', 'metrics', 'can'] as const)('leaves out its %s and nothing else', async (field) => {
    const deferred = field === 'can' ? (['actions'] as const) : ([field] as const);
    const gateway = await gatewayOver(providersWith(deferred));
    const selection = field === 'metrics' ? 'metrics { name value }' : field;

    const { data, errors } = await gateway.askText(`{ models { nodes { ref ${selection} } } }`);

    const expected = { status: 'READY', metrics: [{ name: 'mAP', value: 0.7 }], can: [] }[field];
    expect(data).toEqual({
      models: {
        nodes: [
          { ref: 'registry:m1', [field]: expected },
          { ref: 'store:m2', [field]: null },
        ],
      },
    });
    expect(errors).toMatchObject([
      {
        path: ['models', 'nodes', 1, field],
        extensions: { code: 'PROVIDER_UNAVAILABLE', provider: 'store' },
      },
    ]);
  });
});

describe('a provider that fails when checkpoints are compared', () => {
  it('leaves the other fields of the operation alone', async () => {
    const checkpoint = checkpointRecord({ provider: 'store' });
    const reader = { ofModels: () => Promise.resolve([]) };
    const gateway = await gatewayOver([
      shelfProvider(
        'registry',
        [],
        {},
        { checkpoints: { ...reader, getMany: () => Promise.reject(outage) } },
      ),
      shelfProvider('store', [], {}, { checkpoints: { ...reader, getMany: async () => [checkpoint] } }),
    ]);

    const { data, errors } = await gateway.askText(
      `query ($ids: [ID!]!) { providers { name } compareCheckpoints(ids: $ids) { metrics { name } } }`,
      { ids: [checkpointId('registry'), checkpointId('store')] },
    );

    expect(data).toEqual({ providers: [{ name: 'registry' }, { name: 'store' }], compareCheckpoints: null });
    expect(errors).toMatchObject([
      { path: ['compareCheckpoints'], extensions: { code: 'PROVIDER_UNAVAILABLE' } },
    ]);
  });
});
