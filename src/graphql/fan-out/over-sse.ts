import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { GraphQLError } from 'graphql';
import { SharedEvent } from './shared-event.js';
import type { SharedSubscription } from './shared-subscription.js';

/** The media type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream';

/** What yoga answers an event stream with. */
export const SSE_HEADERS = {
  'Content-Type': EVENT_STREAM,
  Connection: 'keep-alive',
  'Cache-Control': 'no-cache',
  'Content-Encoding': 'none',
} as const;

const PING_MS = 12_000;
const PING = Buffer.from(':\n\n');
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');

/**
 * The body of an answer by server-sent events, in the graphql-sse protocol's "distinct connections" mode. What a slow
 * client has not taken waits in the subscription. Events are written to the response, past this stream, which only
 * begins and ends it: every stream that they need not go through makes a delivery cheaper. What ends because the gateway
 * leaves lacks the event `complete`: the subscription is not over, and clients of the protocol come back.
 */
export function streamEvents(
  subscription: SharedSubscription,
  response: ServerResponse,
  isStopping: () => boolean,
): Readable {
  const write = (bytes: Buffer): void => void response.write(bytes);
  const body = new Readable({
    // Called when the head is written and whoever writes it asks for the body.
    read: () => {
      if (pings !== undefined) return;
      pings = setInterval(() => response.writableNeedDrain || write(PING), PING_MS);
      // Some browsers wait for the first bytes before they believe the head.
      write(PING);
      subscription.deliver(response.req.socket, {
        send: ({ sse }) => write(sse),
        end: (error) => {
          if (error instanceof GraphQLError) write(failureOf(error).sse);
          if (!isStopping()) body.push(COMPLETE);
          body.push(null);
        },
      });
    },
    destroy: (error, callback) => {
      clearInterval(pings);
      subscription.leave();
      callback(error);
    },
  });
  let pings: NodeJS.Timeout | undefined;
  // Nobody asks for the body of a response that is closed already.
  if (response.destroyed) body.destroy();
  else response.once('close', () => body.destroy());
  return body;
}

function failureOf(error: GraphQLError): SharedEvent {
  return new SharedEvent({ key: '', phase: null, isFinal: true }, { errors: [error] });
}
