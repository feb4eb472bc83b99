import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Gates } from '../../../src/graphql/fan-out/gate.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A server's end of a connection whose other end does not read until it is told to. */
async function open(): Promise<{ socket: Socket; client: Socket }> {
  const server = createServer({ pauseOnConnect: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const client = connect(address.port, '127.0.0.1');
  client.pause();
  const [socket] = (await once(server, 'connection')) as [Socket];
  client.on('error', () => undefined);
  onTestFinished(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  return { socket, client };
}

/** Writes until this much waits in the process. */
function fill(socket: Socket, unsentBytes: number): void {
  while (socket.writableLength < unsentBytes) socket.write(Buffer.alloc(256 * 1024));
}

describe('the gate of a connection', () => {
  it('closes above the mark of the socket and opens when everything was taken', async () => {
    const { socket, client } = await open();
    const gate = new Gates().of(socket);
    expect(gate.isOpen()).toBe(true);

    fill(socket, 100_000);
    expect(gate.isOpen()).toBe(false);
    const opened = new Promise<boolean>((resolve) => {
      gate.whenOpen(() => resolve(gate.isOpen()));
    });
    client.resume();

    expect(await opened).toBe(true);
  });

  it('is one for all who share the connection', async () => {
    const { socket } = await open();
    const gates = new Gates();

    for (let count = 0; count < 50; count += 1) gates.of(socket).whenOpen(() => undefined);

    expect(socket.listenerCount('drain')).toBeLessThan(5);
  });

  it.each([
    ['over 1 MiB', 2 * 1024 * 1024, true],
    ['below 1 MiB', 100_000, false],
  ])('cuts a connection whose buffer stays %s for 30 s: %s', async (_what, unsentBytes, isCut) => {
    const { socket } = await open();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fill(socket, unsentBytes);

    new Gates().of(socket).whenOpen(() => undefined);
    vi.advanceTimersByTime(29_999);
    expect(socket.destroyed).toBe(false);
    vi.advanceTimersByTime(1);

    expect(socket.destroyed).toBe(isCut);
  });
});
