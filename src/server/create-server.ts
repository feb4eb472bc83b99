import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toHttpRefusal } from '../auth/credential.js';
import type { Authenticator } from '../auth/session.js';
import type { Caller } from '../domain/caller.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { GRAPHQL_PATH, type GatewayYoga } from '../graphql/yoga.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

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
  readonly yoga: GatewayYoga;
  readonly authenticator: Authenticator;
  readonly serveArtifacts: Handler;
  readonly metrics: Metrics;
  /** What `/ready` answers. */
  readiness(): Readiness;
  readonly log: Logger;
}

/** Node's own defaults are made for slow uploads; nothing here needs them. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 };
const MAX_HEADERS = 100;

/** Where Prometheus reads. */
const METRICS_PATH = '/metrics';

/** Where the files of artifacts are. */
const ARTIFACTS_PATH = '/artifacts/';

/** The gateway's HTTP server, not yet listening. */
export function createGatewayServer(options: ServerOptions): Server {
  const server = createServer(LIMITS, (request, response) => {
    const requestId = requestIdOf(request);
    response.setHeader(REQUEST_ID_HEADER, requestId);
    logWhenDone(request, response, options.log.child({ requestId }));
    route(request, response, options).catch((error: unknown) => {
      options.log.error({ err: error, requestId }, 'Request handler failed');
      if (!response.headersSent)
        sendJson(response, 500, { code: 'INTERNAL', message: 'The gateway failed.' });
      else response.destroy();
    });
  });
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/health') return sendJson(response, 200, { status: 'ok' });
  if (path === '/ready') return sendReadiness(response, options.readiness());
  if (path === GRAPHQL_PATH) return options.yoga(request, response);
  if (path === '/') return redirectToGraphiql(response);
  if (path === METRICS_PATH) return sendMetrics(request, response, options);
  if (path.startsWith(ARTIFACTS_PATH)) {
    const caller = await admit(request, response, options.authenticator);
    if (caller === null || (await options.serveArtifacts(request, response, caller))) return undefined;
  }
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
        // The query string may hold an operation with its variables.
        path: (request.url ?? '/').split('?', 1)[0],
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedMs),
        complete: response.writableFinished,
      },
      'Request',
    );
  });
}
