import { WebSocket, type ClientOptions } from 'ws';
import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import { MAX_FRAME_BYTES, MAX_WAITING_FRAMES, SOCKET_CLOSE_MS } from './defaults.js';
import { belongsTo, cancelledError, type Peer } from './failures.js';
import type { UpstreamSocket } from './types.js';

/** Where and how an upstream WebSocket is opened. */
export interface SocketTarget {
  readonly peer: Peer;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly handshakeMs: number;
}

/** The answer of a provider that refused the upgrade; the `cause` of the PROVIDER_UNAVAILABLE that is thrown. */
export class UpgradeRefusedError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The upgrade was answered with status ${status}`);
    this.name = 'UpgradeRefusedError';
    this.status = status;
  }
}

/** Opens a WebSocket that lives until it is closed, `signals` end, or the provider closes it. */
export function openSocket(
  target: SocketTarget,
  signals: readonly StopSignal[],
  log: Logger,
): Promise<UpstreamSocket> {
  const { peer } = target;
  return new Promise((resolve, reject) => {
    // Typed apart: @types/ws does not know `closeTimeout` yet.
    const options: ClientOptions & { closeTimeout: number } = {
      headers: target.headers,
      handshakeTimeout: target.handshakeMs,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
      closeTimeout: SOCKET_CLOSE_MS,
    };
    const socket = new WebSocket(target.url, options);
    const frames = new FrameQueue(socket);
    // Every failure is followed by `close`; the first of these settles the promise, later calls do nothing.
    socket.on('error', (error) => {
      log.debug({ peer: peer.label, err: error }, 'upstream socket failed');
      reject(refusedError(peer, error));
    });
    socket.once('unexpected-response', (_request, response) => {
      reject(refusedError(peer, new UpgradeRefusedError(response.statusCode ?? 0)));
      socket.terminate();
    });
    socket.once('open', () => resolve({ frames, close: () => socket.close() }));
    const letGo = onFirstAbort(signals, (reason) => {
      const error = cancelledError(peer, reason);
      frames.fail(error);
      reject(error);
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket.close();
    });
    socket.once('close', letGo);
  });
}

function refusedError(peer: Peer, cause: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    `${peer.label} did not open its event stream. Try again; other data is unaffected.`,
    { ...belongsTo(peer), retryable: true, cause },
  );
}

/**
 * Text frames between a socket and one reader. A slow reader pauses the socket, so nothing is lost and memory is
 * bounded. The iteration ends when the socket closes, and leaving it closes the socket.
 */
class FrameQueue implements AsyncIterable<string> {
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];
  #failure: GatewayError | null = null;
  #isClosed = false;
  #wake: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return;
      this.#waiting.push(data.toString());
      if (this.#waiting.length >= MAX_WAITING_FRAMES) socket.pause();
      this.#wake();
    });
    socket.once('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Makes the iteration throw instead of giving the frames that still wait. */
  fail(error: GatewayError): void {
    this.#failure = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    try {
      for (;;) {
        if (this.#failure !== null) throw this.#failure;
        const frame = this.#waiting.shift();
        if (frame !== undefined) yield frame;
        else if (this.#isClosed) return;
        else await this.#nextChange();
      }
    } finally {
      this.#socket.close();
    }
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#socket.resume();
    });
  }
}
