import { Stop } from '../async/stop.js';
import { credentialKey } from '../domain/credential-key.js';
import { DEFAULT_RESILIENCE, type Resilience } from '../domain/resilience.js';
import { GatewayError } from '../errors/gateway-error.js';
import { BodyMemory } from './body-memory.js';
import { blameForTime, Circuit, isCircuitOpen } from './circuit.js';
import { Deadlines, type Deadline } from './deadline.js';
import { DEFAULT_TIMEOUTS, MAX_REMEMBERED_BYTES } from './defaults.js';
import { createExchange, requestHeaders, type Exchange } from './exchange.js';
import { networkError, providerPeer, type Peer } from './failures.js';
import { Paces } from './paces.js';
import type { Replicas } from './replicas.js';
import { RetryBudget } from './retry-budget.js';
import { waitForRetry } from './retry.js';
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
import { UNOBSERVED, type UpstreamObserver } from './upstream-observer.js';
import { readRetryAfterMs } from './wait-headers.js';

/** What a client shares with the others of the process. */
export interface ClientSurroundings {
  readonly resilience: Resilience;
  readonly observer: UpstreamObserver;
  /** Whether the provider is told of the trace that a call belongs to. */
  readonly sharesTrace: boolean;
  readonly memory: BodyMemory;
  /** Null: there are none. */
  readonly replicas: Replicas | null;
}

/** What a client has that shares nothing. */
function alone(): ClientSurroundings {
  return {
    resilience: DEFAULT_RESILIENCE,
    observer: UNOBSERVED,
    sharesTrace: false,
    memory: new BodyMemory(MAX_REMEMBERED_BYTES),
    replicas: null,
  };
}

