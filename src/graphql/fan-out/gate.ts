import type { Socket } from 'node:net';

/** How much may wait in the process for a client that does not read, and for how long. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const MAX_UNSENT_MS = 30_000;

/** Tells whether a connection takes more. One for each connection, however many subscriptions share it. */
export interface Gate {
  /** False while the socket's buffer is above its mark. */
  isOpen(): boolean;
  /** Calls back once, when the gate opens. Only while it is closed. */
  whenOpen(callback: () => void): void;
  /** Takes a callback back. */
  forget(callback: () => void): void;
}

/** Makes the gates of connections. A connection whose buffer stays over 1 MiB for 30 s is cut. */
export class Gates {
  readonly #gates = new WeakMap<Socket, Gate>();

  of(socket: Socket): Gate {
    const gate = this.#gates.get(socket) ?? createGate(socket);
    this.#gates.set(socket, gate);
    return gate;
  }
}

function createGate(socket: Socket): Gate {
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  /** Cuts the connection when its buffer is over the limit now and at the next look, unless it drained in between. */
  const watch = (): void => {
    const wasOver = socket.writableLength > MAX_UNSENT_BYTES;
    timer = setTimeout(() => {
      if (wasOver && socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
      else watch();
    }, MAX_UNSENT_MS);
    timer.unref();
  };

  socket.on('drain', () => {
    clearTimeout(timer);
    timer = undefined;
    const callbacks = [...waiting];
    waiting.clear();
    for (const callback of callbacks) callback();
  });
  socket.once('close', () => clearTimeout(timer));

  return {
    isOpen: () => !socket.writableNeedDrain,
    whenOpen: (callback) => {
      waiting.add(callback);
      if (timer === undefined && !socket.destroyed) watch();
    },
    forget: (callback) => void waiting.delete(callback),
  };
}
