import { createClient } from '@modelgate/client';
import { DownloadProgressDocument, DownloadsChangedDocument } from '@modelgate/client/documents';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer } from '../../helpers/http-server.js';
import { collect } from '../../helpers/subscribe.js';

type Frame = readonly [id: string, sequence: number];

/** A gateway whose connections have these events; each but the last breaks off behind them. */
async function scripted(field: string, connections: readonly (readonly Frame[])[]) {
  let count = 0;
  const server = await startServer((_request, response) => {
    const isLast = count === connections.length - 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [id, sequence] of connections[count] ?? []) {
      const payload = { data: { [field]: { id, state: 'TRANSFERRING', progress: { sequence } } } };
      response.write(`event: next\ndata: ${JSON.stringify(payload)}\n\n`);
    }
    if (isLast) response.end('event: complete\ndata:\n\n');
    else response.write(': breaks off\n\n', () => response.destroy());
    count += 1;
  });
  const client = createClient({ url: `${server.origin}/graphql`, transport: 'sse' });
  onTestFinished(() => client.close());
  return client;
}

describe('a subscription that is made again', () => {
  it('gives each state of a download once, and no older one behind a newer', async () => {
    const client = await scripted('downloadProgress', [
      [
        ['a', 1],
        ['a', 5],
      ],
      // Another replica, which has not heard of everything yet.
      [
        ['a', 3],
        ['a', 5],
        ['a', 6],
      ],
    ]);

    const told = await collect(client.subscribe(DownloadProgressDocument, { id: 'a' }));

    expect(told.map(({ downloadProgress }) => downloadProgress.progress.sequence)).toEqual([1, 5, 6]);
  });

  it('counts for each download by itself', async () => {
    const client = await scripted('downloadsChanged', [
      [
        ['a', 7],
        ['b', 2],
      ],
      [
        ['b', 1],
        ['b', 3],
        ['a', 6],
        ['a', 8],
      ],
    ]);

    const told = await collect(client.subscribe(DownloadsChangedDocument));

    expect(told.map(({ downloadsChanged: { id, progress } }) => [id, progress.sequence])).toEqual([
      ['a', 7],
      ['b', 2],
      ['b', 3],
      ['a', 8],
    ]);
  });
});
