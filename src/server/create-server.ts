import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isPromise } from '../async/is-promise.js';
import { toHttpRefusal } from '../auth/credential.js';
import type { Authenticator } from '../auth/session.js';
import type { Caller } from '../domain/caller.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { GRAPHQL_PATH } from '../graphql/yoga.js';
import { lateChild, type Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { isForeignRead } from './browser-rules.js';
import type { ServeConsole } from './console-files.js';
import { requestIdOf } from './request-id.js';
import { setStandingHeaders } from './standing-headers.js';

/**
 * Answers a request to the GraphQL endpoint, whose response has no headers yet: the standing ones are set by whoever
 * answers. `fail` hears of what goes wrong after this has returned; what is thrown or rejects goes the same way.
 */
export type AnswerGraphQL = (
  request: IncomingMessage,
  response: ServerResponse,
  fail: (error: unknown) => void,
) => void | Promise<void>;

/** Answers the request of a caller who was let in, or does not: false means that it is for somebody else. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
) => boolean | Promise<boolean>;

/**
 * `degraded`: everything is answered, but something that replicas share is away. `stopping`: send requests elsewhere, with
 * status 503.
 */
export type Readiness = 'ready' | 'degraded' | 'stopping';

export interface ServerOptions {
  /** Whether clients are answered; else only those who look after the process. */
  readonly answersClients: boolean;
  /** Answers requests to {@link GRAPHQL_PATH}. */
  readonly answerGraphQL: AnswerGraphQL;
  readonly authenticator: Authenticator;
  readonly serveArtifacts: Handler;
  /** Null: there is no console, and `/` leads to GraphiQL. */
  readonly serveConsole: ServeConsole | null;
  readonly metrics: Metrics;
  /** What `/ready` answers. */
  readiness(): Readiness;
  readonly limits: ServerLimits;
  /** Whether a request may name this `Host`; see host-rule.ts. */
  readonly mayName: (host?: string) => boolean;
  /** Origins besides the gateway's own whose pages may call it. */
  readonly allowedOrigins: readonly string[];
  readonly log: Logger;
}

/** What slow and many clients may take. */
export interface ServerLimits {
  /** Open connections of all clients together; further ones are cut. */
  readonly connections: number;
  /** How long a client may take to send the head of a request. */
  readonly headersMs: number;
  /** How long a client may take to send a whole request. */
  readonly requestMs: number;
}

const KEEP_ALIVE_MS = 5_000;
const MAX_HEADERS = 100;

/** Where Prometheus reads. */
const METRICS_PATH = '/metrics';
/** How often connections are looked at that take too long, as a part of the shorter limit. */
const LOOKS_PER_LIMIT = 4;

/** How long a client that was answered before it had sent its whole request may go on sending, so that it can read the answer. */
const LINGER_MS = 1_000;

/** Where the files of artifacts are. */
const ARTIFACTS_PATH = '/artifacts/';

/** The gateway's HTTP server, not yet listening. */
export function createGatewayServer(options: ServerOptions): Server {
  const { connections, headersMs, requestMs } = options.limits;
  const timing = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(headersMs, requestMs) / LOOKS_PER_LIMIT,
  };
  const server = createServer(timing, (request, response) => {
    const requestId = requestIdOf(request);
    // A kept connection would lead a client back to a gateway that leaves, past any load balancer.
    if (options.readiness() === 'stopping') response.shouldKeepAlive = false;
    // The request itself forgets it when the connection ends.
    const { socket } = request;
    response.once('finish', () => {
      if (!request.complete) endLateSender(request, socket);
      // A server that closes would keep the connection for a second after the answer: Node adds one to its own limit.
      if (!server.listening) socket.end();
    });
    if (options.log.isLevelEnabled('info'))
      logWhenDone(request, response, lateChild(options.log, { requestId }));
    const fail = (error: unknown): void => {
      options.log.error({ err: error, requestId }, 'Request handler failed');
      if (response.headersSent) response.destroy();
      else {
        setStandingHeaders(response, requestId);
        sendJson(response, 500, { code: 'INTERNAL', message: 'The gateway failed.' });
      }
    };
    try {
      const answered = isAnsweredByGraphQL(request, options)
        ? options.answerGraphQL(request, response, fail)
        : route(request, response, options);
      if (isPromise(answered)) answered.catch(fail);
    } catch (error) {
      fail(error);
    }
  });
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = connections;
  return server;
}

