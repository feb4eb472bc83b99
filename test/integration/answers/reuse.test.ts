import { afterEach, describe, expect, it } from 'vitest';
import { cacheSchema } from '../../../src/config/cache-schema.js';
import { federationSchema } from '../../../src/config/schema.js';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { dataOf, NO_CACHE, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const START_MS = Date.now();
/** Its clock stands still: what providers answer of a run changes with the time. */
const sandbox = useSandbox({
  size: 12,
  startMs: START_MS,
  clock: createManualClock(START_MS),
  market: { limitsRate: false },
});
const NOTHING_KEPT = federationSchema.parse({ snapshotTtlMs: 0 });
const asking = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: { cache: NO_CACHE, federation: NOTHING_KEPT },
}));
const keeping = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: {
    cache: cacheSchema.parse({ listTtlMs: 600_000, itemTtlMs: 600_000, stateTtlMs: 600_000 }),
    federation: federationSchema.parse({ snapshotTtlMs: 600_000 }),
  },
}));

/** Bytes of an answer. */
async function bytesOf(url: string, query: string, variables: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

const MODELS =
  '{ models(first: 30) { nodes { id ref name status createdAt raw provider { name kind capabilities } } pageInfo { hasNextPage endCursor } totalCount unavailable { code } } }';
const RUNS =
  '{ runs(first: 5, filter: { providers: ["runs"] }) { nodes { id name checkpoints(first: 3) { nodes { id name epoch metrics { name value } } } } } }';
const SEARCH =
  '{ models(first: 10, search: "e", orderBy: { field: NAME, direction: ASC }) { edges { cursor node { name } } } }';
const BY_METRIC =
  '{ models(first: 5, orderBy: { field: METRIC, metric: "mAP" }) { nodes { ref metrics { name value } } } }';

describe.each([
  ['that asks providers each time', asking],
  ['that keeps their answers', keeping],
])('a gateway %s', (_name, gateway) => {
  it.each([MODELS, RUNS, SEARCH, BY_METRIC])('answers with the same bytes again: %s', async (query) => {
    const first = await bytesOf(gateway().url, query);
    expect(first).not.toContain('errors');
    for (let times = 0; times < 3; times += 1) expect(await bytesOf(gateway().url, query)).toBe(first);
  });

  it('shows what was changed through it at once', async () => {
    const query = '{ models(first: 12, filter: { providers: ["registry"] }) { nodes { id name } } }';
    const before = dataOf(await gateway().askText(query))['models'].nodes;
    for (let times = 0; times < 2; times += 1) await gateway().askText(query);
    for (const name of ['renamed once', 'renamed twice']) {
      const { id } = before[0];
      const change = `mutation { updateModel(input: { id: "${id}", name: "${name}" }) { name } }`;
      expect(dataOf(await gateway().askText(change))).toEqual({ updateModel: { name } });
      expect(dataOf(await gateway().askText(query))['models'].nodes).toContainEqual({ id, name });
      expect(dataOf(await gateway().askText(`{ node(id: "${id}") { ... on Model { name } } }`))).toEqual({
        node: { name },
      });
    }
  });
});

describe('an answer that was given before', () => {
  afterEach(() => sandbox().faults.clear());

  it('shows at once what somebody else has changed, where nothing is kept', async () => {
    await asking().askText(MODELS);
    const before = dataOf(await asking().askText(MODELS))['models'];
    const tampered = { server: 'registry', kind: 'tamper', match: '/models/' } as const;
    sandbox().faults.add({ ...tampered, pointer: '/data/0/name', value: 'changed elsewhere' });

    const { nodes } = dataOf(await asking().askText(MODELS))['models'];

    expect(nodes).toHaveLength(before.nodes.length);
    expect(nodes).toContainEqual(expect.objectContaining({ name: 'changed elsewhere' }));
  });

  it('is not given where a provider is away now, and is whole again afterwards', async () => {
    const refs = async () =>
      dataOf(await asking().askText(MODELS))['models'].nodes.map(({ ref }: { ref: string }) => ref);
    const whole = await refs();
    sandbox().faults.add({ server: 'runs', kind: 'status', status: 501, headers: {}, body: '' });
    const partial = dataOf(await asking().askText(MODELS))['models'];
    expect(partial.unavailable).toHaveLength(1);
    sandbox().faults.clear();
    expect(await refs()).toEqual(whole);
  });

  it('costs the calls that it cost before, and a failing provider no more than an execution would', async () => {
    for (let times = 0; times < 2; times += 1) await asking().askText(RUNS);
    const countCalls = () => sandbox().servers.runs.requests.length;
    const before = countCalls();
    await asking().askText(RUNS);
    expect(countCalls() - before).toBe(6);
    sandbox().faults.add({ server: 'runs', kind: 'status', status: 501, headers: {}, body: '' });
    await asking().askText(RUNS);
    expect(countCalls() - before).toBe(7);
  });
});
