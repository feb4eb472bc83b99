/**
 * A key or token without `Bearer`, or a function that gives one. The function is called before the first request and
 * again each time the gateway has refused what it gave last.
 */
export type Auth = string | (() => string | Promise<string>);

/** How subscriptions come: over a WebSocket, over server-sent events, or whichever of them works. */
export type Transport = 'auto' | 'ws' | 'sse';

export interface ClientOptions {
  /** The gateway's GraphQL endpoint: `https://gateway.example/graphql`. */
  readonly url: string;
  /** Who is calling; absent for a gateway that lets everybody in. */
  readonly auth?: Auth;
  /** Sent with every request, such as the caller's own credentials for providers. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * `auto` (the default) tries a WebSocket first and goes over to server-sent events where sockets are blocked or the
   * platform has none, as Node 20.
   */
  readonly transport?: Transport;
  /**
   * Sends the ids of generated documents in place of their texts from the first on, for gateways that run only the
   * documents of a manifest (`limits.documents: persisted`); this package's own is
   * `@modelgate/client/persisted-documents.json`. Without it ids are sent once the gateway has refused a text.
   */
  readonly persisted?: boolean;
  /** Instead of the platform's `fetch`. */
  readonly fetch?: typeof fetch;
  /** A WebSocket class instead of the platform's; on Node 20, where there is none, `WebSocket` of the package `ws`. */
  readonly webSocketImpl?: unknown;
}

/** What can be said about one call. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
