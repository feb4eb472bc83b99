import { Pool } from 'undici';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { startDeadline, type Deadline } from './deadline.js';
import {
  CONNECTIONS_PER_ORIGIN,
  DEFAULT_TIMEOUTS,
  MAX_API_REDIRECTS,
  MAX_BODY_BYTES,
  USER_AGENT,
} from './defaults.js';
import { cancelledError, networkError, protocolError, providerPeer, timeoutError } from './failures.js';
import { createPace } from './pace.js';
import { flattenHeaders, readBody } from './read-body.js';
import { waitForRetry } from './retry.js';
import { createSingleFlight } from './single-flight.js';
import { openSocket } from './socket.js';
import { parseBaseUrl, requestTarget } from './target.js';
import type { HttpAnswer, HttpClient, HttpClientOptions, HttpRequest, HttpTimeouts } from './types.js';
import { readRetryAfterMs } from './wait-headers.js';

interface Call {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Makes the client of one provider instance: one pool of connections, one pace, one credential. */
export function createClient(options: HttpClientOptions): HttpClient {
  const { provider } = options;
  const peer = providerPeer(provider);
  const base = parseBaseUrl(provider, options.baseUrl);
  const timeouts: HttpTimeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const readWaitMs = options.readWaitMs ?? readRetryAfterMs;
  const pace = createPace(peer, options.pace ?? null);
  const flights = createSingleFlight<HttpAnswer>();
  const pool = new Pool(base.origin, {
    connections: CONNECTIONS_PER_ORIGIN,
    connect: { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyIdleMs,
  });

  function requestHeaders(request: Pick<HttpRequest, 'headers' | 'json'>): Record<string, string> {
    const merged = lowerCaseNames({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': USER_AGENT,
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
      ...request.headers,
    });
    for (const [name, secret] of Object.entries(options.credentials))
      merged[name.toLowerCase()] = secret.open();
    return merged;
  }

  /** One HTTP exchange and, for a read, the redirects inside the same origin. */
  async function exchange(request: HttpRequest, target: string, signal: AbortSignal): Promise<HttpAnswer> {
    let path = target;
    for (let redirects = 0; ; redirects += 1) {
      const response = await pool.request({
        method: request.method,
        path,
        headers: requestHeaders(request),
        body: request.json === undefined ? null : JSON.stringify(request.json),
        signal,
      });
      const headers = flattenHeaders(response.headers);
      const body = await readBody(response.body, headers, { peer, maxBytes: MAX_BODY_BYTES });
      if (!REDIRECTS.has(response.statusCode))
        return Object.freeze({ status: response.statusCode, headers, body });
      if (request.method !== 'GET' || redirects === MAX_API_REDIRECTS) {
        throw protocolError(peer, 'redirected a call that must not be redirected. Check its base URL');
      }
      path = sameOriginPath(path, headers['location']);
    }
  }

  function sameOriginPath(path: string, location: string | undefined): string {
    const from = base.origin + path;
    const url = location !== undefined && URL.canParse(location, from) ? new URL(location, from) : null;
    if (url?.origin !== base.origin) {
      throw protocolError(peer, 'redirected the call to another address. Check its base URL');
    }
    return url.pathname + url.search;
  }

  /** One try: waits for its turn, makes the exchange, judges it. */
  async function attempt(
    request: HttpRequest,
    target: string,
    call: Call,
    deadline: Deadline,
  ): Promise<HttpAnswer> {
    await pace.enter(deadline.endsAtMs, deadline.signal);
    const startedMs = performance.now();
    const answer = await exchange(request, target, deadline.signal);
    const { status } = answer;
    const durationMs = Math.round(performance.now() - startedMs);
    call.log.debug(
      { provider, method: request.method, path: request.path, status, durationMs },
      'upstream call',
    );
    const waitMs = readWaitMs(answer, Date.now());
    const failure = status >= 200 && status <= 299 ? null : options.classify(answer);
    const retryAfterMs = Math.max(waitMs ?? 0, failure?.retryAfterMs ?? 0);
    if (retryAfterMs > 0) pace.hold(retryAfterMs);
    if (failure === null) return answer;
    throw new GatewayError(failure.code, failure.message, {
      provider,
      retryable: failure.retryable,
      ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
      cause: new Error(`${request.method} ${request.path} was answered with status ${status}`),
    });
  }

  /** All tries of one call, inside one deadline. */
  async function perform(request: HttpRequest, target: string, call: Call): Promise<HttpAnswer> {
    const deadline = startDeadline(call.signal, timeouts.totalMs);
    const explain = (error: unknown): GatewayError => {
      if (call.signal.aborted) return cancelledError(peer, call.signal.reason);
      if (deadline.hasPassed() && !isGatewayError(error)) return timeoutError(peer, timeouts.totalMs, error);
      return networkError(peer, timeouts, error);
    };
    try {
      for (let retries = 0; ; retries += 1) {
        try {
          return await attempt(request, target, call, deadline);
        } catch (error) {
          const failure = explain(error);
          if (!isRead(request)) throw failure;
          call.log.debug(
            { provider, path: request.path, code: failure.code, retries },
            'upstream call failed',
          );
          await waitForRetry(failure, retries, deadline);
        }
      }
    } catch (error) {
      throw explain(error);
    } finally {
      deadline.dispose();
    }
  }

  async function send(request: HttpRequest, call: Call): Promise<HttpAnswer> {
    const target = requestTarget(provider, base, request);
    if (!isRead(request)) return perform(request, target, call);
    const key = JSON.stringify([
      request.method,
      target,
      Object.entries(lowerCaseNames(request.headers ?? {})).sort(),
    ]);
    try {
      return await flights.join(key, call.signal, (signal) => perform(request, target, { ...call, signal }));
    } catch (error) {
      throw call.signal.aborted ? cancelledError(peer, call.signal.reason) : error;
    }
  }

  return {
    send,
    openSocket: (path, call) =>
      openSocket(
        {
          peer,
          url: base.origin.replace(/^http/u, 'ws') + requestTarget(provider, base, { method: 'GET', path }),
          headers: requestHeaders({}),
          handshakeMs: timeouts.connectMs + timeouts.headersMs,
        },
        call,
      ),
    close: () => pool.destroy(),
  };
}

/** Only reads are retried and shared: a repeated write could happen twice. */
function isRead(request: HttpRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
