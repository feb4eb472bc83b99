/** Many subscribers, each on a connection of its own, with as little work for each event as can be; a process of its own. */
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { toGlobalId } from '../../src/domain/global-id.js';
import {
  DOCUMENT,
  DOWNLOAD_ID,
  nowMs,
  type ClientSetup,
  type FromClient,
  type ToClient,
} from './messages.js';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by main.ts
const setup = JSON.parse(process.argv[2] ?? '{}') as ClientSetup;
const OPERATION = {
  query: DOCUMENT,
  variables: { id: toGlobalId({ type: 'Download', provider: '', nativeId: DOWNLOAD_ID }) },
};
/** How many connections are being opened at once. */
const OPENING = 50;
/** What came on whichever connection is being read. */
const READ_BUFFER = Buffer.allocUnsafe(64 * 1024);
const SENT_AT = '"etaSeconds":';

const SSE_BODY = JSON.stringify(OPERATION);
const SSE_REQUEST = [
  'POST /graphql HTTP/1.1',
  `host: ${new URL(setup.url).host}`,
  'content-type: application/json',
  'accept: text/event-stream',
  `content-length: ${SSE_BODY.length}`,
  '',
  SSE_BODY,
].join('\r\n');

let lagsMs: number[] = [];

/** Reads when the event was told from its text. A text may hold several events. */
function count(text: string): number {
  let found = 0;
  for (let at = text.indexOf(SENT_AT); at !== -1; at = text.indexOf(SENT_AT, at + SENT_AT.length)) {
    lagsMs.push(nowMs() - Number.parseFloat(text.slice(at + SENT_AT.length, at + SENT_AT.length + 24)));
    found += 1;
  }
  return found;
}

/** Resolves with the first event. */
function subscribeOverWebSocket(isPaused: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(setup.url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (text.includes('connection_ack')) {
        socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: OPERATION }));
      } else if (count(text) > 0) {
        if (isPaused) socket.pause();
        resolve();
      }
    });
  });
}

/**
 * Resolves with the first event. On the bare socket: a stream for each answer would cost this process more than it costs the
 * server to send it, and what is measured would be how late the subscribers read.
 */
function subscribeOverSse(isPaused: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest = '';
    const read = (length: number): boolean => {
      const text = rest + READ_BUFFER.toString('latin1', 0, length);
      const end = text.lastIndexOf('\n\n') + 2;
      rest = text.slice(end);
      if (count(text.slice(0, end)) === 0) return true;
      resolve();
      return !isPaused;
    };
    const { hostname, port } = new URL(setup.url);
    const socket = connect({
      host: hostname,
      port: Number(port),
      onread: { buffer: READ_BUFFER, callback: read },
    });
    socket.once('error', reject);
    socket.write(SSE_REQUEST);
  });
}

function report(message: FromClient): void {
  process.send?.(message);
}

function reportCounts(): void {
  const sorted = Float64Array.from(lagsMs).sort();
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  report({ type: 'report', deliveries: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) });
}

process.on('message', (message: ToClient) => {
  if (message === 'count') lagsMs = [];
  else reportCounts();
});
process.once('disconnect', () => process.exit());

const subscribe = setup.transport === 'ws' ? subscribeOverWebSocket : subscribeOverSse;
for (let begun = 0; begun < setup.subscribers; begun += OPENING) {
  const length = Math.min(OPENING, setup.subscribers - begun);
  await Promise.all(Array.from({ length }, (_, index) => subscribe(begun + index < setup.paused)));
}
report({ type: 'subscribed' });
