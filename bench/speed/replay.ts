/** A provider that answers every question as it did the first time, at next to no cost of its own. */
import { createServer, type Socket } from 'node:net';
import { request } from 'undici';

/** Headers of one connection only; the replay has its own. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'date',
]);

const END_OF_HEAD = '\r\n\r\n';

/** What all replays of a bench have in common; changed between measurements. */
export interface ReplayState {
  /** How long every answer takes, in milliseconds. */
  latencyMs: number;
  /** Whether no two answers have the same bytes, as from a provider that signs URLs or tells the time. */
  isVolatile: boolean;
  /** Requests since somebody has set it to 0. */
  calls: number;
}

interface Recording {
  readonly head: string;
  readonly body: string;
  /** Both, ready to be sent. */
  readonly bytes: Buffer;
}

/** Changes the body of an answer before it is remembered. */
export type Rewrite = (target: string, body: string) => string;

/** Starts a replay of the server at `origin`; only GET without a body is understood. Gives its own origin. */
export async function startReplay(
  origin: string,
  state: ReplayState,
  rewrite: Rewrite = (_target, body) => body,
): Promise<string> {
  const recordings = new Map<string, Promise<Recording>>();
  const answer = async (head: string): Promise<Buffer> => {
    const target = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/'));
    const recording =
      recordings.get(target) ?? record(origin, target, { headers: readHeaders(head), rewrite });
    recordings.set(target, recording);
    const { bytes, ...recorded } = await recording;
    return state.isVolatile ? compose(recorded.head, changed(recorded.body)) : bytes;
  };
  const server = createServer({ noDelay: true }, (socket) => serve(socket, answer, state));
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The replay has no port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Answers a connection's requests in their order. */
function serve(socket: Socket, answer: (head: string) => Promise<Buffer>, state: ReplayState): void {
  let received = '';
  let last = Promise.resolve();
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    received += chunk;
    for (let end = received.indexOf(END_OF_HEAD); end !== -1; end = received.indexOf(END_OF_HEAD)) {
      const head = received.slice(0, end);
      received = received.slice(end + END_OF_HEAD.length);
      state.calls += 1;
      const answered = Promise.all([answer(head), pause(state.latencyMs)]);
      last = Promise.all([answered, last]).then(([[bytes]]) => void socket.write(bytes));
    }
  });
}

function pause(ms: number): Promise<void> | null {
  return ms === 0 ? null : new Promise((resolve) => setTimeout(resolve, ms));
}

async function record(
  origin: string,
  target: string,
  { headers, rewrite }: { headers: Readonly<Record<string, string>>; rewrite: Rewrite },
): Promise<Recording> {
  const response = await request(origin + target, { headers });
  const lines = Object.entries(response.headers)
    .filter(([name]) => !HOP_HEADERS.has(name))
    .map(([name, value]) => `${name}: ${String(value)}\r\n`);
  const head = `HTTP/1.1 ${response.statusCode} Recorded\r\n${lines.join('')}`;
  const body = rewrite(target, await response.body.text());
  return { head, body, bytes: compose(head, body) };
}

function compose(head: string, body: string): Buffer {
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}${END_OF_HEAD}${body}`);
}

/** The same object with a member that nobody reads. */
function changed(body: string): string {
  return body.replace(/\}$/u, `,"_served":${process.hrtime.bigint()}}`);
}

function readHeaders(head: string): Record<string, string> {
  const entries = head
    .split('\r\n')
    .slice(1)
    .map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
  return Object.fromEntries(entries.filter(([name = '']) => name !== 'host' && !HOP_HEADERS.has(name)));
}
