import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { startDeadline, type Deadline } from './deadline.js';
import { DEFAULT_TIMEOUTS } from './defaults.js';
import { createExchange, lowerCaseNames, requestHeaders, type Exchange } from './exchange.js';
import { cancelledError, networkError, providerPeer, type Peer } from './failures.js';
import { Pace } from './pace.js';
import { waitForRetry } from './retry.js';
import { createSingleFlight } from './single-flight.js';
import { openSocket } from './socket.js';
import { parseBaseUrl, requestTarget, type BaseAddress } from './target.js';
import type {
  HttpAnswer,
  HttpClient,
  HttpClientOptions,
  HttpRequest,
  HttpTimeouts,
  UpstreamSocket,
} from './types.js';
import { readRetryAfterMs } from './wait-headers.js';

interface Call {
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The client of one provider instance: one pool of connections, one pace, one credential. */
export class ProviderClient implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #peer: Peer;
  readonly #base: BaseAddress;
  readonly #timeouts: HttpTimeouts;
  readonly #exchange: Exchange;
  readonly #pace: Pace;
  readonly #flights = createSingleFlight<HttpAnswer>();
  readonly #closing = new AbortController();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#peer = providerPeer(options.provider);
    this.#base = parseBaseUrl(options.provider, options.baseUrl);
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#exchange = createExchange(options, this.#peer, this.#base, this.#timeouts);
    this.#pace = new Pace(this.#peer, options.pace ?? null);
  }

  async send(request: HttpRequest, call: Call): Promise<HttpAnswer> {
    const target = requestTarget(this.#options.provider, this.#base, request);
    if (!isRead(request)) return this.#perform(request, target, call);
    const headers = Object.entries(lowerCaseNames(request.headers)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([request.method, target, headers]);
    try {
      return await this.#flights.join(key, call.signal, (signal) =>
        this.#perform(request, target, { signal, log: call.log }),
      );
    } catch (error) {
      throw call.signal.aborted ? cancelledError(this.#peer, call.signal.reason) : error;
    }
  }

  openSocket(path: string, call: Call): Promise<UpstreamSocket> {
    const target = requestTarget(this.#options.provider, this.#base, { method: 'GET', path });
    return openSocket(
      {
        peer: this.#peer,
        url: this.#base.origin.replace(/^http/u, 'ws') + target,
        headers: requestHeaders(this.#options, {}),
        handshakeMs: this.#timeouts.headersMs,
      },
      [call.signal, this.#closing.signal],
      call.log,
    );
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The client was closed'));
    await this.#exchange.close();
  }

  /** All tries of one call, inside one deadline. */
  async #perform(request: HttpRequest, target: string, call: Call): Promise<HttpAnswer> {
    const deadline = startDeadline(this.#peer, this.#timeouts.totalMs, [call.signal, this.#closing.signal]);
    try {
      for (let retries = 0; ; retries += 1) {
        const outcome = await this.#attempt(request, target, call.log, deadline).catch((error: unknown) =>
          this.#explain(error, deadline),
        );
        if (!isGatewayError(outcome)) return outcome;
        call.log.debug(
          { provider: this.#options.provider, path: request.path, retries, err: outcome },
          'upstream call failed',
        );
        if (!isRead(request)) throw outcome;
        await waitForRetry(outcome, retries, deadline);
      }
    } finally {
      deadline.dispose();
    }
  }

  /** One try: waits for its turn, makes the exchange, judges the answer. */
  async #attempt(request: HttpRequest, target: string, log: Logger, deadline: Deadline): Promise<HttpAnswer> {
    const { provider } = this.#options;
    await this.#pace.enter(deadline.endsAtMs, deadline.signal);
    const startedMs = performance.now();
    const answer = await this.#exchange.run(request, target, deadline.signal);
    const { status } = answer;
    const durationMs = Math.round(performance.now() - startedMs);
    log.debug({ provider, method: request.method, path: request.path, status, durationMs }, 'upstream call');
    const failure = status >= 200 && status <= 299 ? null : this.#options.classify(answer);
    const wishedMs = (this.#options.readWaitMs ?? readRetryAfterMs)(answer, Date.now());
    const retryAfterMs = Math.max(wishedMs ?? 0, failure?.retryAfterMs ?? 0);
    if (retryAfterMs > 0) this.#pace.hold(retryAfterMs);
    if (failure === null) return answer;
    throw new GatewayError(failure.code, failure.message, {
      provider,
      retryable: failure.retryable,
      ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
      cause: new Error(`${request.method} ${request.path} was answered with status ${status}`),
    });
  }

  /** Whatever is thrown after the call's signal ended is due to that. */
  #explain(error: unknown, deadline: Deadline): GatewayError {
    const cause: unknown = deadline.signal.aborted ? deadline.signal.reason : error;
    return networkError(this.#peer, this.#timeouts, cause);
  }
}

/** Only reads are retried and shared: a repeated write could happen twice. */
function isRead(request: HttpRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
