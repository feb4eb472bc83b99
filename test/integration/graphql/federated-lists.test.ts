import { describe, expect, it } from 'vitest';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { heldModels, heldRuns } from '../../helpers/sandbox-contents.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 7, market: { limitsRate: false } });
const FEDERATION = { providerDeadlineMs: 5_000, maxPageSize: 100, maxDrain: 10_000 };
// Nothing is kept between two pages, so that every page meets the providers as they are.
const setUp = () => ({
  providers: sandboxProviders(sandbox()),
  config: { federation: { ...FEDERATION, snapshotTtlMs: 0 } },
});
const gateway = useGateway(setUp);

interface Walk {
  readonly refs: readonly string[];
  readonly pageSizes: readonly number[];
  readonly missing: readonly string[];
}

/** All pages of a list, as a client walks them. */
async function walk(list: 'models' | 'runs', first: number, through = gateway()): Promise<Walk> {
  const query = `query ($first: Int!, $after: String) {
    list: ${list}(first: $first, after: $after) {
      nodes { ref } pageInfo { hasNextPage endCursor } unavailable { provider { name } code }
    }
  }`;
  const pages: any[] = [];
  for (let after: string | null = null; ;) {
    const { data, errors } = await through.askText(query, { first, after });
    expect(errors).toEqual([]);
    pages.push(data!['list']);
    if (!data!['list'].pageInfo.hasNextPage) break;
    after = data!['list'].pageInfo.endCursor;
  }
  return {
    refs: pages.flatMap((page) => page.nodes.map((node: any) => node.ref)),
    pageSizes: pages.map((page) => page.nodes.length),
    missing: [
      ...new Set(pages.flatMap((page) => page.unavailable.map((problem: any) => problem.provider.name))),
    ],
  };
}

describe.each([3, 7, 25, 100])('walked with pages of %i', (first) => {
  it('the models are what the providers hold, newest first, each once', { timeout: 60_000 }, async () => {
    const held = await heldModels(sandbox());

    const { refs, pageSizes, missing } = await walk('models', first);

    expect(refs).toEqual(held.map(({ ref }) => ref));
    expect(pageSizes.slice(0, -1).every((size) => size === first)).toBe(true);
    expect(missing).toEqual([]);
  });

  it('the runs are what the providers hold, newest first, each once', async () => {
    const held = await heldRuns(sandbox());

    const { refs, missing } = await walk('runs', first);

    expect(refs).toEqual(held.map(({ ref }) => ref));
    expect(missing).toEqual([]);
  });
});

describe.each(['registry', 'runs', 'market', 'local'] as const)('with %s down', (server) => {
  // One that has kept no answer of the server, and leaves no other one alone for a while.
  const troubled = useGateway(setUp);

  it('the list is that of the others, and says who is missing', { timeout: 60_000 }, async () => {
    const held = await heldModels(sandbox());
    sandbox().faults.add({ server, kind: 'drop' });

    const { refs, missing } = await walk('models', 25, troubled());

    expect(refs).toEqual(held.filter(({ provider }) => provider !== server).map(({ ref }) => ref));
    expect(missing).toEqual([server]);
  });
});

it('filters before it cuts the page, and counts where everybody can tell', async () => {
  const { data, errors } = await gateway().askText(`{
    models(first: 3, filter: { providers: ["registry"], status: [READY] }) {
      totalCount
      nodes { status provider { name } }
      pageInfo { hasNextPage }
    }
  }`);

  expect(errors).toEqual([]);
  const { nodes, totalCount } = data!['models'];
  expect(nodes).toEqual(
    Array.from({ length: Math.min(3, totalCount) }, () => ({
      status: 'READY',
      provider: { name: 'registry' },
    })),
  );
});

it('cannot count a list with a provider that does not tell', async () => {
  const { data } = await gateway().askText('{ models(first: 1) { totalCount } }');

  expect(data!['models'].totalCount).toBeNull();
});

it('finds a model of every provider by a word of its name', { timeout: 60_000 }, async () => {
  for (const provider of ['registry', 'runs', 'market', 'local']) {
    const some = await gateway().askText(
      `{ models(first: 1, filter: { providers: ["${provider}"] }) { nodes { ref name } } }`,
    );
    const { ref, name } = some.data!['models'].nodes[0];

    const found = await gateway().askText(
      'query ($search: String!, $filter: ModelFilter) { models(first: 100, search: $search, filter: $filter) { nodes { ref } } }',
      { search: name.toUpperCase(), filter: { providers: [provider] } },
    );

    expect(found.data!['models'].nodes).toContainEqual({ ref });
  }
});
