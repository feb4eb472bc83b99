import { describe, expect, it } from 'vitest';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox, type FaultSketch } from '../../helpers/sandbox.js';

const SIGNED = 'https://storage.example/o/weights?X-Goog-Signature=canary';

const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

/** Has a provider put a signed URL where nobody announced one. */
function slipIn(server: 'registry' | 'runs' | 'market' | 'local', pointer: string): void {
  const fault: FaultSketch = { kind: 'tamper', pointer, value: `see ${SIGNED}` };
  sandbox().faults.add({ server, ...fault } as never);
}

describe('raw records', () => {
  it('hold no signature, wherever a provider puts one', async () => {
    slipIn('registry', '/data/0/preview');
    slipIn('runs', '/items/0/status/log');
    slipIn('market', '/items/0/preview');
    slipIn('local', '/iterable/0/preview');

    const { models, runs } = dataOf(
      await gateway().askText(`{
        models(first: 50) { nodes { raw checkpoints(first: 2) { nodes { raw } } } unavailable { code } }
        runs(first: 50) { nodes { raw } unavailable { code } }
      }`),
    );

    expect([...models.unavailable, ...runs.unavailable]).toEqual([]);
    const text = JSON.stringify([models, runs]);
    expect(text).toContain('see https://storage.example/o/weights?[removed]');
    expect(text).not.toContain('canary');
  });
});
