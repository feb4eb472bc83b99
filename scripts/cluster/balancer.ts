import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { listen } from '../../src/server/listen.js';

/** How often each replica is asked whether it is ready, and how long it may take to say so, in milliseconds. */
const CHECK_INTERVAL_MS = 250;
const CHECK_TIMEOUT_MS = 1_000;

/** What a client reads when no replica is ready; it comes back later. */
const NOBODY_IS_READY =
  'HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

export interface BalancerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Origins of the replicas that there are now; asked again for each check. */
  readonly replicas: () => readonly string[];
}

/** Passes connections on to replicas in turn. */
export interface Balancer {
  readonly origin: string;
  /** Origins that connections go to now. */
  readonly ready: () => readonly string[];
  /** Cuts every connection. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a load balancer on loopback. It looks at connections only, so WebSockets and event streams pass; one that a replica
 * refuses goes to the next, because no byte of it has been read by then. Replicas that do not answer `/ready` with 200 get
 * no new connections.
 */
export async function startBalancer({ port, replicas }: BalancerOptions): Promise<Balancer> {
  const open = new Set<Socket>();
  const checks = new Checks(replicas);
  let turn = 0;
  const note = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const forward = async (client: Socket): Promise<void> => {
    const ready = checks.ready();
    turn += 1;
    for (let index = 0; index < ready.length; index += 1) {
      const replica = await reach(ready[(turn + index) % ready.length] ?? '');
      if (replica === null) continue;
      note(replica);
      return pipeline(client, replica, client);
    }
    client.resume().end(NOBODY_IS_READY);
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    note(client);
    client.on('error', () => client.destroy());
    // One side has gone; the other has been told by the end of its connection.
    forward(client).catch(() => client.destroy());
  });
  const origin = await listen(server, { host: '127.0.0.1', port });
  await checks.start();
  return {
    origin,
    ready: () => checks.ready(),
    stop: async () => {
      checks.stop();
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** A connection to a replica; null when there is none to be had. */
async function reach(origin: string): Promise<Socket | null> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return null;
  }
}

/** Knows which replicas are ready. */
class Checks {
  readonly #replicas: () => readonly string[];
  readonly #ready = new Set<string>();
  readonly #asking = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(replicas: () => readonly string[]) {
    this.#replicas = replicas;
  }

  /** In the order of the replicas. */
  ready(): readonly string[] {
    return this.#replicas().filter((origin) => this.#ready.has(origin));
  }

  /** Resolves when everybody has been asked once. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#askAll(), CHECK_INTERVAL_MS);
    await this.#askAll();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #askAll(): Promise<void> {
    const idle = this.#replicas().filter((origin) => !this.#asking.has(origin));
    await Promise.all(idle.map((origin) => this.#ask(origin)));
  }

  async #ask(origin: string): Promise<void> {
    this.#asking.add(origin);
    if (await isReady(origin)) this.#ready.add(origin);
    else this.#ready.delete(origin);
    this.#asking.delete(origin);
  }
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/ready`, { signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
