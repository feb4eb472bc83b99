import { createClient, ModelgateError, type DownloadSnapshot } from '@modelgate/client';
import {
  DownloadProgressDocument,
  ProviderHealthChangedDocument,
  ProvidersDocument,
} from '@modelgate/client/documents';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { createKey, revokeKey } from '../../helpers/api-keys.js';
import { findModel } from '../../helpers/find-models.js';
import { sandboxProviders, startGateway, type TestGateway } from '../../helpers/gateway.js';
import { startPlainProxy } from '../../helpers/plain-proxy.js';
import { collect } from '../../helpers/subscribe.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const sandbox = useSandbox({ size: 2 });

type Options = Partial<Parameters<typeof createClient>[0]>;

/** A client that is closed when the test ends. */
function connect(url: string, options: Options = {}) {
  const client = createClient({ url, webSocketImpl: WebSocket, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** A gateway on a folder, on a port of its own or the one that another had; stopped when the test ends. */
async function serve(dataDirectory: string, port = 0): Promise<TestGateway> {
  const gateway = await startGateway({
    providers: sandboxProviders(sandbox()),
    config: { dataDirectory, port },
  });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

const portOf = (gateway: TestGateway) => Number(new URL(gateway.url).port);

describe.each(['ws', 'sse'] as const)('a subscription over %s', (transport) => {
  it('goes on when the gateway was started again, and no number falls', async () => {
    const folder = await temporaryFolder();
    const first = await serve(folder);
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 60_000 });
    const { id } = await findModel(first, 'registry', { downloadable: true });
    const interruptions: string[] = [];
    const client = connect(first.url, { transport });
    const download = client.download(id, { onInterrupted: ({ code }) => interruptions.push(code) });
    const told: DownloadSnapshot[] = [];

    for await (const snapshot of download) {
      told.push(snapshot);
      if (interruptions.length > 0 || (snapshot.progress.receivedBytes ?? 0) === 0) continue;
      if (told.some(({ state }) => state === 'TRANSFERRING')) {
        interruptions.push('restart');
        await first.close();
        sandbox().faults.clear();
        await serve(folder, portOf(first));
      }
    }

    expect(interruptions).toContain('NETWORK');
    expect(told.at(-1)?.state).toBe('COMPLETED');
    const sequences = told.map(({ progress }) => progress.sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
    expect((await download.result()).artifact?.files).toHaveLength(1);
  });

  it('ends with the reason of the signal, and takes the operation back from the gateway', async () => {
    const gateway = await serve(await temporaryFolder());
    const client = connect(gateway.url, { transport });
    const leaving = new AbortController();

    const events = client.subscribe(ProviderHealthChangedDocument, {}, { signal: leaving.signal });
    await events.next();
    const metrics = async () => (await fetch(`${gateway.origin}/metrics`)).text();
    const subscribed = /^modelgate_subscribers\S* [1-9]/mu;
    await expect.poll(metrics).toMatch(subscribed);
    const waiting = failureOf(collect(events));
    leaving.abort();

    expect(await waiting).toMatchObject({ name: 'AbortError' });
    await expect.poll(metrics).not.toMatch(subscribed);
  });

  it('that cannot be made at all fails with NETWORK', async () => {
    const gateway = await serve(await temporaryFolder());
    await gateway.close();

    const error = await failureOf(
      connect(gateway.url, { transport }).subscribe(ProviderHealthChangedDocument).next(),
    );

    expect(error).toBeInstanceOf(ModelgateError);
    expect(error).toMatchObject({ code: 'NETWORK', retryable: true });
  });

  it('fails with what the gateway says of the operation', async () => {
    const gateway = await serve(await temporaryFolder());

    const error = await failureOf(
      connect(gateway.url, { transport }).subscribe(DownloadProgressDocument, { id: 'x' }).next(),
    );

    expect(error).toMatchObject({ code: 'INVALID_ID', retryable: false, data: null });
  });

  it('asks for a new credential when the gateway refuses the old one, at first and later', async () => {
    const folder = await temporaryFolder();
    const keys = [await createKey(folder), await createKey(folder, { name: 'second' })];
    const gateway = await serve(folder);
    const given = ['mgk_nothing', ...keys.map(({ text }) => text)];
    let asked = 0;
    const client = connect(gateway.url, { transport, auth: () => Promise.resolve(given[asked++]!) });

    const events = client.subscribe(ProviderHealthChangedDocument);
    await events.next();
    expect(asked).toBe(2);
    await revokeKey(folder, keys[0]!.id);
    // The present state of each provider comes again with the new connection.
    for (let count = 0; count < 2 * sandbox().providers.length - 1; count += 1) await events.next();

    expect(asked).toBe(3);
  });

  it('ends when the only credential is refused', async () => {
    const folder = await temporaryFolder();
    await createKey(folder);
    const gateway = await serve(folder);

    const error = await failureOf(
      connect(gateway.url, { transport, auth: 'mgk_nothing' })
        .subscribe(ProviderHealthChangedDocument)
        .next(),
    );

    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
  });
});

describe('where upgrades are refused', () => {
  it('subscriptions come as server-sent events, and the socket is not tried again', async () => {
    const gateway = await serve(await temporaryFolder());
    const proxy = await startPlainProxy(gateway.origin);
    let sockets = 0;
    class CountedSocket extends WebSocket {
      constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
        super(...parameters);
        sockets += 1;
      }
    }
    const client = connect(`${proxy.origin}/graphql`, { webSocketImpl: CountedSocket });

    for (let count = 0; count < 2; count += 1) {
      const events = client.subscribe(ProviderHealthChangedDocument);
      const { value } = await events.next();
      expect(value).toMatchObject({ providerHealthChanged: { name: expect.any(String) } });
      await events.return();
    }

    expect(sockets).toBe(1);
    const accepted = proxy.requests.filter(({ headers }) => headers.accept === 'text/event-stream');
    expect(accepted).toHaveLength(2);
  });
});

describe('a gateway that runs only the documents of the package', () => {
  async function serveList(): Promise<TestGateway> {
    const manifest = new URL('../../../client/generated/persisted-documents.json', import.meta.url).pathname;
    const gateway = await startGateway({
      providers: sandboxProviders(sandbox()),
      config: { limits: limitsSchema.parse({ documents: 'persisted', manifest }) },
    });
    onTestFinished(() => gateway.close());
    return gateway;
  }

  it.each(['ws', 'sse'] as const)(
    'answers a client that sends their ids, over HTTP and %s',
    async (transport) => {
      const gateway = await serveList();
      const client = connect(gateway.url, { transport, persisted: true });

      const { providers } = await client.query(ProvidersDocument);
      const { value } = await client.subscribe(ProviderHealthChangedDocument).next();

      expect(providers).toHaveLength(4);
      expect(value).toMatchObject({ providerHealthChanged: { name: expect.any(String) } });
    },
  );

  it.each(['ws', 'sse'] as const)(
    'is sent ids once it has refused a text, over HTTP and %s',
    async (transport) => {
      const gateway = await serveList();
      const bodies: string[] = [];
      const client = connect(gateway.url, {
        transport,
        fetch: (input, init) => {
          bodies.push(JSON.stringify(init?.body));
          return fetch(input, init);
        },
      });

      const events = client.subscribe(ProviderHealthChangedDocument);
      const { value } = await events.next();
      await events.return();
      const { providers } = await client.query(ProvidersDocument);

      expect(value).toMatchObject({ providerHealthChanged: { name: expect.any(String) } });
      expect(providers).toHaveLength(4);
      expect(bodies.at(-1)).toContain('sha256Hash');
      expect(bodies.filter((body) => body.includes('query Providers'))).toEqual([]);
      const unlisted = Object.assign(
        new String('{ providers { name } }'),
        {},
      ) as unknown as typeof ProvidersDocument;
      expect(await failureOf(client.query(unlisted))).toMatchObject({ code: 'DOCUMENT_NOT_ALLOWED' });
    },
  );
});

describe('a query', () => {
  it('is sent again once with a new credential', async () => {
    const folder = await temporaryFolder();
    const key = await createKey(folder);
    const gateway = await serve(folder);
    const given = ['mgk_nothing', key.text];
    let asked = 0;
    const client = connect(gateway.url, { auth: () => given[asked++]! });

    const answers = await Promise.all([client.query(ProvidersDocument), client.query(ProvidersDocument)]);

    expect(answers.map(({ providers }) => providers.length)).toEqual([4, 4]);
    // Both were refused together and share the new one.
    expect(asked).toBe(2);
  });

  it('is ended by close, with an AbortError', async () => {
    const gateway = await serve(await temporaryFolder());
    const client = connect(gateway.url);

    const waiting = failureOf(client.query(ProvidersDocument));
    client.close();

    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });
});
