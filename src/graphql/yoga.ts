import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import {
  createYoga,
  useExecutionCancellation,
  type GraphiQLOptions,
  type YogaServerInstance,
} from 'graphql-yoga';
import { createAnswers, type Answers } from '../answers/answers.js';
import type { Authenticator, Session } from '../auth/session.js';
import type { PersistedDocuments } from '../limits/persisted-documents.js';
import type { Quotas } from '../limits/quotas.js';
import type { RateVerdict } from '../limits/rate-limit.js';
import type { Logger } from '../observability/logger.js';
import { requestIdOf } from '../server/request-id.js';
import { createContext, type GatewayContext, type GatewayServices, type ReadCredentials } from './context.js';
import type { FanOut } from './fan-out/fan-out.js';
import { useFanOut } from './fan-out/use-fan-out.js';
import { FIRST_MUTATION, FIRST_QUERY, FIRST_SUBSCRIPTION } from './first-operations.js';
import { Executor } from './execution/execute.js';
import { Documents, type QueryLimits } from './documents.js';
import { createMaskError } from './mask-error.js';
import { useAnswers } from './use-answers.js';
import { useAuthentication } from './use-authentication.js';
import { corsOf } from './cors.js';
import { useExecutor } from './use-executor.js';
import { useErrorDetails } from './use-error-details.js';
import { useExecutionReport, useSubscriptionReport } from './use-operation-report.js';
import { useFormRefusal } from './use-form-refusal.js';
import { useParameterRefusal } from './use-parameter-refusal.js';
import { usePersistedDocuments } from './use-persisted-documents.js';
import { useQuotas } from './use-quotas.js';
import { useStatuses } from './use-statuses.js';
import { useDocuments } from './use-documents.js';

/** Path of queries, mutations, subscriptions (SSE and WebSocket) and GraphiQL. */
export const GRAPHQL_PATH = '/graphql';

/** What node:http hands over, or what an operation over WebSocket brings along. */
export interface NodeExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set for an operation over WebSocket only; see websocket.ts. */
  readonly prepared?: GatewayContext;
  /** Whether the caller of a request over HTTP is let in, once that was asked. */
  admission?: Session | Promise<Session>;
  /** Of a request over HTTP, once its caller was let in. */
  session?: Session;
  /** Where its caller stands, once it was counted; null: nobody counts. */
  counted?: Promise<RateVerdict> | null;
}

export type GatewayYoga = YogaServerInstance<NodeExchange, GatewayContext>;

/** What one request may ask for. */
export interface RequestLimits extends QueryLimits {
  /** Largest body of a request, and largest message of a WebSocket. The gateway takes no uploads. */
  readonly requestKibibytes: number;
}

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly services: GatewayServices;
  readonly authenticator: Authenticator;
  readonly readCredentials: ReadCredentials;
  readonly log: Logger;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly limits: RequestLimits;
  readonly quotas: Quotas;
  /** Null: every document is run, and only by its text. */
  readonly documents: PersistedDocuments | null;
  /** Origins whose pages may call the gateway; empty: none but its own. */
  readonly corsOrigins: readonly string[];
  /** Headers by which callers bring credentials for providers along. */
  readonly forwardedHeaders?: readonly string[];
  /** Executes subscriptions once for all who have the same one; null: once for each of them. */
  readonly fanOut: FanOut | null;
  /** Whether the gateway is leaving: event streams then break off, so that clients come back, and do not take them for over. */
  readonly isStopping: () => boolean;
}

/** Most that answers take which may be given again, in bytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What all ways to have an operation executed share. */
export interface Engine {
  readonly documents: Documents;
  readonly executor: Executor;
  readonly answers: Answers;
  /** Turns whatever went wrong into what a client may see. */
  readonly maskError: (error: unknown) => GraphQLError;
}

/** Makes what all doors share. */
export function createEngine({
  schema,
  limits,
  introspection,
  log,
}: Pick<YogaOptions, 'schema' | 'limits' | 'introspection' | 'log'>): Engine {
  return {
    documents: new Documents({ schema, limits, introspection }),
    executor: new Executor(schema),
    answers: createAnswers(MAX_ANSWER_BYTES),
    maskError: createMaskError(log),
  };
}

/** The GraphQL endpoint over HTTP and SSE. Masking is the same in every NODE_ENV. */
export function createGatewayYoga(options: YogaOptions, engine = createEngine(options)): GatewayYoga {
  const { services, log } = options;
  const { maskError } = engine;
  return createYoga<NodeExchange, GatewayContext>({
    schema: options.schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ prepared, session, req, request }) => {
      if (prepared !== undefined) return prepared;
      if (session === undefined) throw new TypeError('Nobody was let in.');
      return createContext(services, {
        requestId: requestIdOf(req),
        traceparent: request.headers.get('traceparent') ?? undefined,
        log,
        caller: session.caller,
        credentials: options.readCredentials((name) => req.headers[name]),
        signal: request.signal,
      });
    },
    maskedErrors: { maskError, isDev: false },
    plugins: [
      useSubscriptionReport(services.metrics),
      // First: what the others do to events is done once for the group, not for each subscriber.
      ...(options.fanOut === null
        ? []
        : [useFanOut(options.fanOut, options.authenticator, options.isStopping)]),
      useAuthentication(options.authenticator),
      useQuotas(options.quotas),
      ...(options.documents === null ? [] : [usePersistedDocuments(options.documents)]),
      useDocuments(engine.documents),
      useExecutor(engine.executor),
      useExecutionCancellation(),
      useErrorDetails(maskError),
      useFormRefusal(),
      useParameterRefusal(),
      useStatuses(),
      useExecutionReport(services.metrics),
      useAnswers(engine.answers),
    ],
    graphiql: options.graphiql ? () => graphiqlOptions(options.authenticator.isRequired()) : false,
    // The default page loads its scripts from a CDN; this one has them inline, works offline, and is 9 MB of text: it is read
    // when somebody wants it.
    renderGraphiQL: async (page) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(page),
    cors: (request) => corsOf(request.headers.get('origin'), options.corsOrigins, options.forwardedHeaders),
    landingPage: false,
    // There is nothing to upload; and see use-form-refusal.ts.
    multipart: false,
    maxRequestBodySize: options.limits.requestKibibytes * 1_024,
    // See documents.ts.
    parserAndValidationCache: false,
    extraParamNames: ['documentId'],
    logging: false,
  });
}

function graphiqlOptions(needsCredential: boolean): GraphiQLOptions {
  return {
    title: 'Modelgate',
    // The page sends what stands in its headers tab over HTTP only.
    subscriptionsProtocol: needsCredential ? 'SSE' : 'WS',
    ...(needsCredential
      ? { headers: '{\n  "authorization": "Bearer "\n}', defaultEditorToolsVisibility: 'headers' }
      : {}),
    defaultTabs: [
      { query: FIRST_QUERY },
      { query: FIRST_MUTATION, variables: '{\n  "id": ""\n}' },
      { query: FIRST_SUBSCRIPTION },
    ],
  };
}