/** The client of one provider instance: one pool of connections, one circuit, and one pace for each credential. */
export class ProviderClient implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #observer: UpstreamObserver;
  readonly #circuit: Circuit;
  readonly #retries: RetryBudget;
  readonly #sharesTrace: boolean;
  readonly #peer: Peer;
  readonly #base: BaseAddress;
  readonly #timeouts: HttpTimeouts;
  readonly #exchange: Exchange;
  readonly #paces: Paces;
  readonly #closing = new Stop();
  readonly #deadlines: Deadlines;

  constructor(options: HttpClientOptions, surroundings: ClientSurroundings = alone()) {
    const { resilience, observer, sharesTrace, memory, replicas } = surroundings;
    const { provider } = options;
    this.#options = options;
    this.#observer = observer;
    this.#peer = providerPeer(provider);
    this.#base = parseBaseUrl(provider, options.baseUrl);
    this.#timeouts = { ...DEFAULT_TIMEOUTS, totalMs: resilience.totalTimeoutMs, ...options.timeouts };
    this.#deadlines = new Deadlines(this.#peer, this.#timeouts.totalMs, this.#closing);
    this.#circuit = new Circuit(this.#peer, resilience, {
      changed: (state) => observer.circuitChanged(provider, state),
      tell: (news) => replicas?.tell(provider, news),
    });
    this.#paces = new Paces(options, this.#peer, replicas);
    replicas?.listen(provider, (news) => {
      this.#circuit.hear(news);
      this.#paces.hear(news);
    });
    this.#sharesTrace = sharesTrace;
    this.#retries = new RetryBudget(resilience.retryBudgetPercent);
    this.#exchange = createExchange(options, this.#base, {
      peer: this.#peer,
      timeouts: this.#timeouts,
      connections: resilience.maxConcurrency,
      memory,
    });
  }

  /** All tries of one call, inside one deadline. */
  async send(request: HttpRequest, call: UpstreamCall): Promise<HttpAnswer> {
    call.budget?.take();
    const { provider } = this.#options;
    const target = requestTarget(provider, this.#base, request);
    const deadline = this.#deadlines.start(call.signal);
    this.#retries.earn();
    try {
      for (let retries = 0; ; retries += 1) {
        let outcome: GatewayError;
        try {
          return await this.#circuit.run(() => this.#attempt(request, target, call, deadline), deadline);
        } catch (error) {
          outcome = this.#explain(error, deadline);
        }
        call.log.debug({ provider, path: request.path, retries, err: outcome }, 'upstream call failed');
        if (!isRead(request) || isCircuitOpen(outcome)) throw outcome;
        await waitForRetry(outcome, retries, { deadline, budget: this.#retries });
        this.#observer.retried(provider);
      }
    } finally {
      deadline.dispose();
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
      [call.signal, this.#closing],
      call.log,
    );
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The client was closed'));
    await this.#exchange.close();
  }

  /** One try: waits for its turn, makes the exchange, judges the answer. Throws GatewayError. */
  async #attempt(
    request: HttpRequest,
    target: string,
    call: UpstreamCall,
    deadline: Deadline,
  ): Promise<HttpAnswer> {
    const { provider } = this.#options;
    const { method, path } = request;
    const credential = credentialKey(call, provider);
    const isForwarded = credential !== '';
    const turn = this.#paces.of(credential).enter(deadline.endsAtMs, deadline);
    if (turn !== null) await this.#wait(turn);
    const startedMs = performance.now();
    const traced = call.trace?.begin({ provider, method });
    try {
      const sent =
        this.#sharesTrace && traced !== undefined ? withTrace(request, traced.traceparent) : request;
      const { credentials } = call;
      const answer = await this.#exchange.run(sent, target, { signal: deadline, credentials });
      const durationMs = performance.now() - startedMs;
      const { status } = answer;
      call.log.debug({ provider, method, path, status, durationMs: Math.round(durationMs) }, 'upstream call');
      const judged = this.#judge(request, answer, credential);
      this.#observer.called({ provider, isForwarded, failure: null, error: null, durationMs });
      traced?.end(null);
      return judged;
    } catch (error) {
      const durationMs = performance.now() - startedMs;
      const failure = blameForTime(this.#explain(error, deadline), durationMs);
      this.#observer.called({ provider, isForwarded, failure: failure.code, error: failure, durationMs });
      traced?.end(failure.code);
      throw failure;
    }
  }

  async #wait(turn: Promise<void>): Promise<void> {
    const askedMs = performance.now();
    await turn;
    const waitedMs = performance.now() - askedMs;
    if (waitedMs >= 1) this.#observer.waited(this.#options.provider, waitedMs);
  }

  /** Gives the answer where it is a success or one that the caller handles. Throws GatewayError otherwise. */
  #judge(request: HttpRequest, answer: HttpAnswer, credential: string): HttpAnswer {
    const { status } = answer;
    const failure = status >= 200 && status <= 299 ? null : this.#options.classify(answer);
    const wishedMs = (this.#options.readWaitMs ?? readRetryAfterMs)(answer, Date.now());
    if (failure === null && wishedMs === null) return answer;
    const retryAfterMs = Math.max(wishedMs ?? 0, failure?.retryAfterMs ?? 0);
    if (retryAfterMs > 0) this.#paces.hold(credential, retryAfterMs);
    if (failure === null) return answer;
    throw new GatewayError(failure.code, failure.message, {
      provider: this.#options.provider,
      retryable: failure.retryable,
      ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
      cause: new Error(`${request.method} ${request.path} was answered with status ${status}`),
    });
  }

  /** Whatever is thrown after the call's signal ended is due to that. */
  #explain(error: unknown, deadline: Deadline): GatewayError {
    const cause = deadline.aborted ? deadline.reason : error;
    return networkError(this.#peer, this.#timeouts, cause);
  }
}

function withTrace(request: HttpRequest, traceparent: string): HttpRequest {
  return { ...request, headers: { ...request.headers, traceparent } };
}

/** Only reads are retried: a repeated write could happen twice. */
export function isRead(request: HttpRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}
