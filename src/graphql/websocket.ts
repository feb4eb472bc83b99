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
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Logger } from '../observability/logger.js';
import { createContext, type GatewayContext, type GatewayServices } from './context.js';
import { GRAPHQL_PATH, type GatewayYoga } from './yoga.js';

/** Greatest message a client may send: an operation with its variables. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Stops accepting, completes what runs and closes the sockets with 1001. */
export interface GraphQLSockets {
  dispose(): void | Promise<void>;
}

/** What yoga's pipeline gives back for one operation. */
interface Enveloped {
  readonly execute: typeof execute;
  readonly subscribe: typeof subscribe;
}

type OperationArgs = ExecutionArgs & { readonly rootValue: Enveloped };

/** Yoga's pipeline before an operation is known. */
interface Pipeline extends Enveloped {
  readonly schema: GraphQLSchema;
  readonly parse: typeof parse;
  readonly validate: typeof validate;
  readonly contextFactory: () => unknown;
}

/** A document that does not parse is the operation's error; thrown, it would close the whole connection. */
function parseDocument(pipeline: Pipeline, query: string): DocumentNode | GraphQLError {
  try {
    return pipeline.parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/**
 * The same schema and the same pipeline (parsing, validation, masking) over the graphql-transport-ws protocol.
 * Every operation has a context of its own; it is aborted when the connection closes.
 */
export function attachWebSocket(
  server: Server,
  yoga: GatewayYoga,
  options: { readonly services: GatewayServices; readonly log: Logger },
): GraphQLSockets {
  // Not bound to the server: it would report the server's own errors, such as a taken port, as its own.
  const sockets = new WebSocketServer({ noServer: true, path: GRAPHQL_PATH, maxPayload: MAX_MESSAGE_BYTES });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request)),
  );
  const gone = new WeakMap<object, AbortController>();
  const contextOf = (connection: object): GatewayContext => {
    const controller = gone.get(connection) ?? new AbortController();
    gone.set(connection, controller);
    return createContext(options.services, {
      requestId: randomUUID(),
      log: options.log,
      signal: controller.signal,
    });
  };
  return useServer(
    {
      execute: (args) => (args as OperationArgs).rootValue.execute(args),
      subscribe: (args) => (args as OperationArgs).rootValue.subscribe(args),
      onSubscribe: async (connection, _id, payload) => {
        const pipeline: Pipeline = yoga.getEnveloped({ prepared: contextOf(connection.extra.socket) });
        const { schema, execute, subscribe } = pipeline;
        const document = parseDocument(pipeline, payload.query);
        if (document instanceof GraphQLError) return [document];
        const errors = pipeline.validate(schema, document);
        if (errors.length > 0) return errors;
        return {
          schema,
          document,
          operationName: payload.operationName ?? null,
          variableValues: payload.variables ?? null,
          contextValue: await pipeline.contextFactory(),
          rootValue: { execute, subscribe },
        };
      },
      onClose: (connection) => gone.get(connection.extra.socket)?.abort(),
    },
    sockets,
  );
}
