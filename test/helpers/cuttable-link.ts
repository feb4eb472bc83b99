import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server that can be cut, as when the server dies. */
export interface CuttableLink {
  readonly origin: string;
  /** Bytes that went to the server. */
  readonly sentBytes: number;
  /** First lines of HTTP requests that went there. */
  readonly requests: readonly string[];
  /** Breaks all connections, and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

const REQUEST = /^[A-Z]+ \/\S* HTTP\/1\.1$/gmu;

/** Opens a way to a server on this machine; gone when the test ends. */
export async function openCuttableLink(target: string): Promise<CuttableLink> {
  const { hostname, port: targetPort } = new URL(target);
  const open = new Set<Socket>();
  const requests: string[] = [];
  let sentBytes = 0;
  let port = 0;
  const note = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer((client) => {
    const there = connect({ host: hostname, port: Number(targetPort) });
    note(client);
    note(there);
    client.on('data', (chunk) => {
      sentBytes += chunk.length;
      requests.push(...(chunk.toString('latin1').match(REQUEST) ?? []));
    });
    client.pipe(there).pipe(client);
    client.once('close', () => there.destroy());
    there.once('close', () => client.destroy());
  });
  const mend = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const cut = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : Promise.resolve();
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  await mend();
  onTestFinished(cut);
  return {
    origin: `http://127.0.0.1:${port}`,
    get sentBytes() {
      return sentBytes;
    },
    requests,
    cut,
    mend,
  };
}
