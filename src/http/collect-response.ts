import type { Dispatcher } from 'undici';
import { listenTo } from '../async/abort.js';
import type { StopSignal } from '../async/stop.js';
import { protocolError, type Peer } from './failures.js';
import { flattenHeaders } from './read-body.js';
import type { ResponseHeaders } from './types.js';

/** A whole answer as it came. */
export interface CollectedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** In the pieces in which it came, which are parts of larger buffers: copy what is kept. */
  readonly pieces: readonly Buffer[];
}

/** What bounds an answer. */
export interface CollectLimits {
  readonly peer: Peer;
  readonly maxBytes: number;
}

/**
 * Makes a request and collects the answer without a stream, which costs more than everything else of a small one. Throws
 * what undici throws, and PROVIDER_PROTOCOL for an answer that is larger than `maxBytes`, or compressed although `identity`
 * was asked for; such a connection is closed.
 *
 * @param signal Ends the exchange; the reason is what is thrown.
 */
export function collectResponse(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: CollectLimits,
  signal: StopSignal,
): Promise<CollectedResponse> {
  return new Promise((resolve, reject) => {
    const collector = new Collector(limits, signal, { resolve, reject });
    dispatcher.dispatch(request, collector);
  });
}

interface Settlement {
  resolve(response: CollectedResponse): void;
  reject(reason: unknown): void;
}

/** Methods instead of functions made for each call: it is the busiest place of the gateway. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #limits: CollectLimits;
  readonly #signal: StopSignal;
  readonly #settlement: Settlement;
  readonly #pieces: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: ResponseHeaders = {};
  #receivedBytes = 0;

  constructor(limits: CollectLimits, signal: StopSignal, settlement: Settlement) {
    this.#limits = limits;
    this.#signal = signal;
    this.#settlement = settlement;
    listenTo(signal, this);
    if (signal.aborted) this.handleEvent();
  }

  /** The caller leaves. */
  handleEvent(): void {
    // Before the request has a connection there is nothing to end but the wait.
    this.#controller?.abort(asReason(this.#signal.reason));
    this.#settlement.reject(this.#signal.reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) controller.abort(asReason(this.#signal.reason));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<typeof flattenHeaders>[0],
  ): void {
    // Others come before the one that counts (103 Early Hints).
    if (status < 200) return;
    this.#status = status;
    this.#headers = flattenHeaders(headers);
    const encoding = this.#headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding !== 'identity' && encoding !== '')
      controller.abort(
        protocolError(this.#limits.peer, 'sent a compressed answer although none was asked for'),
      );
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    const { peer, maxBytes } = this.#limits;
    this.#receivedBytes += piece.length;
    if (this.#receivedBytes > maxBytes)
      controller.abort(protocolError(peer, `sent an answer larger than ${maxBytes / 1024 / 1024} MiB`));
    else this.#pieces.push(piece);
  }

  onResponseEnd(): void {
    this.#signal.removeEventListener('abort', this);
    this.#settlement.resolve({ status: this.#status, headers: this.#headers, pieces: this.#pieces });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#signal.removeEventListener('abort', this);
    this.#settlement.reject(error);
  }
}

function asReason(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was ended.', { cause: reason });
}
