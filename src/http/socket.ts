import { WebSocket, type ClientOptions } from 'ws';
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

/** Opens a WebSocket; see {@link HttpClient.openSocket}. */
export function openSocket(
  target: SocketTarget,
  call: { readonly signal: AbortSignal; readonly log: Logger },
): Promise<UpstreamSocket> {
  const { peer } = target;
  const { signal } = call;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelledError(peer, signal.reason));
      return;
    }
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
    const frames = collectFrames(socket, peer, signal);
    const refuse = (cause: unknown): void => {
      signal.removeEventListener('abort', leave);
      // Terminating a socket that is still connecting raises one more error event.
      socket.on('error', () => undefined);
      socket.terminate();
      reject(signal.aborted ? cancelledError(peer, signal.reason) : refusedError(peer, cause));
    };
    const leave = (): void => refuse(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    socket.once('error', refuse);
    socket.once('unexpected-response', (_request, response) => {
      refuse(new UpgradeRefusedError(response.statusCode ?? 0));
    });
    socket.once('open', () => {
      signal.removeEventListener('abort', leave);
      socket.off('error', refuse);
      // A later error is followed by `close`, which ends the frames.
      socket.on('error', (error) =>
        call.log.debug({ peer: peer.label, err: error }, 'upstream socket failed'),
      );
      resolve({ frames, close: () => socket.close() });
    });
  });
}

function refusedError(peer: Peer, cause: unknown): GatewayError {
  return new GatewayError(
    'PROVIDER_UNAVAILABLE',
    `${peer.label} did not open its event stream. Try again; its other data is unaffected.`,
    { ...belongsTo(peer), retryable: true, cause },
  );
}

/**
 * Text frames as one iteration. A reader that is slow makes the provider wait, so nothing is lost and memory is
 * bounded. Ends when the socket closes; aborting the signal closes it and throws CANCELLED.
 */
function collectFrames(socket: WebSocket, peer: Peer, signal: AbortSignal): AsyncIterable<string> {
  const waiting: string[] = [];
  let isClosed = false;
  let wake: () => void = () => undefined;
  socket.on('message', (data, isBinary) => {
    if (isBinary) return;
    waiting.push(data.toString());
    if (waiting.length >= MAX_WAITING_FRAMES) socket.pause();
    wake();
  });
  const leave = (): void => {
    socket.close();
    wake();
  };
  signal.addEventListener('abort', leave, { once: true });
  socket.once('close', () => {
    signal.removeEventListener('abort', leave);
    isClosed = true;
    wake();
  });

  return (async function* iterate(): AsyncGenerator<string, void> {
    try {
      for (;;) {
        if (signal.aborted) throw cancelledError(peer, signal.reason);
        const frame = waiting.shift();
        if (frame !== undefined) {
          yield frame;
        } else if (isClosed) {
          return;
        } else {
          socket.resume();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      socket.close();
    }
  })();
}
