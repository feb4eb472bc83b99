import { describe, expect, it, onTestFinished } from 'vitest';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { FanOut } from '../../../src/graphql/fan-out/fan-out.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { modelRecord, runRecord } from '../../helpers/records.js';
import { overSse, overWebSocket, type Subscribe } from '../../helpers/subscribe.js';
import {
  DOWNLOAD_PROGRESS,
  downloadAt,
  downloadId,
  DOWNLOADS_CHANGED,
  MODEL_CHANGED,
  registryId,
  RUN_CHANGED,
} from '../../helpers/subscription-documents.js';
import { openStage, writeScript } from '../../helpers/subscription-stage.js';

/** One script played by two gateways: one that shares executions, one that does not. */
async function openBoth() {
  const script = writeScript();
  const shared = await openStage(script.services, new FanOut(() => 0));
  const plain = await openStage(script.services, null);
  onTestFinished(async () => {
    await shared.close();
    await plain.close();
  });
  return { ...script, urls: [shared.url, plain.url] };
}

type Script = Awaited<ReturnType<typeof openBoth>>;

/** What a client gets from the beginning to the end, failures included, without what differs from request to request. */
async function play(
  script: Script,
  [subscribe, document, variables]: readonly [Subscribe, unknown, object],
  steps: readonly (() => void)[],
): Promise<unknown[][]> {
  const outcomes: unknown[][] = script.urls.map(() => []);
  const collecting = script.urls.map(async (url, index) => {
    try {
      for await (const event of subscribe(url, document as never, variables)) outcomes[index]!.push(event);
      outcomes[index]!.push('complete');
    } catch (error) {
      outcomes[index]!.push({ thrown: error });
    }
  });
  let count = 1;
  for (const step of steps) {
    await expect.poll(() => outcomes.map((events) => events.length)).toEqual([count, count]);
    step();
    count += 1;
  }
  await Promise.all(collecting);
  const text = JSON.stringify(outcomes).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'some-id');
  return JSON.parse(text) as unknown[][];
}

const run = (fields: object) => ({ id: 'r1', ...runRecord({ status: 'RUNNING', ...fields }) });
const model = (fields: object) => ({ id: 'm1', ...modelRecord(fields) });

