import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../../client/generated/graphql.js';
import { createDeferred } from './deferred.js';
import { collect, overSse, type Event } from './subscribe.js';

/** Events over server-sent events up to their regular end, which `all` waits for; `first` resolves with the first one. */
export function follow<Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): { readonly first: Promise<void>; readonly all: Promise<readonly Event<Data>[]> } {
  const first = createDeferred();
  const events = overSse(url, document, variables);
  const all = collect(
    (async function* () {
      for await (const event of events) {
        first.resolve();
        yield event;
      }
    })(),
  );
  return { first: first.promise, all };
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
