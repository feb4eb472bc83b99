import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  Fault,
  RunningSandboxServer,
  SandboxEnvironment,
  SandboxRequestRecord,
  SandboxServerDefinition,
  SandboxServerName,
} from './types.js';

/** So many requests stay in the records at least. */
const KEPT_REQUESTS = 10_000;

/** What a sandbox server needs of its environment to listen and to misbehave. */
export type HostEnvironment = Pick<SandboxEnvironment, 'faults' | 'log' | 'address'>;

/** One request that waits for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query as they came. */
  readonly target: string;
  /** Percent-encoded, as it came. */
  readonly path: string;
  /** Everything behind the first `?`, as it came. */
  readonly rawQuery: string;
  /** Aborts when the connection is gone or the answer is complete. */
  readonly signal: AbortSignal;
  /** Notes the request in the server's records; called once, right before the answer starts. */
  readonly record: (status: number) => void;
}

interface HostDefinition {
  readonly name: SandboxServerName;
  answer(exchange: Exchange): Promise<void>;
  readonly upgrade?: SandboxServerDefinition['upgrade'];
}

type RefusalFault = Extract<Fault, { kind: 'status' }>;

/**
 * Listens, keeps records and applies the faults that every server has: latency, hang, drop, status and
 * refuse-upgrade. What is served is up to `definition.answer`.
 */
export async function openHttpHost(
  definition: HostDefinition,
  environment: HostEnvironment,
  port: number,
): Promise<RunningSandboxServer> {
  const requests: SandboxRequestRecord[] = [];
  const noteOf = (request: IncomingMessage) => (status: number) => {
    // A sandbox may run for days, so the oldest go, many at a time because that moves all others.
    if (requests.length >= 2 * KEPT_REQUESTS) requests.splice(0, KEPT_REQUESTS);
    const { method = 'GET', url = '/', headers } = request;
    requests.push({ method, target: url, headers, status });
  };
  const fail = (error: unknown) => {
    environment.log.error({ err: error, server: definition.name }, 'sandbox server failed on a request');
  };

  const server = createServer((request, response) => {
    const exchange = openExchange(request, response, noteOf(request));
    handle(exchange, definition, environment).catch((error: unknown) => {
      if (exchange.signal.aborted) return;
      fail(error);
      response.destroy();
    });
  });
  if (definition.upgrade !== undefined) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const record = noteOf(request);
      handleUpgrade({ request, socket, head, record }, definition, environment).catch((error: unknown) => {
        if (socket.destroyed) return;
        fail(error);
        socket.destroy();
      });
    });
  }
  return listen(server, requests, environment, port);
}

function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  record: (status: number) => void,
): Exchange {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const rawQuery = mark === -1 ? '' : target.slice(mark + 1);
  return { request, response, target, path, rawQuery, signal: controller.signal, record };
}

async function handle(
  exchange: Exchange,
  definition: HostDefinition,
  environment: HostEnvironment,
): Promise<void> {
  const { response, record } = exchange;
  const fault = await takeConnectionFault(definition.name, environment, exchange.target, exchange.signal);
  if (fault === null) return definition.answer(exchange);
  record(fault.kind === 'status' ? fault.status : 0);
  if (fault.kind === 'drop') response.socket?.destroy();
  if (fault.kind === 'status') response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
}

interface UpgradeAttempt {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly record: (status: number) => void;
}

async function handleUpgrade(
  attempt: UpgradeAttempt,
  definition: HostDefinition,
  environment: HostEnvironment,
): Promise<void> {
  const { request, socket, head, record } = attempt;
  const target = request.url ?? '/';
  const gone = new AbortController();
  const onGone = () => gone.abort();
  socket.once('close', onGone).once('error', onGone);

  const fault =
    (await takeConnectionFault(definition.name, environment, target, gone.signal)) ??
    environment.faults.take(definition.name, 'refuse-upgrade', target);
  if (fault === null) {
    if (definition.upgrade?.(request, socket, head) === true) return record(101);
    record(404);
    return refuseUpgrade(socket, { status: 404 });
  }
  const status = 'status' in fault ? fault.status : null;
  record(status ?? 0);
  if (fault.kind === 'hang') return;
  if (status === null) socket.destroy();
  else refuseUpgrade(socket, { ...fault, status });
}

function refuseUpgrade(socket: Duplex, refusal: Pick<RefusalFault, 'status' | 'headers' | 'body'>): void {
  const body = refusal.body ?? '';
  const headers = { connection: 'close', 'content-length': Buffer.byteLength(body), ...refusal.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const reason = STATUS_CODES[refusal.status] ?? 'Unknown';
  socket.end(`HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join('')}\r\n${body}`);
}

async function takeConnectionFault(
  name: SandboxServerName,
  { faults }: HostEnvironment,
  target: string,
  signal: AbortSignal,
): Promise<Extract<Fault, { kind: 'hang' | 'drop' | 'status' }> | null> {
  const latency = faults.take(name, 'latency', target);
  if (latency !== null) await delay(latency.ms, undefined, { signal });
  return (
    faults.take(name, 'hang', target) ??
    faults.take(name, 'drop', target) ??
    faults.take(name, 'status', target)
  );
}

async function listen(
  server: Server,
  requests: readonly SandboxRequestRecord[],
  environment: HostEnvironment,
  port: number,
): Promise<RunningSandboxServer> {
  const { host, publicHost } = environment.address ?? { host: '127.0.0.1', publicHost: '127.0.0.1' };
  // Upgraded and hanging sockets are not the HTTP server's any more (or for ever), so they are counted here.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Longer than any client keeps an idle connection, so that none is closed under a request.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');

  let closing: Promise<void> | null = null;
  const close = () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
  return {
    origin: `http://${publicHost}:${address.port}`,
    requests,
    close: () => (closing ??= close()),
  };
}
