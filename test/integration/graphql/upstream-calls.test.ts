import { describe, expect, it } from 'vitest';
import type { ProviderServerName } from '../../../src/sandbox/core/types.js';
import { dataOf, NO_CACHE, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 30, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()), config: { cache: NO_CACHE } }));

/** Runs an operation and gives what it asked of one provider. */
async function callsOf(
  server: ProviderServerName,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ readonly data: any; readonly targets: readonly string[] }> {
  const before = sandbox().servers[server].requests.length;
  const data = dataOf(await gateway().askText(query, variables));
  return {
    data,
    targets: sandbox()
      .servers[server].requests.slice(before)
      .map(({ target }) => target),
  };
}

async function runStoreRunIds(count: number): Promise<readonly string[]> {
  const answer = await gateway().askText(
    'query ($first: Int!) { runs(first: $first, filter: { providers: ["runs"] }) { nodes { id } } }',
    { first: count },
  );
  return answer.data!['runs'].nodes.map(({ id }: { id: string }) => id);
}

describe('an operation asks the providers for no more than it needs', () => {
  it('20 runs with their checkpoints cost one list and at most one call for each run', async () => {
    const { data, targets } = await callsOf(
      'runs',
      '{ runs(first: 20, filter: { providers: ["runs"] }) { nodes { ref checkpoints(first: 10) { nodes { name } } } } }',
    );

    const outputs = targets.filter((target) => target.includes('/outputs'));
    expect(data.runs.nodes).toHaveLength(20);
    expect(outputs.length).toBeLessThanOrEqual(20);
    expect(targets.length - outputs.length).toBe(1);
  });

  it('the same id asked twice costs one call', async () => {
    const [id] = await runStoreRunIds(1);

    const { targets } = await callsOf(
      'runs',
      'query ($id: ID!) { a: run(by: { id: $id }) { name } b: run(by: { id: $id }) { status } }',
      { id },
    );

    expect(targets).toHaveLength(1);
  });

  it('a model and its run at the run store, which are one thing there, cost one read of the run', async () => {
    const [id] = await runStoreRunIds(1);

    const { targets } = await callsOf(
      'runs',
      'query ($id: ID!) { run(by: { id: $id }) { ref checkpoints(first: 1) { nodes { run { ref } } } latestCheckpoint { name } } }',
      { id },
    );

    expect(targets.filter((target) => !target.includes('/outputs'))).toHaveLength(1);
    expect(targets.filter((target) => target.includes('/outputs'))).toHaveLength(1);
  });

  it('a market list is completed only when a field that it lacks is asked for', async () => {
    const thin = await callsOf(
      'market',
      '{ models(first: 5, filter: { providers: ["market"], visibility: PUBLIC }) { nodes { name owner { username } tags } } }',
    );
    const full = await callsOf(
      'market',
      '{ models(first: 5, filter: { providers: ["market"], visibility: PUBLIC }) { nodes { name sourceUrl license { url } listing { overview } } } }',
    );

    expect(thin.targets.filter((target) => /^\/v1\/models\/[^/]+\/[^/?]+/u.test(target))).toEqual([]);
    expect(full.targets.filter((target) => /^\/v1\/models\/[^/]+\/[^/?]+/u.test(target))).toHaveLength(5);
  });

  it('identical reads of operations that run at the same time are one call', async () => {
    const [id] = await runStoreRunIds(1);
    const before = sandbox().servers.runs.requests.length;
    sandbox().faults.add({ server: 'runs', kind: 'latency', ms: 300 });

    await Promise.all(
      Array.from({ length: 10 }, () =>
        gateway().askText('query ($id: ID!) { run(by: { id: $id }) { name } }', { id }),
      ),
    );

    expect(sandbox().servers.runs.requests.length - before).toBe(1);
  });

  it('providers that a filter leaves out are not asked', async () => {
    const { targets } = await callsOf(
      'market',
      '{ models(first: 5, filter: { kinds: [REGISTRY] }) { nodes { name } } }',
    );

    expect(targets).toEqual([]);
  });
});
