import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../../client/generated/graphql.js';
import { createDeferred } from './deferred.js';
import { overSse } from './subscribe.js';

/**
 * How an event stream ended: with the event that says that the subscription is over; whole, but without it, as of a
 * gateway that leaves; or in the middle.
 */
export type StreamEnd = 'complete' | 'left' | 'cut';

/** What the protocol's own client says of a stream that ends without `complete`. */
const WITHOUT_COMPLETE = 'Connection closed while having active streams';

/** A subscription over server-sent events; `first` resolves with the first event, `end` tells how the stream ended. */
export function follow<Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): { readonly first: Promise<void>; readonly end: Promise<StreamEnd> } {
  const first = createDeferred();
  const events = overSse(url, document, variables);
  const watch = async (): Promise<StreamEnd> => {
    try {
      for await (const event of events) if (event.data !== undefined) first.resolve();
      return 'complete';
    } catch (error) {
      return error instanceof Error && error.message === WITHOUT_COMPLETE ? 'left' : 'cut';
    }
  };
  return { first: first.promise, end: watch() };
}

/** A WebSocket of its own with one subscription; `closed` resolves with the code that the gateway closes it with. */
export function followOverWebSocket<Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): { readonly first: Promise<void>; readonly closed: Promise<number> } {
  const first = createDeferred();
  const closed = createDeferred<number>();
  const client = createClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: { closed: (event) => closed.resolve((event as CloseEvent).code) },
  });
  client.subscribe(
    { query: document.toString(), variables: variables as Record<string, unknown> },
    { next: () => first.resolve(), error: () => undefined, complete: () => undefined },
  );
  return { first: first.promise, closed: closed.promise };
}
