import { credentialKey } from '../domain/credential-key.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import { startDeadline, type Deadline } from './deadline.js';
import { DEFAULT_TIMEOUTS, MAX_PACES } from './defaults.js';
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
  UpstreamCall,
  UpstreamSocket,
} from './types.js';
import { readRetryAfterMs } from './wait-headers.js';

/** The client of one provider instance: one pool of connections, and one pace for each credential. */
export class ProviderClient implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #peer: Peer;
  readonly #base: BaseAddress;
  readonly #timeouts: HttpTimeouts;
  readonly #exchange: Exchange;
  /** By credential, the one used longest ago first. */
  readonly #paces = new Map<string, Pace>();
  readonly #flights = createSingleFlight<HttpAnswer>();
  readonly #closing = new AbortController();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#peer = providerPeer(options.provider);
    this.#base = parseBaseUrl(options.provider, options.baseUrl);
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#exchange = createExchange(options, this.#peer, this.#base, this.#timeouts);
  }

  async send(request: HttpRequest, call: UpstreamCall): Promise<HttpAnswer> {
    const target = requestTarget(this.#options.provider, this.#base, request);
    if (!isRead(request)) return this.#perform(request, target, call);
    const headers = Object.entries(lowerCaseNames(request.headers)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const credential = credentialKey(call, this.#options.provider);
    const key = JSON.stringify([credential, request.method, target, headers]);
    try {
      return await this.#flights.join(key, call.signal, (signal) =>
        this.#perform(request, target, { ...call, signal }),
      );
    } catch (error) {
      throw call.signal.aborted ? cancelledError(this.#peer, call.signal.reason) : error;
    }
  }

  openSocket(path: string, call: UpstreamCall): Promise<UpstreamSocket> {
    const target = requestTarget(this.#options.provider, this.#base, { method: 'GET', path });
    return openSocket(
      {
        peer: this.#peer,
        url: this.#base.origin.replace(/^http/u, 'ws') + target,
        headers: requestHeaders(this.#options, {}, call),
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
  async #perform(request: HttpRequest, target: string, call: UpstreamCall): Promise<HttpAnswer> {
    const deadline = startDeadline(this.#peer, this.#timeouts.totalMs, [call.signal, this.#closing.signal]);
    try {
      for (let retries = 0; ; retries += 1) {
        const outcome = await this.#attempt(request, target, call, deadline).catch((error: unknown) =>
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
  async #attempt(
    request: HttpRequest,
    target: string,
    call: UpstreamCall,
    deadline: Deadline,
  ): Promise<HttpAnswer> {
    const { provider } = this.#options;
    const { log } = call;
    const pace = this.#paceOf(credentialKey(call, provider));
    await pace.enter(deadline.endsAtMs, deadline.signal);
    const startedMs = performance.now();
    const answer = await this.#exchange.run(request, target, { ...call, signal: deadline.signal });
    const { status } = answer;
    const durationMs = Math.round(performance.now() - startedMs);
    log.debug({ provider, method: request.method, path: request.path, status, durationMs }, 'upstream call');
    const failure = status >= 200 && status <= 299 ? null : this.#options.classify(answer);
    const wishedMs = (this.#options.readWaitMs ?? readRetryAfterMs)(answer, Date.now());
    const retryAfterMs = Math.max(wishedMs ?? 0, failure?.retryAfterMs ?? 0);
    if (retryAfterMs > 0) pace.hold(retryAfterMs);
    if (failure === null) return answer;
    throw new GatewayError(failure.code, failure.message, {
      provider,
      retryable: failure.retryable,
      ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
      cause: new Error(`${request.method} ${request.path} was answered with status ${status}`),
    });
  }

  /** Providers limit each credential by itself: one caller's limit must not slow down another. */
  #paceOf(credential: string): Pace {
    const pace = this.#paces.get(credential) ?? new Pace(this.#peer, this.#options.pace ?? null);
    this.#paces.delete(credential);
    this.#paces.set(credential, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MAX_PACES && oldest !== undefined) this.#paces.delete(oldest);
    return pace;
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
