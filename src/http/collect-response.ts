import type { Dispatcher } from 'undici';
import type { StopSignal } from '../async/stop.js';
import { onFirstAbort } from '../async/abort.js';
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
  /** Ends the exchange; the reason is what is thrown. */
  readonly signal: StopSignal;
}

/**
 * Makes a request and collects the answer without a stream, which costs more than everything else of a small one. Throws
 * what undici throws, and PROVIDER_PROTOCOL for an answer that is larger than `maxBytes`, or compressed although `identity`
 * was asked for; such a connection is closed.
 */
export function collectResponse(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { peer, maxBytes, signal }: CollectLimits,
): Promise<CollectedResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let head: Pick<CollectedResponse, 'status' | 'headers'> | null = null;
    let receivedBytes = 0;
    const pieces: Buffer[] = [];
    const letGo = onFirstAbort([signal], (reason) => {
      // Before the request has a connection there is nothing to end but the wait.
      controller?.abort(asReason(reason));
      reject(reason);
    });
    dispatcher.dispatch(request, {
      onRequestStart: (started) => {
        controller = started;
        if (signal.aborted) started.abort(asReason(signal.reason));
      },
      onResponseStart: (_controller, status, headers) => {
        // Others come before the one that counts (103 Early Hints).
        if (status < 200) return;
        head = { status, headers: flattenHeaders(headers) };
        const encoding = head.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
        if (encoding !== 'identity' && encoding !== '')
          controller?.abort(protocolError(peer, 'sent a compressed answer although none was asked for'));
      },
      onResponseData: (_controller, piece) => {
        receivedBytes += piece.length;
        if (receivedBytes > maxBytes)
          controller?.abort(protocolError(peer, `sent an answer larger than ${maxBytes / 1024 / 1024} MiB`));
        else pieces.push(piece);
      },
      onResponseEnd: () => {
        letGo();
        if (head !== null) resolve({ ...head, pieces });
      },
      onResponseError: (_controller, error) => {
        letGo();
        reject(error);
      },
    });
  });
}

function asReason(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was ended.', { cause: reason });
}
