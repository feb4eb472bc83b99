import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** A real server on loopback that a test scripts; it is closed when the test ends. */
export interface TestServer {
  readonly origin: string;
  /** Requests in the order they came, without the connection's noise. */
  readonly requests: readonly IncomingMessage[];
  /** For what a listener for requests does not see. */
  readonly server: Server;
  close(): Promise<void>;
}

/** Starts a server that answers with `handle`. Stalled and open connections do not keep it from closing. */
export async function startServer(handle: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  onTestFinished(close);
  return { origin: originOf(server), requests, server, close };
}

/** Where a listening server can be reached. */
export function originOf(server: Pick<Server, 'address'>): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
