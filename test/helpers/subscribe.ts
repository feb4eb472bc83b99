import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../../client/generated/graphql.js';

/** Events of a subscription over one of the two transports, by the protocols' own clients. */
export type Subscribe = <Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
) => AsyncIterable<Event<Data>> & { close(): void };

export interface Event<Data> {
  readonly data?: Data | null | undefined;
  readonly errors?:
    | readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[]
    | undefined;
}

/** Over graphql-transport-ws. */
export const overWebSocket: Subscribe = (url, document, variables) => {
  const client = createWsClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const events = client.iterate({
    query: document.toString(),
    variables: variables as Record<string, unknown>,
  });
  return { [Symbol.asyncIterator]: () => events as never, close: () => void client.dispose() };
};

/** Over server-sent events, one connection for each operation. */
export const overSse: Subscribe = (url, document, variables) => {
  const client = createSseClient({ url, retryAttempts: 0 });
  const events = client.iterate({
    query: document.toString(),
    variables: variables as Record<string, unknown>,
  });
  return { [Symbol.asyncIterator]: () => events as never, close: () => client.dispose() };
};

/** All events until the server ends the subscription. */
export async function collect<Item>(events: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** The first event for which `matches` holds; fails when the subscription ends before. */
export async function firstEvent<Data>(
  events: AsyncIterable<Event<Data>> & { close(): void },
  matches: (event: Event<Data>) => boolean,
): Promise<Event<Data>> {
  try {
    for await (const event of events) if (matches(event)) return event;
  } finally {
    events.close();
  }
  throw new Error('The subscription ended before the event came.');
}
