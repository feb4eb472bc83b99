import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { section, tableOf } from '../../helpers/markdown.js';
import { startServer } from '../../helpers/http-server.js';
import { sandboxProviders, startGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 3, market: { limitsRate: false } });
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** A gateway whose spans come here; they have come when it is closed. */
async function traceOperations(run: (url: string) => Promise<unknown>): Promise<readonly Span[]> {
  const bodies: Buffer[] = [];
  const collector = await startServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  const gateway = await startGateway({
    providers: sandboxProviders(sandbox()).map((provider) => ({
      ...provider,
      policy: { tracing: { shareContext: provider.name === 'runs' } },
    })),
    config: { tracingEndpoint: collector.origin },
  });
  await run(gateway.url);
  await gateway.close();
  return bodies.flatMap((body) =>
    JSON.parse(body.toString()).resourceSpans.flatMap(({ scopeSpans }: any) =>
      scopeSpans.flatMap(({ spans }: any) => spans),
    ),
  );
}

describe('with a collector', () => {
  it('an operation is a span of the caller’s trace, with a span for each call to a provider below it', async () => {
    const before = (['registry', 'runs'] as const).map((server) => sandbox().servers[server].requests.length);
    const spans = await traceOperations((url) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', traceparent: `00-${TRACE}-${PARENT}-01` },
        body: JSON.stringify({
          operationName: 'Recent',
          query:
            'query Recent { runs(first: 2, filter: { providers: ["runs", "registry"] }) { nodes { name } } }',
        }),
      }),
    );

    const operation = spans.find(({ name }) => name === 'graphql query Recent');
    expect(operation).toMatchObject({ traceId: TRACE, parentSpanId: PARENT });
    const calls = spans.filter(({ parentSpanId }) => parentSpanId === operation?.spanId);
    const asked = (['registry', 'runs'] as const).map(
      (server, index) => sandbox().servers[server].requests.length - before[index]!,
    );
    for (const [index, server] of ['registry', 'runs'].entries()) {
      expect(calls.filter(({ name }) => name === `GET ${server}`)).toHaveLength(asked[index]!);
    }
  });

  it('has the spans and attributes that docs/operations.md lists, and no other', async () => {
    sandbox().faults.add({ server: 'registry', kind: 'status', status: 503, body: 'no', times: 1 });
    const spans = await traceOperations(async (url) => {
      for (const query of [
        'query Seen { model(by: { ref: "registry:absent" }) { name } }',
        '{ providers { name } }',
      ]) {
        await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, operationName: query.startsWith('query') ? 'Seen' : null }),
        });
      }
    });
    const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const rows = tableOf(section(text, 'Traces'));
    const documented = rows.flatMap(([, attributes = '']) => attributes.match(/(?<=`)[a-z.]+(?=`)/gu) ?? []);

    expect(new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)))).toEqual(
      new Set(documented),
    );
    expect(rows.map(([name]) => name)).toEqual(['`graphql <type> <name>`', '`<method> <provider>`']);
    for (const { name } of spans)
      expect(name).toMatch(/^(graphql (query|mutation|subscription)|(GET|POST) \w+)/u);
  });

  it('only providers that the operator names are told of the trace', async () => {
    await traceOperations((url) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ runs(first: 1) { nodes { name } } }' }),
      }),
    );

    const headersAt = (server: 'registry' | 'runs') =>
      sandbox().servers[server].requests.at(-1)?.headers['traceparent'];
    expect(headersAt('runs')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
    expect(headersAt('registry')).toBeUndefined();
  });
});

it('answers as ever when the collector is down', async () => {
  const gateway = await startGateway({
    providers: sandboxProviders(sandbox()),
    config: { tracingEndpoint: 'http://127.0.0.1:9' },
  });
  onTestFinished(() => gateway.close());

  expect((await gateway.askText('{ providers { name } }')).data!['providers']).toHaveLength(4);
});
