import { describe, expect, it } from 'vitest';
import { RunChangedDocument } from '../../../client/generated/graphql.js';
import { cacheSchema } from '../../../src/config/cache-schema.js';
import { federationSchema } from '../../../src/config/schema.js';
import { createManualClock } from '../../../src/sandbox/core/clock.js';
import { download } from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway, type TestGateway } from '../../helpers/gateway.js';
import { pacedTypes } from '../../helpers/paced-types.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { overSse } from '../../helpers/subscribe.js';

const TTL_MS = 500;
const LONG_MS = 600_000;

const START_MS = Date.now();
/** Its clock stands still unless it is told: what a run has left changes every second. */
const sandbox = useSandbox({
  size: 12,
  startMs: START_MS,
  clock: createManualClock(START_MS),
  local: { downloadMs: 300 },
  market: { limitsRate: false },
});
/** Keeps answers shortly, and serves none that is older. */
const brief = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: { cache: cacheSchema.parse({ itemTtlMs: TTL_MS, itemStaleMs: 0 }) },
}));
/** Keeps answers for longer than this file takes: what becomes old does so because the gateway knows of a change. */
const keeping = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  providerTypes: pacedTypes(50),
  config: {
    cache: cacheSchema.parse({ listTtlMs: LONG_MS, itemTtlMs: LONG_MS, stateTtlMs: LONG_MS }),
    federation: federationSchema.parse({ snapshotTtlMs: LONG_MS }),
  },
}));

/** Asks until the answer is one that was given before, which that of a new document is not; `calls` tells what the last cost. */
async function askAgain(
  gateway: TestGateway,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ readonly data: unknown; readonly calls: number }> {
  await gateway.askText(query, variables);
  await gateway.askText(query, variables);
  const before = countCalls();
  const data = dataOf(await gateway.askText(query, variables));
  return { data, calls: countCalls() - before };
}

function countCalls(): number {
  return Object.values(sandbox().servers).reduce((sum, { requests }) => sum + requests.length, 0);
}

describe('an answer that was given before', () => {
  it('is given until what it was made from is too old, and no longer', async () => {
    const { id } = await findModel(brief(), 'registry');
    const query = 'query Named($id: ID!) { model(by: { id: $id }) { name } }';
    const startedMs = performance.now();
    const { data: before } = await askAgain(brief(), query, { id });
    const tampered = { server: 'registry', kind: 'tamper', match: '/models/' } as const;
    sandbox().faults.add({ ...tampered, pointer: '/data/name', value: 'changed elsewhere' });

    const answer = async (): Promise<unknown> => dataOf(await brief().askText(query, { id }));
    await expect.poll(answer, { timeout: 10_000 }).not.toEqual(before);

    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(TTL_MS);
    expect(await answer()).toEqual({ model: { name: 'changed elsewhere' } });
    sandbox().faults.clear();
  });

  it('ends with a change that a watcher of the run has seen', async () => {
    const running =
      '{ runs(first: 5, filter: { providers: ["registry"], status: [RUNNING] }) { nodes { id } } }';
    const { id } = dataOf(await keeping().askText(running))['runs'].nodes[0];
    const query = 'query Run($id: ID!) { node(id: $id) { ... on Run { status epoch } } }';
    const before = await askAgain(keeping(), query, { id });
    expect(before.calls).toBe(0);
    const events = overSse(keeping().url, RunChangedDocument, { id })[Symbol.asyncIterator]();
    await events.next();

    sandbox().clock.advance(60_000);
    const { value } = await events.next();

    const after = dataOf(await keeping().askText(query, { id }))['node'];
    expect({ node: after }).not.toEqual(before.data);
    expect(after.epoch).toBeGreaterThanOrEqual(value.data!.runChanged.epoch);
    await events.return?.();
  });

  it('ends with the arrival of a download', async () => {
    const { id } = await findModel(keeping(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    const query = 'query Model($id: ID!) { model(by: { id: $id }) { runtime { state } } }';
    expect(await askAgain(keeping(), query, { id })).toEqual({
      data: { model: { runtime: { state: 'NOT_DOWNLOADED' } } },
      calls: 0,
    });

    await download(keeping(), id);

    expect(dataOf(await keeping().askText(query, { id }))).toEqual({
      model: { runtime: { state: 'DOWNLOADED' } },
    });
  });
});
