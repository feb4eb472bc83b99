import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import {
  GraphQLError,
  type DocumentNode,
  type execute,
  type ExecutionArgs,
  type GraphQLSchema,
  type parse,
  type subscribe,
  type validate,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { OperationResult } from 'graphql-ws';
import { WebSocketServer, type ServerOptions } from 'ws';
import type { Authenticator } from '../auth/session.js';
import { textOf, type PersistedDocuments } from '../limits/persisted-documents.js';
import type { Quotas } from '../limits/quotas.js';
import type { Logger } from '../observability/logger.js';
import { mayConnect } from './caller-origin.js';
import { createContext, type GatewayServices, type ReadCredentials } from './context.js';
import { replaceError } from './replace-error.js';
import { deliverOverWebSocket } from './fan-out/over-web-socket.js';
import type { Opened } from './fan-out/fan-out.js';
import { createWebSocketDoor, type Connection, type WebSocketDoor } from './web-socket-door.js';
import { serveSockets } from './serve-sockets.js';
import { refusalOf, takePlace, type SocketLimits } from './socket-quotas.js';
import { GRAPHQL_PATH, type GatewayYoga } from './yoga.js';

/** How long a client may take to answer the goodbye before its connection is cut. */
const CLOSE_MS = 1_000;

/** Stops accepting, completes what runs and closes the sockets with 1001. */
export interface GraphQLSockets {
  dispose(): void | Promise<void>;
}

export interface WebSocketOptions {
  readonly services: GatewayServices;
  readonly authenticator: Authenticator;
  readonly readCredentials: ReadCredentials;
  /** Origins besides the gateway's own whose pages may connect. */
  readonly allowedOrigins: readonly string[];
  /** Whether a request may name this `Host`. */
  readonly mayName: (host?: string) => boolean;
  readonly limits: SocketLimits;
  readonly quotas: Quotas;
  readonly documents: PersistedDocuments | null;
  readonly log: Logger;
}

/** What an operation brings along from its preparation to its execution. */
interface Prepared {
  readonly execute: typeof execute;
  readonly subscribe: (args: ExecutionArgs) => Promise<Opened>;
  /** Aborted when the client takes the operation back or is gone. */
  readonly leaving: AbortController;
}

function preparedOf(args: ExecutionArgs): Prepared {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `onSubscribe` below has put it there
  return args.rootValue as Prepared;
}

/** Yoga's pipeline before an operation is known. */
interface Pipeline {
  readonly execute: typeof execute;
  readonly subscribe: typeof subscribe;
  readonly schema: GraphQLSchema;
  readonly parse: typeof parse;
  readonly validate: typeof validate;
  readonly contextFactory: () => unknown;
}

/** A document that does not parse or may not be run is the operation's error; thrown, it would close the whole connection. */
function parseDocument(pipeline: Pipeline, readText: () => string): DocumentNode | GraphQLError {
  try {
    return pipeline.parse(readText());
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/**
 * What stands in the library's list of operations. When the client takes an operation back or is gone, the library
 * calls `return` of it; that ends the operation's calls to providers, which may be under way between two events too.
 */
function leavable<T>(events: AsyncIterator<T>, leaving: AbortController): AsyncIterableIterator<T> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => events.next(),
    async return() {
      leaving.abort();
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** The error without what yoga notes for answers over HTTP. */
function withoutStatus(error: GraphQLError): GraphQLError {
  const { http: _http, ...extensions } = error.extensions;
  return replaceError(error, { message: error.message, extensions });
}

/** An operation that has no events: a query, or a subscription that is being prepared. */
const NO_EVENTS: AsyncIterator<never> = { next: () => Promise.resolve({ done: true, value: undefined }) };

async function subscribeLeavably(args: ExecutionArgs): Promise<Awaited<OperationResult>> {
  const { subscribe, leaving } = preparedOf(args);
  const result = await subscribe(args);
  return isAsyncIterable(result) ? leavable(result[Symbol.asyncIterator](), leaving) : result;
}

/**
 * The same schema and the same pipeline (parsing, validation, masking) over the graphql-transport-ws protocol.
 * Every operation has a context of its own; it is aborted when the client takes the operation back or is gone.
 */
export function attachWebSocket(
  server: Server,
  yoga: GatewayYoga,
  options: WebSocketOptions,
): GraphQLSockets {
  // Not bound to the server: it would report the server's own errors, such as a taken port, as its own.
  const { limits } = options;
  const sockets = createSocketServer(options);
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request)),
  );
  const door = createWebSocketDoor(options.authenticator);
  const dispose = serveSockets(
    {
      execute: (args) => preparedOf(args).execute(args),
      subscribe: subscribeLeavably,
      connectionInitWaitTimeout: limits.connectionInitMs,
      onConnect: async (connection) => (await door.onConnect(connection)) && admit(connection, door, options),
      onSubscribe: async (connection, id, payload) => {
        const session = door.sessionOf(connection);
        if (session === null) return [new GraphQLError('The connection is closed.')];
        const refusal = await refusalOf(connection, session.caller, options);
        if (refusal !== null) return [refusal];
        const leaving = new AbortController();
        connection.subscriptions[id] = leavable(NO_EVENTS, leaving);
        const prepared = createContext(options.services, {
          requestId: randomUUID(),
          log: options.log,
          caller: session.caller,
          // Browsers can send no header with an upgrade; programs can.
          credentials: options.readCredentials(
            (name) => connection.connectionParams?.[name] ?? connection.extra.request.headers[name],
          ),
          signal: leaving.signal,
        });
        const pipeline: Pipeline = yoga.getEnveloped({ prepared, params: payload });
        const { schema, execute, subscribe } = pipeline;
        const document = parseDocument(pipeline, () => textOf(payload, options.documents));
        if (document instanceof GraphQLError) return [withoutStatus(document)];
        const errors = pipeline.validate(schema, document);
        if (errors.length > 0) return errors.map(withoutStatus);
        return {
          schema,
          document,
          operationName: payload.operationName ?? null,
          variableValues: payload.variables ?? null,
          contextValue: await pipeline.contextFactory(),
          rootValue: {
            execute,
            subscribe: deliverOverWebSocket(subscribe, connection.extra, id),
            leaving,
          } satisfies Prepared,
        };
      },
    },
    sockets,
    options.log,
  );
  return { dispose };
}

function admit(connection: Connection, door: WebSocketDoor, options: WebSocketOptions): boolean {
  const session = door.sessionOf(connection);
  return session !== null && takePlace(connection, session.caller, options);
}

function createSocketServer({ allowedOrigins, mayName, quotas, limits }: WebSocketOptions): WebSocketServer {
  // Typed apart: @types/ws does not know `closeTimeout` yet.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    path: GRAPHQL_PATH,
    maxPayload: limits.requestKibibytes * 1_024,
    closeTimeout: CLOSE_MS,
    verifyClient: ({ req }, answer) => {
      const { origin, host } = req.headers;
      if (!mayName(host)) return answer(false, 421);
      if (!mayConnect(origin, host, allowedOrigins)) return answer(false, 403);
      const release = quotas.takeAddress(req);
      if (release === null) return answer(false, 429);
      req.socket.once('close', release);
      return answer(true);
    },
  };
  return new WebSocketServer(options);
}
