import { connect } from 'node:net';

/** Longest time for everything to be answered and the connection to be closed. */
const PATIENCE_MS = 15_000;

/** Writes bytes to a connection of its own, ends it, and gives what came until it was closed. Rejects when it stays open. */
export function exchangeBytes(origin: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`Still open after ${PATIENCE_MS} ms: ${Buffer.concat(chunks).toString('latin1')}`));
    }, PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The other side may be through with us while we still write.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('latin1'));
    });
    socket.end(bytes);
  });
}
