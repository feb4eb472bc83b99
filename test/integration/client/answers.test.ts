import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, ModelgateError, type ClientOptions, type Problem } from '@modelgate/client';
import {
  CheckpointDetailsDocument,
  DeleteModelDocument,
  ModelDetailsDocument,
  ProvidersDocument,
} from '@modelgate/client/documents';
import { saveArtifact } from '@modelgate/client/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createKey } from '../../helpers/api-keys.js';
import { findModel } from '../../helpers/find-models.js';
import { NO_CACHE, sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { collect } from '../../helpers/subscribe.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const sandbox = useSandbox({ size: 4 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()), config: { cache: NO_CACHE } }));

function connect(options: Partial<ClientOptions> = {}) {
  const client = createClient({ url: gateway().url, webSocketImpl: WebSocket, ...options });
  onTestFinished(() => client.close());
  return client;
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as ModelgateError,
  );

describe('errors', () => {
  it('have the code of the gateway, the field, and the id that leads to the log', async () => {
    const error = await failureOf(connect().query(ModelDetailsDocument, { by: { ref: 'registry:nothing' } }));

    expect(error).toBeInstanceOf(ModelgateError);
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      provider: 'registry',
      retryable: false,
      path: ['model'],
      requestId: expect.stringMatching(/./u),
      errors: [{ path: ['model'] }],
    });
  });

  it('come with the sound rest of the answer, or let it pass where the caller says so', async () => {
    const client = connect();
    const [{ id } = { id: '' }] = await collect(client.models({ filter: { providers: ['registry'] } }));
    sandbox().faults.add({ server: 'registry', kind: 'status', status: 503, match: '/runs' });
    const text = `query Whole($id: ID!) { providers { name } model(by: { id: "x" }) { id } node(id: $id) { id } }`;
    const document = Object.assign(new String(text), {}) as unknown as typeof ProvidersDocument;
    const partial: ModelgateError[] = [];

    const error = await failureOf(client.query(document, { id } as never));
    const data = await client.query(document, { id } as never, { onPartial: (each) => partial.push(each) });

    expect(error).toMatchObject({ code: 'INVALID_ID', data: { providers: { length: 4 }, model: null } });
    expect(data).toMatchObject({ providers: { length: 4 }, model: null, node: { id } });
    expect(partial).toMatchObject([{ code: 'INVALID_ID' }]);
  });

  it('of the GraphQL layer, of missing scopes and of foreign servers are typed too', async () => {
    const broken = Object.assign(new String('{ nothing }'), {}) as unknown as typeof ProvidersDocument;
    const folder = await temporaryFolder();
    const { text } = await createKey(folder, { scopes: ['read'] });
    const closed = await startGateway({
      providers: sandboxProviders(sandbox()),
      config: { dataDirectory: folder },
    });
    onTestFinished(() => closed.close());

    expect(await failureOf(connect().query(broken))).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    const reader = connect({ url: closed.url, auth: text });
    expect(await failureOf(reader.mutate(DeleteModelDocument, { id: 'x' }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    const lost = connect({ url: `${gateway().origin}/elsewhere` });
    expect(await failureOf(lost.query(ProvidersDocument))).toMatchObject({
      code: 'NETWORK',
      retryable: false,
    });
  });
});

describe('lists', () => {
  it('give every item once over all pages', async () => {
    const client = connect();

    const whole = await collect(client.models());
    const paged = await collect(client.models({}, { pageSize: 3 }));

    expect(paged.map(({ ref }) => ref)).toEqual(whole.map(({ ref }) => ref));
    expect(new Set(paged.map(({ ref }) => ref)).size).toBe(paged.length);
    expect(paged.length).toBeGreaterThan(10);
  });

  it('report a provider that is away, once, and give the items of the others', async () => {
    sandbox().faults.add({ server: 'market', kind: 'status', status: 503 });
    const problems: Problem[] = [];

    const told = await collect(
      connect().models({}, { pageSize: 2, onUnavailable: (problem) => problems.push(problem) }),
    );

    expect(problems).toMatchObject([{ provider: { name: 'market' }, code: 'PROVIDER_UNAVAILABLE' }]);
    expect(new Set(told.map(({ provider }) => provider.name))).toEqual(
      new Set(['registry', 'runs', 'local']),
    );
  });

  it('fail behind the last item when nobody listens for providers that are away', async () => {
    sandbox().faults.add({ server: 'market', kind: 'status', status: 503 });
    const refs: string[] = [];

    const error = await failureOf(
      (async () => {
        for await (const { ref } of connect().models()) refs.push(ref);
      })(),
    );

    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', provider: 'market' });
    expect(refs.length).toBeGreaterThan(5);
  });

  it('ask again for a page that was lost on the way', async () => {
    let calls = 0;
    const unsteady: typeof fetch = (input, init) => {
      calls += 1;
      return calls === 2 ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init);
    };

    const told = await collect(connect({ fetch: unsteady }).runs({}, { pageSize: 2 }));

    expect(told.map(({ ref }) => ref)).toEqual((await collect(connect().runs())).map(({ ref }) => ref));
  });

  it('give the checkpoints of a run and of a model, by ref and by id', async () => {
    const client = connect();
    for await (const run of client.runs()) {
      const byRef = await collect(client.checkpoints({ run: run.ref }, { pageSize: 1 }));
      expect(await collect(client.checkpoints({ run: run.id }))).toEqual(byRef);
      if (byRef.length > 1) return;
    }
    expect.unreachable('no run has several checkpoints');
  });
});

describe('a file', () => {
  const landed = async () => {
    const client = connect();
    const model = await findModel(gateway(), 'registry', { downloadable: true });
    const { artifact } = await client.download(model.ref).result();
    return { client, artifact: artifact!, file: artifact!.files[0]! };
  };
  const digestOf = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');

  it('is saved under its own name in a folder, or under a given name', async () => {
    const { client, artifact, file } = await landed();
    const folder = await temporaryFolder();

    const [own] = await saveArtifact(client, artifact, folder);
    const [given] = await saveArtifact(client, artifact, join(folder, 'deep', 'model.onnx'));

    expect(own).toBe(join(folder, file.path));
    expect(given).toBe(join(folder, 'deep', 'model.onnx'));
    for (const path of [own!, given!]) expect(await digestOf(path)).toBe(file.sha256);
    expect(await readdir(join(folder, 'deep'))).toEqual(['model.onnx']);
  });

  it('is continued where an earlier try left off', async () => {
    const { artifact, file } = await landed();
    const folder = await temporaryFolder();
    const ranges: (string | null)[] = [];
    const client = connect({
      fetch: async (input, init) => {
        ranges.push(new Headers(init?.headers).get('range'));
        return fetch(input, init);
      },
    });
    const leaving = new AbortController();

    const aborted = await failureOf(
      saveArtifact(client, artifact, join(folder, 'model'), {
        signal: leaving.signal,
        onProgress: ({ receivedBytes }) => receivedBytes > 0 && leaving.abort(),
      }),
    );
    const { size } = await stat(join(folder, 'model.part'));
    const [path] = await saveArtifact(client, artifact, join(folder, 'model'));

    expect(aborted).toMatchObject({ name: 'AbortError' });
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(file.sizeBytes);
    expect(ranges).toEqual([null, `bytes=${size}-`]);
    expect(await digestOf(path!)).toBe(file.sha256);
    expect(await readdir(folder)).toEqual(['model']);
  });

  it('whose bytes are others is refused, and nothing stays', async () => {
    const { client, artifact, file } = await landed();
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'model.part'), 'other bytes');

    const error = await failureOf(saveArtifact(client, artifact, join(folder, 'model')));

    expect(error).toMatchObject({ code: 'INTEGRITY_MISMATCH', retryable: true });
    expect(error!.message).toContain(file.sha256);
    expect(await readdir(folder)).toEqual([]);
    await expect(client.fileBlob({ ...file, sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    });
  });

  it('comes as a Blob and as a stream', async () => {
    const { client, file } = await landed();

    const blob = await client.fileBlob(file);
    const { body, offset } = await client.openFile(file, { offset: 1_000 });

    expect(blob.size).toBe(file.sizeBytes);
    expect(offset).toBe(1_000);
    const rest = Buffer.from(await new Response(body).arrayBuffer());
    expect(rest.equals(Buffer.from(await blob.arrayBuffer()).subarray(1_000))).toBe(true);
  });

  it('that leads out of the folder is not written', async () => {
    const { client, artifact, file } = await landed();
    const folder = await temporaryFolder();
    const files = [file, { ...file, path: '../outside' }];

    await expect(saveArtifact(client, { ...artifact, files }, folder)).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a checkpoint is downloaded by the checkpoint’s ref', async () => {
    const client = connect();
    for await (const run of client.runs({ filter: { status: ['SUCCEEDED'] } })) {
      for await (const { ref, downloadable } of client.checkpoints({ run: run.ref })) {
        if (!downloadable) continue;
        const { artifact } = await client.download(ref).result();
        const saved = await saveArtifact(client, artifact!, await temporaryFolder());
        expect(saved).toHaveLength(artifact!.files.length);
        const { checkpoint } = await client.query(CheckpointDetailsDocument, { by: { ref } });
        expect(checkpoint?.ref).toBe(ref);
        return;
      }
    }
    expect.unreachable('no checkpoint can be downloaded');
  });
});
