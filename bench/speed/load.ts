/** Sends queries as fast as they are answered, from clients that each wait for their answer. A process of its own. */
import { Client, type Dispatcher } from 'undici';
import { NONCE, type FromLoad, type LoadOrder } from './messages.js';

/** A slow server is asked for longer than others, until it has answered so often, but not for ever. */
const ANSWERS_PER_CLIENT = 2;
const MOST_MS = 10_000;

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

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

function nextRequest({ url, bodies, paths = [], headers }: LoadOrder): Dispatcher.DispatchOptions {
  turn += 1;
  const path = paths[turn % paths.length];
  if (path !== undefined) return { method: 'GET', path, headers: { ...headers } };
  const template = bodies[turn % bodies.length] ?? '';
  const body = template.includes(NONCE) ? template.replaceAll(NONCE, String((nonce += 1))) : template;
  return { method: 'POST', path: new URL(url).pathname, headers: JSON_HEADERS, body };
}

/** Sends one request; resolves to whether its answer was good. */
function ask(client: Client, request: Dispatcher.DispatchOptions): Promise<boolean> {
  return new Promise((resolve) => {
    let isGood = true;
    client.dispatch(request, {
      onRequestStart: () => {},
      onResponseStart: (_controller, statusCode) => {
        isGood = statusCode === 200;
      },
      onResponseData: (_controller, chunk) => {
        if (chunk.includes(ERRORS)) isGood = false;
      },
      onResponseEnd: () => resolve(isGood),
      onResponseError: () => resolve(false),
    });
  });
}

async function run(order: LoadOrder): Promise<void> {
  const { origin } = new URL(order.url);
  const clients = Array.from({ length: order.clients }, () => new Client(origin));
  let tally = new Tally();
  const ending = new AbortController();
  const work = clients.map(async (client) => {
    while (!ending.signal.aborted) {
      const request = nextRequest(order);
      const startMs = performance.now();
      const isGood = await ask(client, request);
      tally.note(performance.now() - startMs, isGood);
    }
  });
  await pause(order.warmUpSeconds);
  tally = new Tally();
  const startMs = performance.now();
  report({ type: 'measuring' });
  await pause(order.seconds);
  const isEnough = (): boolean => tally.answers >= ANSWERS_PER_CLIENT * order.clients;
  while (!isEnough() && performance.now() - startMs < MOST_MS) await pause(0.1);
  const { answers, failures } = tally;
  const seconds = (performance.now() - startMs) / 1_000;
  const [p50Ms, p99Ms] = [tally.percentile(0.5), tally.percentile(0.99)];
  // While as much is under way as there was at the beginning: else the server would pay for answers that are not counted.
  report({ type: 'measured', answers, failures, seconds, p50Ms, p99Ms });
  ending.abort();
  await Promise.all(work);
  await Promise.all(clients.map((client) => client.destroy()));
  report({ type: 'rested' });
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}

function report(message: FromLoad): void {
  process.send?.(message);
}

process.on('message', (order: LoadOrder) => void run(order));
process.once('disconnect', () => process.exit());
