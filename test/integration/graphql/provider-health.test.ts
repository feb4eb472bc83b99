import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProviderHealthChangedDocument } from '../../../client/generated/graphql.js';
import { DEFAULT_RESILIENCE } from '../../../src/domain/resilience.js';
import { sandboxProviders, startGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { overSse, overWebSocket } from '../../helpers/subscribe.js';

const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });
const READ_REGISTRY =
  '{ models(first: 1, filter: { providers: ["registry"] }) { unavailable { code message } } }';
const HEALTH = '{ provider(name: "registry") { health { state circuit lastError { code } } } }';

async function impatientGateway() {
  const gateway = await startGateway({
    providers: sandboxProviders(sandbox()).map((provider) => ({
      ...provider,
      policy: { resilience: { ...DEFAULT_RESILIENCE, circuitOpenMs: 500 } },
    })),
    config: {
      federation: { providerDeadlineMs: 2_000, maxPageSize: 100, maxDrain: 200, snapshotTtlMs: 0 },
    },
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

describe.each([
  ['WebSocket', overWebSocket],
  ['SSE', overSse],
])('provider health over %s', (_transport, subscribe) => {
  it('shows every provider at once, then a circuit that opens and closes', async () => {
    const gateway = await impatientGateway();
    const events = subscribe(gateway.url, ProviderHealthChangedDocument, {});
    onTestFinished(() => events.close());
    const iterator = events[Symbol.asyncIterator]();
    const next = async () => (await iterator.next()).value.data.providerHealthChanged;
    const until = async (expected: object) => {
      for (;;) {
        const provider = await next();
        try {
          expect(provider).toMatchObject({ name: 'registry', health: expected });
          return;
        } catch {
          // Another provider, or a step on the way there; a wait for good ends by the test's time limit.
        }
      }
    };

    const first = [await next(), await next(), await next(), await next()];
    expect(new Set(first.map(({ name }) => name))).toEqual(new Set(['local', 'market', 'registry', 'runs']));
    expect(first[0]).toMatchObject({ health: { state: 'UNKNOWN', circuit: 'CLOSED', lastError: null } });

    await gateway.askText(READ_REGISTRY);
    await until({ state: 'UP' });
    sandbox().faults.add({ server: 'registry', kind: 'status', status: 503, body: 'no' } as never);
    await vi.waitFor(async () => {
      const { data } = await gateway.askText(READ_REGISTRY);
      expect(data!['models'].unavailable[0].message).toContain('is not called for a moment');
    }, 10_000);
    await until({ state: 'DOWN', circuit: 'OPEN', lastError: { code: 'PROVIDER_UNAVAILABLE' } });
    expect((await gateway.askText(HEALTH)).data).toMatchObject({
      provider: { health: { state: 'DOWN', lastError: { code: 'PROVIDER_UNAVAILABLE' } } },
    });

    sandbox().faults.clear();
    await vi.waitFor(async () => {
      const { data } = await gateway.askText(READ_REGISTRY);
      expect(data!['models'].unavailable).toEqual([]);
    }, 10_000);
    await until({ state: 'UP', circuit: 'CLOSED', lastError: null });
  });
});

it('names no provider that is not configured', async () => {
  const gateway = await impatientGateway();
  const events = overWebSocket(gateway.url, ProviderHealthChangedDocument, { name: 'absent' });
  onTestFinished(() => events.close());

  const { value } = await events[Symbol.asyncIterator]().next();

  expect(value.errors[0].extensions.code).toBe('NOT_FOUND');
});
