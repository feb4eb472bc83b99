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
 * client has not taken waits in the subscription, not in this stream.
 */
export function streamEvents(subscription: SharedSubscription, response: ServerResponse): Readable {
  // Yoga gives a body to a response that is closed already to nobody, and it would never be destroyed.
  response.once('close', () => subscription.leave());
  const body = new Readable({
    read: () => {
      // Events come when there are some.
    },
    destroy: (error, callback) => {
      clearInterval(pings);
      subscription.leave();
      callback(error);
    },
  });
  const pings = setInterval(() => {
    if (!response.writableNeedDrain) body.push(PING);
  }, PING_MS);
  // Some browsers wait for the first bytes before they believe the head.
  body.push(PING);
  subscription.deliver(response.req.socket, {
    send: (event) => body.push(event.sse),
    end: (error) => {
      if (error instanceof GraphQLError) body.push(failureOf(error).sse);
      body.push(COMPLETE);
      body.push(null);
    },
  });
  if (response.destroyed) body.destroy();
  return body;
}

function failureOf(error: GraphQLError): SharedEvent {
  return new SharedEvent({ key: '', phase: null, isFinal: true }, { errors: [error] });
}