const FOREIGN_HOST = {
  code: 'FOREIGN_HOST',
  message:
    'The gateway does not know itself under the host that this request names. Use localhost, its address, or the ' +
    'address that MODELGATE_PUBLIC_URL says.',
};

const FOREIGN_PAGE = {
  code: 'FOREIGN_ORIGIN',
  message: 'Pages of other sites may not call this gateway. MODELGATE_CORS_ORIGINS says which ones may.',
};

const CARRIES_ONLY = {
  code: 'UNSUPPORTED',
  message: 'This replica carries downloads and answers no clients: MODELGATE_ROLES says so. Ask another one.',
};

function pathOf({ url = '/' }: IncomingMessage): string {
  // The query string may hold an operation with its variables.
  return url === GRAPHQL_PATH ? url : (url.split('?', 1)[0] ?? '/');
}

function isAnsweredByGraphQL(
  request: IncomingMessage,
  { answersClients, mayName, allowedOrigins }: ServerOptions,
): boolean {
  return (
    pathOf(request) === GRAPHQL_PATH &&
    answersClients &&
    mayName(request.headers.host) &&
    !isForeignRead(request, allowedOrigins)
  );
}

/** Whatever the GraphQL endpoint does not answer. */
async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  setStandingHeaders(response, requestIdOf(request));
  const path = pathOf(request);
  if (!options.mayName(request.headers.host)) return sendJson(response, 421, FOREIGN_HOST);
  if (path === '/health') return sendJson(response, 200, { status: 'ok' });
  if (path === '/ready') return sendReadiness(response, options.readiness());
  if (path === METRICS_PATH) return sendMetrics(request, response, options);
  if (!options.answersClients) return sendJson(response, 503, CARRIES_ONLY);
  if (path === GRAPHQL_PATH) return sendJson(response, 403, FOREIGN_PAGE);
  if (path.startsWith(ARTIFACTS_PATH)) {
    const caller = await admit(request, response, options.authenticator);
    if (caller === null || (await options.serveArtifacts(request, response, caller))) return undefined;
  }
  if (options.serveConsole?.(request, response) === true) return undefined;
  if (path === '/') return redirectToGraphiql(response);
  return sendJson(response, 404, {
    code: 'NOT_FOUND',
    message: `Nothing is here. The GraphQL endpoint is ${GRAPHQL_PATH}.`,
  });
}

/** The caller of a request; null when he is not let in, which he is then told. */
async function admit(
  request: IncomingMessage,
  response: ServerResponse,
  authenticator: Authenticator,
): Promise<Caller | null> {
  const { authorization } = request.headers;
  try {
    const { caller } = await authenticator.authenticate(authorization);
    return caller;
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    const { status, headers } = toHttpRefusal(error, authorization);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, status, { code: error.code, message: error.message });
    return null;
  }
}

async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  { authenticator, metrics }: ServerOptions,
): Promise<void> {
  const caller = await admit(request, response, authenticator);
  if (caller === null) return;
  if (!caller.scopes.has('admin')) {
    sendJson(response, 403, { code: 'FORBIDDEN', message: 'Metrics need a key with the scope admin.' });
    return;
  }
  const text = await metrics.render();
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
}

/** Else a body that nobody wants would be received to its end. */
function endLateSender(request: IncomingMessage, socket: Socket): void {
  const cut = (): void => {
    // One that was complete a moment later may have left its connection to the next request.
    if (!request.complete) socket.destroy();
  };
  setTimeout(cut, LINGER_MS).unref();
}

function sendReadiness(response: ServerResponse, status: Readiness): void {
  sendJson(response, status === 'stopping' ? 503 : 200, { status });
}

function redirectToGraphiql(response: ServerResponse): void {
  response.writeHead(302, { location: GRAPHQL_PATH }).end();
}

function sendJson(response: ServerResponse, status: number, body: Record<string, string>): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

function logWhenDone(request: IncomingMessage, response: ServerResponse, log: Logger): void {
  const startedMs = performance.now();
  response.once('close', () => {
    log.info(
      {
        method: request.method,
        path: pathOf(request),
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedMs),
        complete: response.writableFinished,
      },
      'Request',
    );
  });
}
