import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { originOf } from '../http-server.js';

/** The beginning of a request, which undici always writes in one piece. */
const REQUEST = /^(?:GET|HEAD|POST|PATCH|PUT|DELETE) \S+ HTTP\/1\.1\r\n/u;

/** Stands between the gateway and one server: counts what comes, and can be away as a machine is away. */
export interface Relay {
  readonly origin: string;
  /** Requests that came through so far; upgrades count. */
  requests(): number;
  /** Connections that are open now. */
  connections(): number;
  /** Refuses connections and cuts those that are open. */
  leave(): Promise<void>;
  /** Takes connections again, on the same port. */
  comeBack(): Promise<void>;
}

/** Starts a relay in front of a server; gone when the test ends. */
export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    const upstream = connect(Number(port), hostname);
    sockets.add(socket);
    socket.on('data', (bytes: Buffer) => {
      if (REQUEST.test(bytes.toString('latin1'))) requests += 1;
    });
    socket.once('close', () => {
      sockets.delete(socket);
      upstream.destroy();
    });
    upstream.once('close', () => socket.destroy());
    for (const side of [socket, upstream]) side.on('error', () => side.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await listenOn(server, 0);
  const origin = originOf(server);
  const leave = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(leave);
  return {
    origin,
    requests: () => requests,
    connections: () => sockets.size,
    leave,
    comeBack: () => listenOn(server, Number(new URL(origin).port)),
  };
}

async function listenOn(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
