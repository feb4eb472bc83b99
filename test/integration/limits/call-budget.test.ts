import { describe, expect, it } from 'vitest';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
const budgeted = (upstreamCalls: number) => () => ({
  providers: sandboxProviders(sandbox()),
  config: { limits: { ...limitsSchema.parse({}), upstreamCalls } },
});
const gateway = useGateway(budgeted(10));
const poor = useGateway(budgeted(1));

/** One call for the list, one for each run. */
const RUNS_WITH_CHECKPOINTS = `{ runs(first: 20, filter: { providers: ["runs"] }) {
  nodes { ref checkpoints(first: 10) { nodes { name } } }
  unavailable { code }
} }`;

describe('the calls to providers that an operation may cause', () => {
  it('are counted: fields beyond them are BUDGET_EXCEEDED, and the rest of the answer is there', async () => {
    const before = sandbox().servers.runs.requests.length;

    const { status, data, errors } = await gateway().askText(RUNS_WITH_CHECKPOINTS);

    expect(status).toBe(200);
    expect(data!['runs'].nodes).toHaveLength(20);
    const present = data!['runs'].nodes.filter(({ checkpoints }: any) => checkpoints !== null);
    expect(present).toHaveLength(9);
    expect(errors).toHaveLength(11);
    expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(new Set(['BUDGET_EXCEEDED']));
    expect(sandbox().servers.runs.requests.length - before).toBe(10);
  });

  it('name the providers in `unavailable` that a list had no call left for', async () => {
    const data = dataOf(await poor().askText('{ models(first: 2) { nodes { name } unavailable { code } } }'));

    const codes = data['models'].unavailable.map(({ code }: any) => code);
    expect(codes).toContain('BUDGET_EXCEEDED');
    expect(codes.length).toBeLessThan(4);
    expect(data['models'].nodes.length).toBeGreaterThan(0);
  });

  it('say nothing about the health of a provider', async () => {
    await gateway().askText(RUNS_WITH_CHECKPOINTS);

    const data = dataOf(
      await gateway().askText('{ provider(name: "runs") { health { state lastError { code } } } }'),
    );

    expect(data['provider'].health).toEqual({ state: 'UP', lastError: null });
  });

  it('are those of one operation: the next one has its own', async () => {
    await gateway().askText(RUNS_WITH_CHECKPOINTS);

    const data = dataOf(await gateway().askText('{ runs(first: 2) { nodes { ref } unavailable { code } } }'));

    expect(data['runs'].unavailable).toEqual([]);
  });
});
