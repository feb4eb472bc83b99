import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultSketch } from '../../helpers/sandbox.js';
import { sandboxProviders, startGateway, type TestGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const DEADLINE_MS = 2_000;
/** What a busy machine may add to it; a call that nobody ends takes ten seconds. */
const BUSY_MS = 2_000;
const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });

/** A gateway that has not met any provider yet, for one test. */
async function freshGateway(): Promise<TestGateway> {
  const gateway = await startGateway({
    providers: sandboxProviders(sandbox()),
    config: {
      federation: { providerDeadlineMs: DEADLINE_MS, maxPageSize: 100, maxDrain: 200, snapshotTtlMs: 0 },
    },
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

const LIST = `{
  models(first: 100) {
    nodes { ref provider { name } }
    unavailable { provider { name } code message }
  }
}`;

async function listDuring(server: 'registry' | 'runs' | 'market' | 'local', fault: FaultSketch) {
  sandbox().faults.add({ server, ...fault } as never);
  const gateway = await freshGateway();
  const startedMs = performance.now();
  const { data, errors, status } = await gateway.askText(LIST);
  return { page: data!['models'], errors, status, elapsedMs: performance.now() - startedMs };
}

const namesIn = (page: any) => new Set(page.nodes.map((node: any) => node.provider.name));

describe.each(['registry', 'runs', 'market', 'local'] as const)('when %s', (server) => {
  const others = ['registry', 'runs', 'market', 'local'].filter((name) => name !== server);

  it.each([
    ['is stopped', { kind: 'drop' }, 'PROVIDER_UNAVAILABLE'],
    ['hangs', { kind: 'hang' }, 'PROVIDER_TIMEOUT'],
    ['fails', { kind: 'status', status: 503, body: 'Service Unavailable' }, 'PROVIDER_UNAVAILABLE'],
    ['refuses the key', { kind: 'status', status: 401, body: '{"detail":"no"}' }, 'PROVIDER_AUTH'],
    ['sends malformed JSON', { kind: 'malformed-json' }, 'PROVIDER_PROTOCOL'],
    ['sends a list that is none', { kind: 'tamper', pointer: '', value: [1, 2, 3] }, 'PROVIDER_PROTOCOL'],
  ] as const)('%s, the others answer in time and it is named', async (_what, fault, code) => {
    const { page, errors, status, elapsedMs } = await listDuring(server, fault as FaultSketch);

    expect(status).toBe(200);
    expect(errors).toEqual([]);
    expect(namesIn(page)).toEqual(new Set(others));
    expect(page.unavailable).toMatchObject([{ provider: { name: server }, code }]);
    expect(elapsedMs).toBeLessThan(DEADLINE_MS + BUSY_MS);
  });
});

describe('when a provider lies', () => {
  it.each([
    ['registry', '/data/0/status', 'zombie'],
    ['registry', '/data/0/model_type', 'telepathy'],
    ['runs', '/items/0/status/conditions/0/status', 'Perhaps'],
    ['local', '/iterable/0/usage', 'MIND_READING'],
    ['local', '/iterable/0/foundation', 'GPT_99'],
  ] as const)('%s with an unknown value at %s, its page is whole', async (server, pointer, value) => {
    const whole = await (await freshGateway()).askText(LIST);

    const { page } = await listDuring(server, { kind: 'tamper', pointer, value } as FaultSketch);

    expect(page.nodes).toEqual(whole.data!['models'].nodes);
    expect(page.unavailable).toEqual([]);
  });

  it.each([
    ['registry', '/data/0'],
    ['runs', '/items/0'],
    ['market', '/items/0'],
    ['local', '/iterable/0'],
  ] as const)(
    '%s with an item of the wrong type, the item is missing and that is said',
    async (server, pointer) => {
      const whole = await (await freshGateway()).askText(LIST);

      const { page } = await listDuring(server, { kind: 'tamper', pointer, value: 7 } as FaultSketch);

      expect(page.nodes.length).toBeLessThan(whole.data!['models'].nodes.length);
      expect(namesIn(page)).toContain(server);
      expect(page.unavailable).toMatchObject([{ provider: { name: server }, code: 'PROVIDER_PROTOCOL' }]);
    },
  );

  it.each(['runs', 'market'] as const)(
    '%s with pages without end, the answer ends and says so',
    async (server) => {
      const { page, elapsedMs } = await listDuring(server, { kind: 'endless-paging' } as FaultSketch);

      expect(elapsedMs).toBeLessThan(DEADLINE_MS + BUSY_MS);
      expect(page.unavailable.map((problem: any) => problem.provider.name)).toEqual([server]);
      expect(namesIn(page).size).toBeGreaterThanOrEqual(3);
    },
  );
});

describe('a lookup of one thing', () => {
  it('at a provider that is down is an error with its code and name, and leaves the other fields alone', async () => {
    const gateway = await freshGateway();
    const listed = await gateway.askText(
      '{ models(first: 1, filter: { providers: ["registry"] }) { nodes { id } } }',
    );
    sandbox().faults.add({ server: 'registry', kind: 'drop' });

    const { data, errors, status } = await gateway.askText(
      `query ($id: ID!) { model(by: { id: $id }) { name } providers { name health { state } } }`,
      { id: listed.data!['models'].nodes[0].id },
    );

    expect(status).toBe(200);
    expect(data).toMatchObject({ model: null, providers: [{ name: 'registry' }, {}, {}, {}] });
    expect(errors).toMatchObject([
      {
        path: ['model'],
        extensions: { code: 'PROVIDER_UNAVAILABLE', provider: 'registry', retryable: true },
      },
    ]);
  });
});
