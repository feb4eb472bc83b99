import type { Server } from 'node:net';

/** Origin under which a listening server is reached from its own machine. */
export function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new TypeError('The server does not listen on a port.');
  const { family, port } = address;
  // A server on all interfaces is reached through loopback.
  const host =
    address.address === '0.0.0.0' ? '127.0.0.1' : address.address === '::' ? '::1' : address.address;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
