import type { Server } from 'node:http';

/**
 * Stops accepting connections, lets requests that run end, and cuts what is still open after `timeoutMs`. Event
 * streams have to be ended by their sources; they would hold the server open until then.
 */
export async function stopServer(server: Server, timeoutMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Connections whose last answer is still to come would otherwise be kept for the caller's next request.
  server.keepAliveTimeout = 1;
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(cut);
}
