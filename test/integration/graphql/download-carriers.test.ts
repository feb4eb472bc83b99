import { describe, expect, it } from 'vitest';
import {
  CancelDownloadDocument,
  DownloadProgressDocument,
  DownloadsChangedDocument,
  DownloadsDocument,
  type DownloadFieldsFragment,
} from '../../../client/generated/graphql.js';
import {
  artifactOf,
  download,
  fetchBytes,
  followDownload,
  sha256Of,
  startDownload,
} from '../../helpers/downloads.js';
import { findModel, findModels } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { firstEvent, overSse, overWebSocket } from '../../helpers/subscribe.js';

const sandbox = useSandbox({ size: 20, local: { downloadMs: 1_500 } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

async function runtimeStateOf(id: string): Promise<string> {
  const query = 'query ($id: ID!) { model(by: { id: $id }) { runtime { state } } }';
  return dataOf(await gateway().askText(query, { id }))['model'].runtime.state;
}

describe('a checkpoint of a run store', () => {
  /** A checkpoint of the newest run that succeeded, by the client's own way to it. */
  async function findCheckpoint(): Promise<{ readonly id: string; readonly runId: string }> {
    const answer = await gateway().askText(`{
      runs(first: 1, filter: { providers: ["runs"], status: [SUCCEEDED] }) {
        nodes { nativeId latestCheckpoint { id downloadable format } }
      }
    }`);
    const [run] = dataOf(answer)['runs'].nodes;
    expect(run.latestCheckpoint).toMatchObject({ downloadable: true, format: 'tar' });
    return { id: run.latestCheckpoint.id, runId: run.nativeId };
  }

  it('comes as the files of its archive, each with its role and digest', async () => {
    const { id } = await findCheckpoint();

    const completed = await download(gateway(), id);

    expect(completed.state).toBe('COMPLETED');
    const { files } = await artifactOf(gateway(), completed);
    const roles = Object.fromEntries(files.map(({ path, role }) => [path, role]));
    expect(roles).toMatchObject({
      'model_full/config.json': 'CONFIG',
      'model_full/model.safetensors': 'WEIGHTS',
      'model_full/run.json': 'CONFIG',
    });
    for (const { url, sha256, sizeBytes } of files) {
      const bytes = await fetchBytes(url!);
      expect(sha256Of(bytes)).toBe(sha256);
      expect(bytes.length).toBe(sizeBytes);
    }
  });

  it('holds safetensors whose header names the run and tensors within the file', async () => {
    const { id, runId } = await findCheckpoint();
    const { files } = await artifactOf(gateway(), await download(gateway(), id));
    const file = files.find(({ path }) => path.endsWith('model.safetensors'))!;

    // Form of the file: length of the header as 64 bits, little endian; the header as JSON; the tensors' bytes.
    const bytes = await fetchBytes(file.url!);
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    const { __metadata__: metadata, ...tensors } = JSON.parse(
      bytes.subarray(8, 8 + headerBytes).toString('utf8'),
    );

    expect(metadata.run).toBe(runId);
    const ends = Object.values<{ data_offsets: [number, number] }>(tensors).map(
      (tensor) => tensor.data_offsets[1],
    );
    expect(8 + headerBytes + Math.max(...ends)).toBe(bytes.length);
  });
});

describe('a download that the local runtime carries', () => {
  it('relays the percentages of the runtime, invents no bytes, and leaves the model on the machine', async () => {
    const model = await findModel(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    const started = await startDownload(gateway(), model.id);

    const events = await followDownload(gateway(), started.id);

    expect(started).toMatchObject({ carrier: 'PROVIDER', provider: { name: 'local' } });
    expect(
      events.every(({ progress }) => progress.receivedBytes === null && progress.bytesPerSecond === null),
    ).toBe(true);
    const percents = events.flatMap(({ progress }) => progress.percent ?? []);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    // What the sandbox's runtime reports on the way (src/sandbox/pieces-os/downloads.ts).
    const reported = new Set([
      4, 9.5, 15, 21.5, 28, 35.5, 41.5, 48, 55, 61.5, 68, 74.5, 81, 87.5, 94, 98.5, 100,
    ]);
    expect(percents.every((percent) => reported.has(percent))).toBe(true);
    expect(new Set(percents).size).toBeGreaterThanOrEqual(4);
    expect(events.at(-1)).toMatchObject({ state: 'COMPLETED', progress: { percent: 100 }, artifact: null });
    expect(await runtimeStateOf(model.id)).toBe('DOWNLOADED');
  });

  it('moves its model from one filtered list to the other at once, although lists are kept for a while', async () => {
    const before = await findModels(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    const { id } = before[0]!;

    await download(gateway(), id);

    const idsIn = async (state: 'NOT_DOWNLOADED' | 'DOWNLOADED') =>
      (await findModels(gateway(), 'local', { runtimeState: [state] })).map((model) => model.id);
    expect(await idsIn('NOT_DOWNLOADED')).not.toContain(id);
    expect(await idsIn('DOWNLOADED')).toContain(id);
  });

  it('is COMPLETED at once when the model is there already, and the runtime is asked for nothing', async () => {
    const model = await findModel(gateway(), 'local', { runtimeState: ['DOWNLOADED', 'LOADED'] });

    const started = await startDownload(gateway(), model.id);

    expect(started).toMatchObject({ state: 'COMPLETED', carrier: 'PROVIDER', artifact: null });
    const writes = sandbox().servers.local.requests.filter(
      ({ method, target }) => method === 'POST' && target.includes(model.ref.slice('local:'.length)),
    );
    expect(writes).toEqual([]);
  });

  it('stops at the runtime too when it is cancelled, and its watcher is told', async () => {
    const model = await findModel(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    const { id } = await startDownload(gateway(), model.id);
    const watched = followDownload(gateway(), id);
    await firstEvent(
      overWebSocket(gateway().url, DownloadProgressDocument, { id }),
      ({ data }) => data!.downloadProgress.progress.percent !== null,
    );

    const { cancelDownload } = dataOf(await gateway().ask(CancelDownloadDocument, { id }));

    expect(cancelDownload).toMatchObject({ state: 'CANCELLED', error: null });
    expect((await watched).at(-1)!.state).toBe('CANCELLED');
    expect(await runtimeStateOf(model.id)).toBe('NOT_DOWNLOADED');
  });

  it('that the runtime gives up ends in FAILED', async () => {
    const model = await findModel(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    sandbox().faults.add({ server: 'local', kind: 'fail-download' });

    const end = await download(gateway(), model.id);

    expect(end).toMatchObject({ state: 'FAILED', error: { code: 'PROVIDER_REJECTED' } });
  });
});

describe('downloadsChanged', () => {
  it.each([
    ['graphql-ws', overWebSocket, 'orientation'],
    ['server-sent events', overSse, 'detection'],
  ] as const)('tells over %s of those downloads alone that match', async (_transport, subscribe, name) => {
    // Until somebody watches: a download that is over by then is told to nobody.
    const release = sandbox().faults.add({ server: 'storage', kind: 'status', status: 503 });
    const model = await findModel(gateway(), 'registry', { name: { contains: name } });
    const other = await findModel(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
    // Started before the watch, so that its first event is the state of an unfinished one.
    const [wanted] = await Promise.all([
      startDownload(gateway(), model.id),
      startDownload(gateway(), other.id),
    ]);
    const events = subscribe(gateway().url, DownloadsChangedDocument, { filter: { carrier: 'GATEWAY' } });

    const told: DownloadFieldsFragment[] = [];
    for await (const { data } of events) {
      release();
      told.push(data!.downloadsChanged);
      if (data!.downloadsChanged.state === 'COMPLETED') break;
    }
    events.close();

    expect(told.every(({ id }) => id === wanted.id)).toBe(true);
    expect(told[0]!.state).not.toBe('COMPLETED');
    expect(told.at(-1)!.artifact).not.toBeNull();
  });
});

it('downloads are listed newest first, in pages, and found again on their model', async () => {
  const model = await findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });
  const done = await download(gateway(), model.id);

  const list = dataOf(await gateway().ask(DownloadsDocument, { first: 1 })).downloads;
  const next = dataOf(
    await gateway().ask(DownloadsDocument, { first: 100, after: list.pageInfo.endCursor, filter: {} }),
  ).downloads;
  const onModel = await gateway().askText(
    'query ($id: ID!) { model(by: { id: $id }) { download { id subject { ... on Model { id } } } } }',
    { id: model.id },
  );

  expect(list.nodes[0]).toEqual({
    ...done,
    subjectRef: model.ref,
  });
  expect(list.totalCount).toBe(1 + next.nodes.length);
  expect(next.nodes.map(({ id }) => id)).not.toContain(done.id);
  expect(dataOf(onModel)['model'].download).toEqual({ id: done.id, subject: { id: model.id } });
});
