import { expect, it } from 'vitest';
import { CancelDownloadDocument, DownloadProgressDocument } from '../../../client/generated/graphql.js';
import { startDownload } from '../../helpers/downloads.js';
import { findModel } from '../../helpers/find-models.js';
import { dataOf, sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';
import { overSse, overWebSocket } from '../../helpers/subscribe.js';

const WATCHERS = 20;
/** How long a stream to the runtime may be open after it is of no use any more. */
const CLOSED_WITHIN_MS = 1_000;

const sandbox = useSandbox({ size: 10, local: { downloadMs: 15_000 } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const openStreams = () => sandbox().servers.local.openProgressStreams();

/** Watches a download until told how far it is; gives what leaves without a goodbye to anybody. */
async function watch(url: string, id: string, index: number): Promise<() => void> {
  const events = (index % 2 === 0 ? overWebSocket : overSse)(url, DownloadProgressDocument, { id });
  for await (const { data } of { [Symbol.asyncIterator]: () => keepOpen(events) })
    if (data?.downloadProgress.progress.percent !== null) break;
  return () => events.close();
}

/** Leaving the loop would end the subscription. */
function keepOpen<T>(events: AsyncIterable<T>): AsyncIterator<T> {
  const iterator = events[Symbol.asyncIterator]();
  return { next: () => iterator.next() };
}

it('many watchers over both transports cost the runtime one stream, and it closes within a second of the end', async () => {
  const model = await findModel(gateway(), 'local', { runtimeState: ['NOT_DOWNLOADED'] });
  const { id } = await startDownload(gateway(), model.id);
  const watchers = Array.from({ length: WATCHERS }, (_, index) => watch(gateway().url, id, index));
  const leaving = await Promise.all(watchers);
  expect(openStreams()).toBe(1);

  // The download itself goes on, and needs the stream, whoever watches it.
  for (const leave of leaving) leave();
  const again = await watch(gateway().url, id, 0);
  expect(openStreams()).toBe(1);
  again();
  dataOf(await gateway().ask(CancelDownloadDocument, { id }));

  await expect.poll(openStreams, { timeout: CLOSED_WITHIN_MS, interval: 10 }).toBe(0);
});

it('a gateway that stops leaves no stream at the runtime', async () => {
  const other = await startGateway({ providers: sandboxProviders(sandbox()) });
  const model = await findModel(other, 'local', { runtimeState: ['NOT_DOWNLOADED'] });
  const { id } = await startDownload(other, model.id);
  await watch(other.url, id, 0);
  expect(openStreams()).toBe(1);

  await other.close();

  await expect.poll(openStreams, { timeout: CLOSED_WITHIN_MS, interval: 10 }).toBe(0);
});
