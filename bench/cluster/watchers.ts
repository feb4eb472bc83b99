/** Many subscriptions, each on a connection of its own, with as little work for each event as can be; a process of its own. */
import { WebSocket } from 'ws';
import { nowMs, quantile, type FromWatchers, type ToWatchers, type WatchersSetup } from './messages.js';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by main.ts
const setup = JSON.parse(process.argv[2] ?? '{}') as WatchersSetup;
const QUERY =
  'subscription ($id: ID!) { downloadProgress(id: $id) { state progress { receivedBytes sequence } } }';
const SEQUENCE = '"sequence":';
/** How many connections are being opened at once. */
const OPENING = 50;

/** Times of arrival by download and sequence. */
let arrivals = new Map<string, number[]>();

function count(id: string, text: string): boolean {
  const at = text.lastIndexOf(SEQUENCE);
  if (at === -1) return false;
  const key = `${id} ${Number.parseInt(text.slice(at + SEQUENCE.length), 10)}`;
  const times = arrivals.get(key);
  if (times === undefined) arrivals.set(key, [nowMs()]);
  else times.push(nowMs());
  return true;
}

/** Resolves with the first event. */
function subscribe(index: number): Promise<void> {
  const { urls, ids } = setup;
  const url = urls[index % urls.length] ?? '';
  const id = ids[Math.floor(index / urls.length) % ids.length] ?? '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (text.includes('connection_ack')) {
        const payload = { query: QUERY, variables: { id } };
        socket.send(JSON.stringify({ id: String(index), type: 'subscribe', payload }));
      } else if (count(id, text)) resolve();
    });
  });
}

function report(message: FromWatchers): void {
  process.send?.(message);
}

process.on('message', (message: ToWatchers) => {
  if (message === 'count') {
    arrivals = new Map();
    return;
  }
  const lags: number[] = [];
  let events = 0;
  for (const { id, sequence, atMs } of message.report) {
    const times = arrivals.get(`${id} ${sequence}`);
    if (times === undefined) continue;
    events += 1;
    // The replica that carries the download may have told its own before the others heard of it.
    for (const time of times) lags.push(Math.max(0, time - atMs));
  }
  const sorted = Float64Array.from(lags).sort();
  report({
    type: 'report',
    deliveries: sorted.length,
    events,
    lagP50Ms: quantile(sorted, 0.5),
    lagP99Ms: quantile(sorted, 0.99),
    lagMaxMs: quantile(sorted, 1),
  });
});
process.once('disconnect', () => process.exit());

for (let begun = 0; begun < setup.subscriptions; begun += OPENING) {
  const length = Math.min(OPENING, setup.subscriptions - begun);
  await Promise.all(Array.from({ length }, (_, index) => subscribe(begun + index)));
}
report({ type: 'subscribed' });
