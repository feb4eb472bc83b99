import type { ServerResponse } from 'node:http';
import { GraphQLError, print, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import type { Authenticator } from '../../auth/session.js';
import { shareContext, type GatewayContext } from '../context.js';
import { withRequestId } from '../use-error-details.js';
import type { GatewayYoga, NodeExchange } from '../yoga.js';
import type { FanOut, Opened, OpenSource } from './fan-out.js';
import { EVENT_STREAM, SSE_HEADERS, streamEvents } from './over-sse.js';
import { SharedSubscription } from './shared-subscription.js';

/**
 * Executes a subscription once for all who have the same one: the same document, operation, variables and audience. The
 * execution goes through the whole pipeline of plugins; a subscriber's own operation does only until it has joined.
 * Server-sent events are written here, events over WebSocket by `deliverOverWebSocket`.
 */
export function useFanOut(
  fanOut: FanOut,
  authenticator: Authenticator,
  isStopping: () => boolean,
): Plugin<GatewayContext, NodeExchange> {
  /** Of the requests for which an answer has to be made. */
  const subscriptions = new WeakMap<Request, SharedSubscription>();
  let getEnveloped: GatewayYoga['getEnveloped'];
  return {
    onYogaInit: ({ yoga }) => {
      ({ getEnveloped } = yoga);
    },
    onSubscribe: async ({ args, setResultAndStopExecution }) => {
      const context: GatewayContext & { readonly request?: Request } = args.contextValue;
      // The group's own operation.
      if (context.eventNotes !== null) return;
      const joined = await fanOut.join(
        groupOf(args, context),
        openSource(args, context, getEnveloped),
        context.call.signal,
      );
      setResultAndStopExecution(answerTo(joined, context.requestId));
      if (joined instanceof SharedSubscription && context.request !== undefined)
        subscriptions.set(context.request, joined);
    },
    onResultProcess: (processing) => {
      const subscription = subscriptions.get(processing.request);
      if (subscription === undefined) return;
      // Event streams are the only form of an answer that a subscription can have; without one the client takes none.
      if (processing.resultProcessor === undefined) {
        subscription.leave();
        return;
      }
      const { res, session } = processing.serverContext;
      if (session !== undefined)
        res.once(
          'close',
          authenticator.whenOver(session, () => subscription.fail(credentialOver())),
        );
      processing.setResultProcessor(answerWith(subscription, res, isStopping), EVENT_STREAM);
    },
  };
}

/** The last event of a stream whose caller's credential ended; over WebSocket the connection is closed instead. */
function credentialOver(): GraphQLError {
  return new GraphQLError('The credential has expired or was revoked. Subscribe again with another one.', {
    extensions: { code: 'UNAUTHENTICATED', retryable: false },
  });
}

function answerWith(subscription: SharedSubscription, response: ServerResponse, isStopping: () => boolean) {
  return (_result: unknown, { Response }: FetchAPI): Response => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- yoga's Response takes Node's streams, its type does not say so
    const body = streamEvents(subscription, response, isStopping) as unknown as ReadableStream;
    return new Response(body, { status: 200, headers: SSE_HEADERS });
  };
}

/** Names the group: everything that the results depend on. */
function groupOf(
  { document, operationName, variableValues }: ExecutionArgs,
  context: GatewayContext,
): string {
  const text = document.loc?.source.body ?? print(document);
  return JSON.stringify([context.audience, operationName ?? null, variableValues ?? {}, text]);
}

/** The group's operation has a context of its own: the first subscriber may leave before the others. */
function openSource(
  args: ExecutionArgs,
  context: GatewayContext,
  getEnveloped: GatewayYoga['getEnveloped'],
): OpenSource {
  return async (eventNotes, signal): Promise<Opened> => {
    const prepared = shareContext(context, { signal, eventNotes });
    const { contextFactory, subscribe } = getEnveloped({ prepared });
    return subscribe({ ...args, rootValue: undefined, contextValue: await contextFactory() });
  };
}

/** Errors name the request that they answer, not the one that opened the group. */
function answerTo(joined: SharedSubscription | ExecutionResult, requestId: string): Opened {
  if (joined instanceof SharedSubscription || joined.errors === undefined) return joined;
  return { ...joined, errors: joined.errors.map((error) => withRequestId(error, requestId)) };
}
