import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { Opened } from './fan-out.js';
import { SharedSubscription } from './shared-subscription.js';

/** What graphql-ws knows of a connection. */
interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/**
 * The same subscribe function for one operation of a graphql-transport-ws connection, whose shared events go straight to
 * the socket. The library gets a stream that yields nothing and ends when the events do: acknowledging, pings, `complete`
 * and closing remain its own business.
 */
export function deliverOverWebSocket(
  subscribe: (args: ExecutionArgs) => Promise<Opened> | Opened,
  connection: Connection,
  operationId: string,
): (args: ExecutionArgs) => Promise<Opened> {
  return async (args) => {
    const opened = await subscribe(args);
    if (!(opened instanceof SharedSubscription)) return opened;
    return untilDelivered(opened, connection, operationId);
  };
}

function untilDelivered(
  subscription: SharedSubscription,
  { socket, request }: Connection,
  operationId: string,
): AsyncIterableIterator<ExecutionResult, undefined> {
  const prefix = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
  const done = { done: true, value: undefined } as const;
  let release = (): void => {};
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    // The library asks when the operation is on its list, so that nothing is sent that was taken back meanwhile. Once:
    // what it gets is the end.
    next: () =>
      new Promise((resolve, reject) => {
        release = () => {
          subscription.leave();
          resolve(done);
        };
        subscription.deliver(request.socket, {
          send: ({ json }) => socket.send(`${prefix}${json}}`),
          end: (error) => {
            // oxlint-disable-next-line prefer-promise-reject-errors -- it goes on as it was thrown
            if (error !== null) reject(error);
            release();
          },
        });
      }),
    return: () => {
      subscription.leave();
      release();
      return Promise.resolve(done);
    },
  };
}
