/** Sends queries as fast as they are answered, from clients that each wait for their answer. A process of its own. */
import { Client, type Dispatcher } from 'undici';
import { NONCE, type FromLoad, type LoadOrder } from './messages.js';

const ERRORS = Buffer.from('"errors":[');

/** Everything about one order's answers. */
class Tally {
  answers = 0;
  failures = 0;
  readonly #latenciesMs: number[] = [];

  note(latencyMs: number, isGood: boolean): void {
    this.answers += 1;
    if (!isGood) this.failures += 1;
    this.#latenciesMs.push(latencyMs);
  }

  percentile(part: number): number {
    const sorted = Float64Array.from(this.#latenciesMs).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  }
}

let nonce = Date.now() * 1_000;
let turn = 0;

function nextBody({ bodies }: LoadOrder): string {
  const body = bodies[turn++ % bodies.length] ?? '';
  return body.includes(NONCE) ? body.replaceAll(NONCE, String((nonce += 1))) : body;
}

/** Sends one query; resolves to whether its answer was good. */
function ask(client: Client, path: string, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    let isGood = true;
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: (_controller, statusCode) => {
        isGood = statusCode === 200;
      },
      onResponseData: (_controller, chunk) => {
        if (chunk.includes(ERRORS)) isGood = false;
      },
      onResponseEnd: () => resolve(isGood),
      onResponseError: () => resolve(false),
    };
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    client.dispatch({ path, method: 'POST', headers, body }, handler);
  });
}

async function run(order: LoadOrder): Promise<Extract<FromLoad, { type: 'measured' }>> {
  const { origin, pathname } = new URL(order.url);
  const clients = Array.from({ length: order.clients }, () => new Client(origin));
  let tally = new Tally();
  const ending = new AbortController();
  const work = clients.map(async (client) => {
    while (!ending.signal.aborted) {
      const body = nextBody(order);
      const startMs = performance.now();
      const isGood = await ask(client, pathname, body);
      tally.note(performance.now() - startMs, isGood);
    }
  });
  await pause(order.warmUpSeconds);
  tally = new Tally();
  const startMs = performance.now();
  report({ type: 'measuring' });
  await pause(order.seconds);
  const { answers, failures } = tally;
  const seconds = (performance.now() - startMs) / 1_000;
  ending.abort();
  const measured = { answers, failures, seconds };
  const [p50Ms, p99Ms] = [tally.percentile(0.5), tally.percentile(0.99)];
  await Promise.all(work);
  await Promise.all(clients.map((client) => client.destroy()));
  return { type: 'measured', ...measured, p50Ms, p99Ms };
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

function report(message: FromLoad): void {
  process.send?.(message);
}

process.on('message', (order: LoadOrder) => void run(order).then(report));
process.once('disconnect', () => process.exit());