describe.each([
  ['WebSocket', overWebSocket],
  ['server-sent events', overSse],
])('over %s a shared subscription gives what one of its own gives', (_name, subscribe) => {
  it('for the progress of a download', async () => {
    const script = await openBoth();
    const { downloads } = script;
    downloads.tell(downloadAt('a', 1));

    const [shared, plain] = await play(
      script,
      [subscribe, DOWNLOAD_PROGRESS, { id: downloadId('a') }],
      [
        () => downloads.tell(downloadAt('a', 2)),
        () => downloads.tell(downloadAt('a', 3)),
        () => {
          downloads.tell(downloadAt('a', 4, 'COMPLETED'));
          downloads.end();
        },
      ],
    );

    expect(shared).toEqual(plain);
    expect(shared).toHaveLength(5);
    expect(shared!.slice(-2)).toMatchObject([
      { data: { downloadProgress: { state: 'COMPLETED', progress: { sequence: 4, receivedBytes: 4_000 } } } },
      'complete',
    ]);
  });

  it('for the changes of all downloads', async () => {
    const script = await openBoth();
    const { downloads } = script;
    downloads.tell(downloadAt('a', 1));

    const [shared, plain] = await play(
      script,
      [subscribe, DOWNLOADS_CHANGED, { filter: { state: ['TRANSFERRING', 'COMPLETED'] } }],
      [
        () => downloads.tell(downloadAt('b', 1)),
        () => {
          downloads.tell(downloadAt('b', 2, 'VERIFYING'));
          downloads.tell(downloadAt('a', 2));
        },
        () => downloads.tell(downloadAt('b', 3, 'COMPLETED')),
        () => downloads.end(),
      ],
    );

    expect(shared).toEqual(plain);
    expect(shared).toHaveLength(5);
  });

  it('for a run, errors of single fields included', async () => {
    const script = await openBoth();
    const { runs, models } = script;
    models.tell(model({ name: 'one' }));
    runs.tell(run({ modelId: 'm1' }));

    const [shared, plain] = await play(
      script,
      [subscribe, RUN_CHANGED, { id: registryId('Run', 'r1') }],
      [
        () => {
          script.models.get = () => {
            throw new Error('canary secret');
          };
          runs.tell(run({ progressPercent: 50, modelId: 'm1' }));
        },
        () => runs.end(),
      ],
    );

    expect(shared).toEqual(plain);
    expect(shared![1]).toMatchObject({
      data: { runChanged: { progressPercent: 50, model: null } },
      errors: [{ path: ['runChanged', 'model'], extensions: { code: 'INTERNAL', requestId: 'some-id' } }],
    });
    expect(JSON.stringify(shared)).not.toContain('canary');
  });

  it('for a model', async () => {
    const script = await openBoth();
    script.models.tell(model({ name: 'one' }));

    const [shared, plain] = await play(
      script,
      [subscribe, MODEL_CHANGED, { id: registryId('Model', 'm1') }],
      [() => script.models.tell(model({ name: 'two' })), () => script.models.end()],
    );

    expect(shared).toEqual(plain);
    expect(shared).toHaveLength(3);
  });

  it.each([
    ['known', new GatewayError('PROVIDER_UNAVAILABLE', 'The registry is away.')],
    ['unforeseen', new Error('canary secret')],
  ])('for a source that ends with a failure that is %s', async (_kind, failure) => {
    const script = await openBoth();
    script.models.tell(model({ name: 'one' }));

    const [shared, plain] = await play(
      script,
      [subscribe, MODEL_CHANGED, { id: registryId('Model', 'm1') }],
      [() => script.models.end(failure)],
    );

    expect(shared).toEqual(plain);
    expect(JSON.stringify(shared)).toContain(failure instanceof GatewayError ? failure.message : 'INTERNAL');
    expect(JSON.stringify(shared)).not.toContain('canary');
  });

  it.each([
    ['a download that does not exist', DOWNLOAD_PROGRESS, { id: downloadId('none') }],
    ['a run that does not exist', RUN_CHANGED, { id: registryId('Run', 'none') }],
    ['an id of something else', RUN_CHANGED, { id: downloadId('a') }],
    ['a variable that is missing', RUN_CHANGED, {}],
    ['a document that is not valid', 'subscription { nothing }', {}],
    ['a document that does not parse', 'subscription {', {}],
  ])('for %s', async (_what, document, variables) => {
    const script = await openBoth();

    const [shared, plain] = await play(script, [subscribe, document, variables], []);

    expect(shared).toEqual(plain);
    expect(JSON.stringify(shared)).toMatch(/"message"|NetworkError/u);
    expect([script.downloads.open, script.runs.open]).toEqual([0, 0]);
  });
});

describe('an event stream of a shared subscription', () => {
  const body = JSON.stringify({ query: DOWNLOAD_PROGRESS.toString(), variables: { id: downloadId('a') } });
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body };

  it.each([
    ['POST', '*/*'],
    ['POST', 'text/event-stream'],
    ['POST', 'application/json, text/event-stream;q=0.5'],
    ['POST', 'application/json'],
    ['GET', 'text/event-stream'],
    ['GET', 'application/graphql-response+json'],
  ])('has the head and bytes that yoga gives for %s and %s', async (method, accept) => {
    const script = await openBoth();
    script.downloads.tell(downloadAt('a', 1));
    const answers = script.urls.map((url) => {
      if (method === 'POST') return rawRequest(url, { ...post, headers: { ...post.headers, accept } });
      const query = new URLSearchParams({
        query: DOWNLOAD_PROGRESS.toString(),
        variables: JSON.stringify({ id: downloadId('a') }),
      });
      return rawRequest(`${url}?${query}`, { headers: { accept } });
    });
    await expect.poll(() => script.downloads.opened).toBe(2);
    script.downloads.end();

    const [shared, plain] = (await Promise.all(answers)).map(({ status, headers, bytes, isComplete }) => ({
      status,
      isComplete,
      headers: { ...headers, date: null, 'x-request-id': null },
      text: bytes.toString().replaceAll(/(?<=\n\n):\n\n/gu, ''),
    }));

    expect(shared).toEqual(plain);
  });
});
