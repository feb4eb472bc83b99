import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** What a client sees that comes with an `Authorization` header, or without one. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Code of the first error; null where there is none. */
  readonly code: string | null;
}

/** Sends an operation over HTTP. */
export async function send(
  url: string,
  authorization: string | null,
  query = '{ __typename }',
  accept = 'application/json',
): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept,
      ...(authorization === null ? {} : { authorization }),
    },
    body: JSON.stringify({ query }),
  });
  const body = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body,
    code: /"code":"([A-Z_]+)"/u.exec(body)?.[1] ?? null,
  };
}

/** A connection of the graphql-transport-ws protocol, message by message. */
export interface RawConnection {
  send(message: object): void;
  /** The next message that was not read yet. */
  next(): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
  /** Code and reason with which the gateway closed it. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Connects and sends `connection_init`. */
export async function connect(
  url: string,
  payload: Record<string, unknown> | undefined,
  headers: Record<string, string> = {},
): Promise<RawConnection> {
  const socket = new WebSocket(url.replace(/^http/u, 'ws'), 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  const received: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Record<string, unknown>;
    const reader = waiting.shift();
    if (reader === undefined) received.push(message);
    else reader(message);
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: code as number,
    reason: String(reason),
  }));
  await once(socket, 'open');
  const write = (message: object) => socket.send(JSON.stringify(message));
  write({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
  return {
    send: write,
    next: () => {
      const message = received.shift();
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message);
    },
    close: () => socket.close(),
    closed,
  };
}
