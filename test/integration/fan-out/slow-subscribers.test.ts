import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { FanOut } from '../../../src/graphql/fan-out/fan-out.js';
import { overWebSocket } from '../../helpers/subscribe.js';
import { downloadAt, downloadId } from '../../helpers/subscription-documents.js';
import { openStage, writeScript } from '../../helpers/subscription-stage.js';
import { TypedDocumentString } from '../../../client/generated/graphql.js';

type Data = { downloadProgress: { state: string; progress: { sequence: number } } };

/** Each event has about 20 kB, so that the buffers below the process are soon full. */
const ALIASES = Array.from(
  { length: 400 },
  (_, index) => `receivedBytesAgain${String(index).padStart(20, '0')}`,
);
const LARGE = new TypedDocumentString<Data, { id: string }>(
  `subscription ($id: ID!) { downloadProgress(id: $id) {
    id state progress { sequence ${ALIASES.map((alias) => `${alias}: receivedBytes`).join(' ')} }
  } }`,
);
const OPERATION = { query: LARGE.toString(), variables: { id: downloadId('a') } };

interface Reader {
  /** Stops reading from the socket. */
  pause(): void;
  resume(): void;
  /** Sequences that came until now, then 'complete'. */
  readonly got: (number | 'complete')[];
}

async function overRawWebSocket(url: string): Promise<Reader> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const got: Reader['got'] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; payload: { data: Data } };
    if (message.type === 'next') got.push(message.payload.data.downloadProgress.progress.sequence);
    if (message.type === 'complete') got.push('complete');
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: 'o"ne', type: 'subscribe', payload: OPERATION }));
  return { got, pause: () => socket.pause(), resume: () => socket.resume() };
}

async function overRawSse(url: string): Promise<Reader> {
  const request = httpRequest(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    agent: false,
  });
  onTestFinished(() => void request.destroy());
  request.end(JSON.stringify(OPERATION));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const got: Reader['got'] = [];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      if (block.startsWith('event: complete')) got.push('complete');
      const json = /^data: (.+)$/mu.exec(block)?.[1];
      if (json !== undefined)
        got.push((JSON.parse(json) as { data: Data }).data.downloadProgress.progress.sequence);
    }
  });
  response.on('error', () => undefined);
  return { got, pause: () => response.pause(), resume: () => response.resume() };
}

describe.each([
  ['WebSocket', overRawWebSocket],
  ['server-sent events', overRawSse],
])('a subscriber over %s who stops reading', (_name, connect) => {
  it('gets the latest and the final event when it reads again; the others miss nothing', async () => {
    const { downloads, services } = writeScript();
    const stage = await openStage(services, new FanOut(() => 0));
    onTestFinished(() => stage.close());
    downloads.tell(downloadAt('a', 0));
    const slow = await connect(stage.url);
    await expect.poll(() => slow.got).toEqual([0]);
    const fast: number[] = [];
    const reading = (async () => {
      for await (const { data } of overWebSocket(stage.url, LARGE, { id: downloadId('a') }))
        fast.push(data!.downloadProgress.progress.sequence);
    })();
    await expect.poll(() => fast).toEqual([0]);

    slow.pause();
    const events = 1_500;
    for (let sequence = 1; sequence <= events; sequence += 1) {
      downloads.tell(downloadAt('a', sequence));
      while (fast.at(-1) !== sequence) await new Promise(setImmediate);
    }
    downloads.tell(downloadAt('a', events + 1, 'COMPLETED'));
    downloads.end();
    await reading;
    slow.resume();
    await expect.poll(() => slow.got.at(-1), { timeout: 10_000 }).toBe('complete');

    expect(fast).toHaveLength(events + 2);
    expect(slow.got.at(-2)).toBe(events + 1);
    expect(slow.got.filter((entry) => entry === 'complete')).toHaveLength(1);
    // 30 MB were told; what it got waited in the sockets' own buffers, and one event in the process.
    expect(slow.got.length).toBeLessThan(events / 2);
    const numbers = slow.got.slice(0, -1) as number[];
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });
});
