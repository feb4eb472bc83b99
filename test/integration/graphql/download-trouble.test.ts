import { describe, expect, it } from 'vitest';
import {
  CancelDownloadDocument,
  DownloadByIdDocument,
  DownloadProgressDocument,
  StartDownloadDocument,
} from '../../../client/generated/graphql.js';
import { storedFiles } from '../../helpers/artifacts.js';
import { download, followDownload, startDownload } from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { collect, firstEvent, overSse, overWebSocket } from '../../helpers/subscribe.js';

const sandbox = useSandbox({ size: 12, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const findWakeGate = () => findModel(gateway(), 'registry', { name: { equals: 'Wake Gate' } });

describe('a start that cannot be met', () => {
  it('is UNSUPPORTED at a marketplace, which hands out no weights, and names it', async () => {
    const { id } = await findModel(gateway(), 'market');

    const { data, errors } = await gateway().ask(StartDownloadDocument, { id });

    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { path: ['startDownload'], extensions: { code: 'UNSUPPORTED', provider: 'market', retryable: false } },
    ]);
  });

  it('is NOT_READY for a model in training, and no download exists', async () => {
    const { id } = await findModel(gateway(), 'registry', { status: ['TRAINING'] });

    const { errors } = await gateway().ask(StartDownloadDocument, { id });

    expect(errors).toMatchObject([{ extensions: { code: 'NOT_READY', provider: 'registry' } }]);
    const { data } = await gateway().askText(
      'query ($id: ID!) { model(by: { id: $id }) { can download { id } } }',
      {
        id,
      },
    );
    expect(data!['model']).toEqual({ can: ['UPDATE', 'DELETE'], download: null });
  });

  it('is INVALID_ID for a thing that has no weights', async () => {
    const { data } = await gateway().askText('{ provider(name: "registry") { id } }');

    const { errors } = await gateway().ask(StartDownloadDocument, { id: data!['provider'].id });

    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_ID' } }]);
  });
});

describe('damaged bytes', () => {
  it('end in FAILED with INTEGRITY_MISMATCH, and nothing of them is kept', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'corrupt', atByte: 1_000 });
    const { id } = await findWakeGate();

    const failed = await download(gateway(), id);

    expect(failed).toMatchObject({
      state: 'FAILED',
      error: { code: 'INTEGRITY_MISMATCH', message: expect.any(String) },
      artifact: null,
    });
    expect(await storedFiles(gateway().dataDirectory)).toEqual([]);
  });

  it('do not stand in the way of the next start, which fetches them anew', async () => {
    const remove = sandbox().faults.add({ server: 'storage', kind: 'corrupt', atByte: 1_000 });
    const { id } = await findModel(gateway(), 'registry', { name: { contains: 'orientation' } });
    const failed = await download(gateway(), id);
    remove();

    const again = await download(gateway(), id);

    expect(failed.state).toBe('FAILED');
    expect(again).toMatchObject({ state: 'COMPLETED', error: null });
    expect(again.id).not.toBe(failed.id);
  });
});

it('a cancelled download tells its watcher, stays CANCELLED, and leaves no partial file', async () => {
  sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 500_000 });
  const { id } = await findModel(gateway(), 'registry', { name: { contains: 'recognition' } });
  const before = await storedFiles(gateway().dataDirectory);
  const started = await startDownload(gateway(), id);
  const watched = followDownload(gateway(), started.id);
  await firstEvent(
    overSse(gateway().url, DownloadProgressDocument, { id: started.id }),
    ({ data }) => data!.downloadProgress.progress.receivedBytes! > 0,
  );
  expect((await storedFiles(gateway().dataDirectory)).length).toBeGreaterThan(before.length);

  const { data } = await gateway().ask(CancelDownloadDocument, { id: started.id });

  expect(data!.cancelDownload).toMatchObject({ state: 'CANCELLED', error: null, artifact: null });
  expect((await watched).at(-1)!.state).toBe('CANCELLED');
  expect(await storedFiles(gateway().dataDirectory)).toEqual(before);
  const later = await gateway().ask(DownloadByIdDocument, { id: started.id });
  expect(later.data!.download!.state).toBe('CANCELLED');
});

describe('a download that does not exist', () => {
  const absent = Buffer.from(JSON.stringify(['Download', '', 'd0a1b2c3'])).toString('base64url');

  it.each([
    ['graphql-ws', overWebSocket],
    ['server-sent events', overSse],
  ] as const)('is NOT_FOUND to who subscribes to it over %s', async (_transport, subscribe) => {
    const events = await collect(subscribe(gateway().url, DownloadProgressDocument, { id: absent }));

    expect(events).toMatchObject([{ errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });

  it('is NOT_FOUND to who cancels it, and null to who asks for it', async () => {
    const cancelled = await gateway().ask(CancelDownloadDocument, { id: absent });
    const asked = await gateway().ask(DownloadByIdDocument, { id: absent });

    expect(cancelled.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(asked).toMatchObject({ data: { download: null }, errors: [] });
  });
});
