import { buildConnector, type Dispatcher } from 'undici';
import { GatewayError } from '../errors/gateway-error.js';
import { onFirstAbort } from '../async/abort.js';
import { BorrowingPool } from './borrowing-pool.js';
import { DEFAULT_TIMEOUTS, MAX_TRANSFER_REDIRECTS, USER_AGENT } from './defaults.js';
import { REDIRECT_STATUSES } from './exchange.js';
import { cancelledError, DOWNLOAD_HOST, networkError } from './failures.js';
import { guardedConnector, type LookupAll } from './guarded-connect.js';
import { flattenHeaders } from './read-body.js';
import type { ResponseHeaders } from './types.js';
import { checkUrl, isTrusted } from './url-policy.js';

/** A `GET` of an object at a storage host, or of a range of it. */
export interface RangeReadRequest {
  readonly url: string;
  /** Origins besides public https that may be fetched and redirected to. */
  readonly trustedOrigins: readonly string[];
  /** `Range` and `If-Range`; never credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Largest number of idle and busy connections is the caller's business; aborting this frees the one in use. */
  readonly signal: AbortSignal;
}

/** Stops and restarts the arrival of bytes. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** Takes a response, on the stack of the socket's reader. What it throws ends the reading with that. */
export interface ByteSink {
  /** Status and headers of the final response are here. False: the body is not wanted, which frees the connection. */
  begin(status: number, headers: ResponseHeaders, flow: Flow): boolean;
  /** The buffer is the callee's for the time of the call only. */
  take(bytes: Uint8Array): void;
}

/**
 * Fetches URLs that came out of a provider's answer, like TransferClient, but hands every piece over at once instead of
 * through a stream: half the CPU for gigabytes.
 */
export interface RangeReader {
  /**
   * Resolves when the body has ended as announced, or was not wanted. Rejects with GatewayError: URL_FORBIDDEN,
   * PROVIDER_UNAVAILABLE, PROVIDER_TIMEOUT, PROVIDER_PROTOCOL on network trouble, CANCELLED when the signal ended it.
   */
  read(request: RangeReadRequest, sink: ByteSink): Promise<void>;
  close(): Promise<void>;
}

/** Makes a reader with pools of its own: one that reaches public addresses only, one for trusted origins. */
export function createRangeReader(lookup?: LookupAll): RangeReader {
  const limits = { headersTimeout: DEFAULT_TIMEOUTS.headersMs, bodyTimeout: 0 };
  const { connectMs } = DEFAULT_TIMEOUTS;
  const guarded = new BorrowingPool(limits, (reading) => guardedConnector(connectMs, lookup, reading));
  const trusted = new BorrowingPool(limits, (reading) => buildConnector({ timeout: connectMs, ...reading }));

  async function read(request: RangeReadRequest, sink: ByteSink): Promise<void> {
    let url = checkUrl(request.url, request.trustedOrigins);
    for (let redirects = 0; ; redirects += 1) {
      const pool = isTrusted(url, request.trustedOrigins) ? trusted : guarded;
      const location = await readOnce(pool, url, request, sink);
      if (location === null) return;
      if (redirects === MAX_TRANSFER_REDIRECTS) {
        throw new GatewayError('URL_FORBIDDEN', 'The download address redirects too often. Try again later.');
      }
      const target = URL.canParse(location, url.href) ? new URL(location, url).href : location;
      url = checkUrl(target, request.trustedOrigins);
    }
  }

  return {
    read,
    close: async () => {
      await Promise.all([guarded.destroy(), trusted.destroy()]);
    },
  };
}

/** Gives the `Location` of a redirect; null when the sink has had the response. */
function readOnce(
  pool: BorrowingPool,
  url: URL,
  request: RangeReadRequest,
  sink: ByteSink,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const handler = new ReadHandler(sink, (outcome) => {
      letGo();
      if ('error' in outcome) reject(networkError(DOWNLOAD_HOST, DEFAULT_TIMEOUTS, outcome.error));
      else resolve(outcome.location);
    });
    const letGo = onFirstAbort([request.signal], (reason) =>
      handler.abort(cancelledError(DOWNLOAD_HOST, reason)),
    );
    if (request.signal.aborted) return;
    pool.dispatch(
      url.origin,
      {
        path: url.pathname + url.search,
        method: 'GET',
        headers: { 'user-agent': USER_AGENT, ...request.headers, 'accept-encoding': 'identity' },
      },
      handler,
    );
  });
}

type Outcome = { readonly location: string | null } | { readonly error: unknown };

class ReadHandler implements Dispatcher.DispatchHandler {
  readonly #sink: ByteSink;
  readonly #onSettled: (outcome: Outcome) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #isSettled = false;

  constructor(sink: ByteSink, onSettled: (outcome: Outcome) => void) {
    this.#sink = sink;
    this.#onSettled = onSettled;
  }

  /** Ends the reading with this error at once, also while the connection is still being made. */
  abort(error: Error): void {
    this.#settle({ error });
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('The reader has left'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<typeof flattenHeaders>[0],
  ): void {
    if (status < 200 || this.#isSettled) return;
    const flat = flattenHeaders(headers);
    const location = flat['location'];
    if (REDIRECT_STATUSES.has(status) && location !== undefined) {
      this.#leave(controller, { location });
      return;
    }
    this.#guard(() => {
      if (!this.#sink.begin(status, flat, controller)) this.#leave(controller, { location: null });
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (!this.#isSettled) this.#guard(() => this.#sink.take(bytes));
  }

  onResponseEnd(): void {
    this.#settle({ location: null });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle({ error });
  }

  #leave(controller: Dispatcher.DispatchController, outcome: Outcome): void {
    this.#settle(outcome);
    controller.abort(new Error('The body is not wanted'));
  }

  /** What the sink throws must not reach the parser's own error handling, which would rename it. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.abort(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #settle(outcome: Outcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#onSettled(outcome);
  }
}
