import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../../src/observability/metrics.js';
import {
  NO_CACHE,
  sandboxProviders,
  startGateway,
  useGateway,
  type TestGateway,
} from '../../helpers/gateway.js';
import { section, tableOf } from '../../helpers/markdown.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { overWebSocket } from '../../helpers/subscribe.js';
import { TypedDocumentString } from '../../../client/generated/graphql.js';

const sandbox = useSandbox({ size: 6, market: { limitsRate: false } });
const gateway = useGateway(() => ({
  providers: sandboxProviders(sandbox()),
  config: { cache: NO_CACHE },
}));

/** Value of a sample in Prometheus' text format; 0 where it is not there. */
async function sampleOf({ origin }: TestGateway, line: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const found = text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

const sample = (line: string) => sampleOf(gateway(), line);

describe('/metrics', () => {
  it('counts operations by type and outcome, and errors by code', async () => {
    await gateway().askText('{ models(first: 2) { nodes { name } } }');
    await gateway().askText('{ node(id: "nonsense") { id } }');
    await gateway().askText('{ nothing }');
    await gateway().askText('{');

    expect(await sample('modelgate_operations_total{type="query",outcome="ok"}')).toBe(1);
    expect(await sample('modelgate_operations_total{type="query",outcome="errors"}')).toBe(1);
    expect(await sample('modelgate_operations_total{type="invalid",outcome="errors"}')).toBe(2);
    expect(await sample('modelgate_operation_errors_total{code="INVALID_ID"}')).toBe(1);
    expect(await sample('modelgate_operation_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
    expect(await sample('modelgate_operation_errors_total{code="GRAPHQL_PARSE_FAILED"}')).toBe(1);
  });

  it('counts calls to providers as the providers do', async () => {
    const metric = 'modelgate_upstream_calls_total{provider="market",outcome="ok"}';
    const countedBefore = await sample(metric);
    const askedBefore = sandbox().servers.market.requests.length;

    await gateway().askText(
      '{ models(first: 3, filter: { providers: ["market"] }, search: "x") { nodes { name } } }',
    );

    const asked = sandbox().servers.market.requests.length - askedBefore;
    expect(asked).toBeGreaterThan(0);
    expect((await sample(metric)) - countedBefore).toBe(asked);
  });

  it('counts reads by whether the provider had to be asked', async () => {
    const cached = await startGateway({ providers: sandboxProviders(sandbox()) });
    onTestFinished(() => cached.close());
    // A list that its provider sorts: of others a copy is kept besides.
    const list = '{ runs(first: 3, filter: { providers: ["runs"] }) { nodes { name } } }';
    const read = 'modelgate_cache_reads_total{provider="runs",kind="list",outcome=';

    await cached.askText(list);
    const [missed, hitBefore] = [
      await sampleOf(cached, `${read}"miss"}`),
      await sampleOf(cached, `${read}"hit"}`),
    ];
    await cached.askText(list);

    expect(missed).toBeGreaterThan(0);
    expect((await sampleOf(cached, `${read}"hit"}`)) - hitBefore).toBe(missed);
  });

  it('counts failures by code, retries and the circuit', async () => {
    sandbox().faults.add({ server: 'runs', kind: 'status', status: 503, body: 'no' } as never);
    for (let count = 0; count < 3; count += 1) {
      await gateway().askText('{ runs(first: 3, filter: { providers: ["runs"] }) { nodes { name } } }');
    }
    sandbox().faults.clear();

    expect(
      await sample('modelgate_upstream_calls_total{provider="runs",outcome="PROVIDER_UNAVAILABLE"}'),
    ).toBe(5);
    expect(await sample('modelgate_upstream_retries_total{provider="runs"}')).toBeGreaterThan(0);
    expect(await sample('modelgate_circuit_state{provider="runs"}')).toBe(2);
    expect(await sample('modelgate_circuit_state{provider="registry"}')).toBe(0);
  });

  it('shows subscribers while they are there', async () => {
    const document = new TypedDocumentString<object, object>('subscription { downloadsChanged { id } }');
    const events = [1, 2, 3].map(() => overWebSocket(gateway().url, document, {}));
    const waiting = events.map((each) => each[Symbol.asyncIterator]().next());

    await expect.poll(() => sample('modelgate_subscribers')).toBe(3);
    for (const each of events) each.close();
    await expect.poll(() => sample('modelgate_subscribers')).toBe(0);
    await Promise.allSettled(waiting);
  });
});

describe('docs/operations.md', () => {
  const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const registered = async () => (await createMetrics([]).render()).split('\n');

  it('lists every metric with its type and meaning, and no other', async () => {
    const lines = await registered();
    const expected = lines.flatMap((line) => {
      const [, name, help] = /^# HELP (modelgate_\w+) (.+)$/u.exec(line) ?? [];
      const type = lines.find((other) => other.startsWith(`# TYPE ${name} `))?.split(' ')[3];
      return name === undefined ? [] : [[`\`${name}\``, type, help]];
    });

    const documented = tableOf(section(text, 'Metrics')).map(([name, type, , meaning]) => [
      name,
      type,
      meaning,
    ]);

    expect(new Set(documented)).toEqual(new Set(expected));
  });

  it('has a dashboard that asks for nothing else', async () => {
    const dashboard = readFileSync(new URL('../../../docs/grafana-dashboard.json', import.meta.url), 'utf8');
    const names = (await registered()).flatMap((line) => /^# TYPE (\w+) /u.exec(line)?.[1] ?? []);
    const used = dashboard.match(/\b(?:modelgate|nodejs|process)_\w+/gu) ?? [];

    expect(used.length).toBeGreaterThan(10);
    expect(new Set(names)).toEqual(new Set([...names, ...used.map((name) => name.replace(/_bucket$/u, ''))]));
  });
});
