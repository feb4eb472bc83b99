import type { IncomingMessage } from 'node:http';
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../observability/logger.js';

/** How often a connection is asked whether it is still there; it is cut when it has not answered by the next time. */
const PING_MS = 12_000;

/** The WebSocket protocol's code for a server that stops. */
const GOING_AWAY = 1001;

/**
 * Speaks graphql-transport-ws on a server's sockets, as `useServer` of graphql-ws does; but what goes wrong is logged
 * instead of written to the console, and no internal error's text reaches a client. Gives what closes all of them.
 */
export function serveSockets(
  options: ServerOptions<Record<string, unknown>, Extra>,
  sockets: WebSocketServer,
  log: Logger,
): () => Promise<void> {
  const protocol = makeServer(options);
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    // Broken frames; the socket closes itself with the code that the protocol has for them.
    socket.on('error', (error) =>
      log.debug({ err: error }, 'A WebSocket client sent what is no WebSocket frame'),
    );
    const stopPings = keepAlive(socket);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) resolve();
            else socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (message: Buffer) => {
            handle(message.toString()).catch((error: unknown) => closeFaulty(socket, error, log));
          }),
      },
      { socket, request },
    );
    socket.once('close', (code, reason) => {
      stopPings();
      closed(code, reason.toString()).catch((error: unknown) =>
        log.error({ err: error }, 'A WebSocket ended badly'),
      );
    });
  });
  return async () => {
    for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Going away');
    sockets.removeAllListeners();
    await new Promise<void>((resolve, reject) => {
      sockets.close((error) => (error ? reject(error) : resolve()));
    });
  };
}

function closeFaulty(socket: WebSocket, error: unknown, log: Logger): void {
  // The library's own error for a message that only a server may send.
  if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
    socket.close(CloseCode.BadRequest, 'Invalid message received');
    return;
  }
  log.error({ err: error }, 'A WebSocket message could not be handled');
  socket.close(CloseCode.InternalServerError, 'Internal server error');
}

/** Gives what stops it. */
function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const pings = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);
  return () => clearInterval(pings);
}
